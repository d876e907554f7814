import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { viewLocally } from '../../../../main/connection/sync/local-git.ts';
import { perTest } from '../../../fixtures/per-test.ts';

const opened = perTest();
const never = new AbortController().signal;

function git(folder: string, ...args: string[]): string {
  return execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=t@example.com', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
}

function clone(files: Record<string, string>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sync ü ')));
  opened.defer(() => rmSync(folder, { recursive: true, force: true }));
  git(folder, 'init', '-q');
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  git(folder, 'add', '-A');
  if (Object.keys(files).length > 0) git(folder, 'commit', '-q', '-m', 'First');
  return folder;
}

async function view(folder: string, environment?: NodeJS.ProcessEnv) {
  const seen = await viewLocally(folder, never, environment);
  if (!seen.ok) throw new Error(seen.problem.message);
  return seen.value;
}

async function sideOf(folder: string) {
  const seen = await view(folder);
  if ('none' in seen) throw new Error(seen.none.reason);
  return seen.side;
}

async function changes(folder: string): Promise<string[]> {
  const side = await sideOf(folder);
  const list = await side.changesSince(side.commit);
  if (!list.ok) throw new Error(list.problem.message);
  return [...list.value.paths].toSorted();
}

test('changed, removed, renamed and untracked files of a clone, without ignored ones', async () => {
  const folder = clone({
    '.gitignore': '*.log\n',
    changed: '1',
    removed: '1',
    old: 'a long enough text',
    same: '1',
    'two\nlines': '1',
  });
  writeFileSync(join(folder, 'changed'), '2');
  writeFileSync(join(folder, 'two\nlines'), '2');
  rmSync(join(folder, 'removed'));
  git(folder, 'mv', 'old', 'new');
  writeFileSync(join(folder, 'untracked "name" ü'), '');
  writeFileSync(join(folder, 'noise.log'), '');
  // Touched, and still the same.
  utimesSync(join(folder, 'same'), 1, 1);
  expect(await changes(folder)).toEqual(['changed', 'new', 'old', 'removed', 'two\nlines', 'untracked "name" ü']);
});

test('a folder within a clone has its own paths', async () => {
  const folder = clone({ top: '1' });
  mkdirSync(join(folder, 'part'));
  writeFileSync(join(folder, 'part', 'new'), '');
  writeFileSync(join(folder, 'top'), '2');
  expect((await sideOf(join(folder, 'part'))).prefix).toBe('part/');
  expect(await changes(join(folder, 'part'))).toEqual(['new']);
});

test('runs nothing that the repository names: hooks, monitors, filters, comparers, and what fetches', async () => {
  const folder = clone({ '.gitattributes': '*.txt filter=evil diff=evil\n', 'a.txt': 'one', 'b.txt': 'one' });
  // Git gives these to a shell as they are: a space in the path would end the name.
  const outside = mkdtempSync(join(tmpdir(), 'program-'));
  opened.defer(() => rmSync(outside, { recursive: true, force: true }));
  const proof = join(outside, 'was-run');
  const program = join(outside, 'program.sh');
  writeFileSync(program, `#!/bin/sh\necho "$0 $*" >> '${proof}'\ncat\n`);
  chmodSync(program, 0o755);
  for (const [name, value] of [
    ['core.fsmonitor', program],
    ['core.pager', program],
    ['core.hooksPath', join(folder, '.git', 'own-hooks')],
    ['core.sshCommand', program],
    ['filter.evil.clean', program],
    ['filter.evil.smudge', program],
    ['filter.evil.process', program],
    ['filter.evil.required', 'true'],
    ['diff.evil.textconv', program],
    ['diff.evil.command', program],
    ['diff.external', program],
    ['remote.origin.url', 'ssh://127.0.0.1/x'],
    ['remote.origin.promisor', 'true'],
    ['remote.origin.uploadpack', program],
  ] as const) {
    git(folder, 'config', name, value);
  }
  mkdirSync(join(folder, '.git', 'own-hooks'));
  for (const hook of ['post-index-change', 'fsmonitor-watchman', 'pre-commit', 'reference-transaction']) {
    symlinkSync(program, join(folder, '.git', 'own-hooks', hook));
  }
  writeFileSync(join(folder, 'a.txt'), 'two');
  utimesSync(join(folder, 'b.txt'), 1, 1);
  // A git that does as it is told runs them; so would we.
  for (const args of [['update-index', '--fsmonitor'], ['status']]) spawnSync('git', args, { cwd: folder });
  expect(readFileSync(proof, 'utf8')).toContain('program.sh');
  rmSync(proof);
  utimesSync(join(folder, 'b.txt'), 2, 2);
  expect(await changes(folder)).toEqual(['a.txt']);
  const side = await sideOf(folder);
  expect(await side.has('1'.repeat(40))).toEqual({ ok: true, value: false });
  expect(existsSync(proof)).toBe(false);
});

test('a filter whose name cannot be switched off on the command line: git is not used', async () => {
  const folder = clone({ a: '1' });
  git(folder, 'config', '--file', '.git/config', 'filter.x.clean', 'cat');
  execFileSync('sed', ['-i', 's/filter "x"/filter "x=y"/', join(folder, '.git', 'config')]);
  expect(await view(folder)).toMatchObject({ none: { reason: expect.stringContaining('filters') } });
});

test('says why git does not help: no clone, no commit, no git', async () => {
  const plain = realpathSync(mkdtempSync(join(tmpdir(), 'plain-')));
  opened.defer(() => rmSync(plain, { recursive: true, force: true }));
  expect(await view(plain)).toMatchObject({ none: { reason: 'is not in a git clone' } });
  expect(await view(clone({}))).toMatchObject({ none: { reason: 'is in a git clone without a commit' } });
  expect(await view(clone({ a: '1' }), { PATH: '' })).toMatchObject({
    none: { reason: expect.stringContaining('not installed') },
  });
});

test('a git that lies in the folder itself is not the one that runs', async () => {
  const folder = clone({ a: '1' });
  writeFileSync(join(folder, 'git'), `#!/bin/sh\ntouch '${join(folder, 'was-run')}'\n`);
  chmodSync(join(folder, 'git'), 0o755);
  await view(folder, { ...process.env, PATH: `.${delimiter}${process.env['PATH'] ?? ''}` });
  expect(existsSync(join(folder, 'was-run'))).toBe(false);
});

test('submodules and clones within the clone are told apart', async () => {
  const inner = clone({ a: '1' });
  const folder = clone({ b: '1' });
  git(folder, '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', inner, 'module');
  git(folder, 'commit', '-q', '-m', 'Submodule');
  git(join(folder, 'module'), 'commit', '-q', '--allow-empty', '-m', 'Ahead');
  git(folder, 'clone', '-q', inner, 'vendored');
  const side = await sideOf(folder);
  const list = await side.changesSince(side.commit);
  expect(list).toMatchObject({ ok: true, value: { repositories: ['module', 'vendored'] } });
  expect(await changes(folder)).toEqual([]);
});
