import { describe, expect, test } from 'vitest';
import { createSectionCounter } from '../../../../main/connection/salvage/changes-part.ts';
import { readBundleHead } from '../../../../main/connection/salvage/apply/bundle.ts';
import { joinSections, judge } from '../../../../main/connection/salvage/apply/judge-patch.ts';
import { readPatch } from '../../../../main/connection/salvage/apply/patch-sections.ts';
import { staysInside } from '../../../../main/connection/salvage/apply/put-files.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const changed = (name: string, body = '@@ -1 +1 @@\n-old\n+new\n') =>
  `diff --git a/${name} b/${name}\nindex ${A}..${B} 100644\n--- a/${name}\n+++ b/${name}\n${body}`;

function read(text: string) {
  return readPatch(Buffer.from(text, 'latin1'));
}

describe('a patch of one’s own', () => {
  test('says for each file what was and what will be', () => {
    const patch = [
      changed('plain name.txt')
        .replace('+++ b/plain name.txt', '+++ b/plain name.txt\t')
        .replace('--- a/plain name.txt', '--- a/plain name.txt\t'),
      String.raw`diff --git "a/zwei\nzeilen \"q\" \303\274" "b/zwei\nzeilen \"q\" \303\274"` +
        `\ndeleted file mode 100755\nindex ${A}..${'0'.repeat(40)}\n--- ` +
        String.raw`"a/zwei\nzeilen \"q\" \303\274"` +
        '\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-one\n-two\n\\ No newline at end of file\n',
      'diff --git a/run.sh b/run.sh\nold mode 100644\nnew mode 100755\n',
      `diff --git a/empty b/empty\nnew file mode 100644\nindex ${'0'.repeat(40)}..${B}\n`,
      `diff --git a/p.bin b/p.bin\nindex ${A}..${B} 100644\nGIT binary patch\nliteral 3\nKcmYdH00001\n\nliteral 2\nJcmYdH\n\n`,
    ].join('');
    const sections = read(patch);
    if ('fault' in sections) throw new Error(sections.detail);
    expect(sections.map(({ start: _start, end: _end, path: _path, ...rest }) => rest)).toEqual([
      {
        name: 'plain name.txt',
        action: 'change',
        isBinary: false,
        oldHash: A,
        newHash: B,
        oldMode: '100644',
        newMode: '100644',
      },
      { name: 'zwei\nzeilen "q" ü', action: 'remove', isBinary: false, oldHash: A, oldMode: '100755' },
      { name: 'run.sh', action: 'change', isBinary: false, oldMode: '100644', newMode: '100755' },
      { name: 'empty', action: 'add', isBinary: false, newHash: B, newMode: '100644' },
      { name: 'p.bin', action: 'change', isBinary: true, oldHash: A, newHash: B, oldMode: '100644', newMode: '100644' },
    ]);
    const counter = createSectionCounter();
    // However it comes in pieces.
    for (const byte of Buffer.from(patch, 'latin1')) counter.take(Buffer.from([byte]));
    expect(counter.count).toBe(5);
  });

  test.each([
    [
      'a second file hidden after a hunk',
      changed('x', '@@ -1 +1 @@\n-old\n+new\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-old\n+evil\n'),
    ],
    ['fewer lines than it says', changed('x', '@@ -1,9 +1 @@\n-old\n+new\n')],
    ['numbers without end', changed('x', `@@ -1,${'9'.repeat(40)} +1 @@\n-old\n+new\n`)],
    [
      'text after binary content',
      `diff --git a/p b/p\nindex ${A}..${B} 100644\nGIT binary patch\nliteral 3\nKcmYdH00001\n\n--- a/y\n`,
    ],
    ['two names', 'diff --git a/x b/y\nold mode 100644\nnew mode 100755\n'],
    ['a mode that no file has', 'diff --git a/x b/x\nold mode 100644\nnew mode 104755\n'],
    ['short hashes', changed('x').replace(A, 'abc1234')],
    ['something before it', `hello\n${changed('x')}`],
  ])('%s is none', (_what, text) => {
    expect(read(text)).toMatchObject({ fault: 'unreadable' });
  });

  test.each(['../x', '/etc/passwd', '.git/config', 'a/.GIT/x', 'a//b', 'a/./b', 'git~1/x', '.g\u200Cit/x'])(
    'nothing named %s',
    (name) => {
      const bytes = Buffer.from(name).toString('latin1');
      expect(read(changed(bytes))).toMatchObject({ fault: 'unsafe' });
    },
  );
});

describe('what a change comes to', () => {
  const [change] = joinSections(read(changed('x')) as Exclude<ReturnType<typeof read>, { fault: unknown }>);
  const has = () => true;
  if (change === undefined) throw new Error('no change');

  test.each([
    ['as it was', { found: 'file', mode: '100644', hash: A }, 'clean'],
    ['as it will be', { found: 'file', mode: '100644', hash: B }, 'same'],
    ['something else', { found: 'file', mode: '100644', hash: 'c'.repeat(40) }, 'undecided'],
    ['gone', { found: 'missing' }, 'conflict'],
    ['a link', { found: 'link', mode: '120000', hash: A }, 'conflict'],
    ['a folder', { found: 'folder' }, 'conflict'],
    ['behind a link', { found: 'blocked' }, 'conflict'],
  ] as const)('%s: %s', (_what, present, state) => {
    expect(judge(change, present, has)).toBe(state);
  });

  test('what cannot be merged for want of what it was made to is a conflict', () => {
    expect(judge(change, { found: 'file', mode: '100644', hash: 'c'.repeat(40) }, () => false)).toBe('conflict');
  });
});

test('a bundle’s head says what it stands on and what it has; other refs are none of ours', () => {
  const head = (...lines: string[]) => readBundleHead(Buffer.from(`# v2 git bundle\n${lines.join('\n')}\n\nPACK`));
  expect(head(`-${A} first commit`, `${B} HEAD`, `${B} refs/heads/main`)).toEqual({
    needs: [A],
    tips: [
      { hash: B, ref: 'HEAD' },
      { hash: B, ref: 'refs/heads/main' },
    ],
    packAt: 16 + 55 + 46 + 57 + 1,
  });
  expect(head(`${B} refs/tags/v1`)).toBeUndefined();
  expect(head(`${B} refs/heads/a b`)).toBeUndefined();
  expect(head(`${B} refs/heads/a:refs/heads/main`)).toBeUndefined();
  expect(head(`${B} refs/heads/*`)).toBeUndefined();
  expect(head()).toBeUndefined();
  expect(readBundleHead(Buffer.from('# v2 git bundle\n'))).toBeUndefined();
});

test.each([
  ['notes/link', 'new.txt', true],
  ['notes/link', '../src', true],
  ['link', '..', false],
  ['a/b/up', '../..', true],
  ['a/b/link', 'up/../..', false],
  ['link', './/x/./..', false],
  ['link', './x..y/z', true],
  ['a/link', '../../x', false],
  ['link', '/etc', false],
  ['link', 'C:/x', false],
  ['link', '.git/hooks', false],
  ['a/b', '../.git', false],
  ['link', '', false],
])('a link %s -> %s may be made: %s', (path, target, may) => {
  expect(staysInside(path, target)).toBe(may);
});
