import { describe, expect, test } from 'vitest';
import { parseFacts } from '../../../../main/connection/salvage/clone-facts.ts';
import { choose, parseStats, readPaths } from '../../../../main/connection/salvage/file-list.ts';
import { commandsSince } from '../../../../main/connection/salvage/history-lines.ts';
import { parseNotes } from '../../../../main/connection/salvage/history-notes.ts';
import { foldersOf } from '../../../../main/connection/salvage/wished-parts.ts';
import { TimeLeft } from '../../../../main/connection/salvage/time-left.ts';
import type { LeftOut } from '../../../../main/contract/salvage.ts';
import { StepClock } from '../../../fixtures/step-clock.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);

describe('a clone', () => {
  const said = `head ${A}\nbranch main\nagainst ${B}\nstash \nknown ${A}\ncount 3\nbase ${B}\nsub lib/x\nend\n`;

  test('is known by what git says of it', () => {
    expect(parseFacts(said, [A, B])).toEqual({
      head: A,
      branch: 'main',
      base: B,
      against: A,
      hasStash: false,
      commitCount: 3,
      known: [A],
      submodules: ['lib/x'],
    });
  });

  test('half an answer is none', () => {
    expect(parseFacts(said.slice(0, -5), [A])).toBeUndefined();
  });

  test('without a commit is compared with nothing', () => {
    expect(parseFacts(`head \nbranch main\nagainst ${B}\ncount 0\nend\n`, [])).toMatchObject({ against: B });
  });

  test.each([
    ['numbers without end', said.replace('count 3', `count ${'9'.repeat(30)}`), { commitCount: 0 }],
    ['a head that is an option', said.replace(`head ${A}`, 'head --output=/etc/passwd'), { against: B }],
    ['commits that nobody asked about', said.replace(`known ${A}`, `known ${'c'.repeat(40)}`), { known: [] }],
  ])('%s', (_what, text, facts) => {
    expect(parseFacts(text, [A])).toMatchObject(facts);
  });
});

describe('files', () => {
  test('whose names lead elsewhere or are no text are left out and named', () => {
    const left: LeftOut[] = [];
    const names = ['./a/b c.txt', 'ü', '../x', 'a\nb', 'sub/', 'x/.git/config', '/etc/passwd'].map((name) =>
      Buffer.from(`${name}\0`),
    );
    const paths = readPaths(Buffer.concat([...names, Buffer.from([0x62, 0xff, 0])]), (thing) => left.push(thing));
    expect(paths).toEqual(['a/b c.txt', 'ü']);
    expect(left.map(({ reason }) => reason)).toEqual([
      'unsafe-name',
      'unsafe-name',
      'ignored',
      'ignored',
      'unsafe-name',
      'unsafe-name',
    ]);
  });

  test('are known by GNU’s stat and by BSD’s', () => {
    const stats = parseStats(
      'x81a4 12 ./a b\no100644 5 ./c\nxa1ff 3 ./l\nx41ed 4096 ./folder\nx81a4 99999999999999999999 ./huge\nnonsense\n',
    );
    expect([...stats.values()]).toEqual([
      { path: 'a b', kind: 'file', sizeBytes: 12 },
      { path: 'c', kind: 'file', sizeBytes: 5 },
      { path: 'l', kind: 'link', sizeBytes: 0 },
    ]);
  });

  test('the smallest come first, as many as there is room for', () => {
    const left: LeftOut[] = [];
    const file = (path: string, sizeBytes: number) => ({ path, kind: 'file' as const, sizeBytes });
    const items = [file('large', 9_000), file('small', 10), file('huge', 90_000), file('middle', 2_000)];
    const chosen = choose(items, { fileLimitBytes: 50_000, roomBytes: 8_000 }, (thing) => left.push(thing));
    expect(chosen.map(({ path }) => path)).toEqual(['small', 'middle']);
    expect(left).toEqual([
      { path: 'large', sizeBytes: 9_000, reason: 'no-room' },
      { path: 'huge', sizeBytes: 90_000, reason: 'too-large' },
    ]);
  });

  test('patterns look no further than they have to', () => {
    expect(foldersOf(['coverage/**', 'coverage/deep/*.xml', './out/*.log', '../../etc/*'])).toEqual([
      'coverage',
      'out',
      'etc',
    ]);
    expect(foldersOf(['**/*.xml', 'coverage/**'])).toEqual(['']);
  });
});

describe('the history of a shell', () => {
  const since = 1_700_000_000_500;
  const read = (shell: string, text: string, more: Partial<Parameters<typeof commandsSince>[0]> = {}) =>
    commandsSince({
      shell,
      bytes: Buffer.from(text),
      sizeBytes: Buffer.byteLength(text),
      note: undefined,
      wasLookedAt: true,
      since,
      ...more,
    });

  test.each([
    [
      'bash',
      '#1699999999\nold\n#1700000000\nmake test\n#1700000100\nfor i in 1\ndo x\ndone\n',
      ['make test', 'for i in 1\ndo x\ndone'],
    ],
    ['zsh', ': 1699999999:0;old\n: 1700000000:3;cargo test\n', ['cargo test']],
    [
      'fish',
      '- cmd: old\n  when: 1699999999\n- cmd: go test\\nx\n  when: 1700000001\n  paths:\n    - x\n',
      ['go test\nx'],
    ],
  ])('of %s by its times', (shell, text, commands) => {
    expect(read(shell, text, { wasLookedAt: false })).toEqual(commands);
  });

  test('without times by what was added', () => {
    const note = { sizeBytes: 8, tail: Buffer.from('one\ntwo\n') };
    expect(read('bash', 'one\ntwo\nthree\n', { note })).toEqual(['three']);
    // Written anew by a shell that keeps two lines.
    expect(read('bash', 'two\nthree\n', { note: { sizeBytes: 8, tail: Buffer.from('two\n') } })).toEqual(['three']);
    // Nobody knows what of it is new.
    expect(read('bash', 'four\nfive\n', { note })).toEqual([]);
    expect(read('bash', 'one\n')).toEqual(['one']);
    expect(read('bash', 'one\n', { wasLookedAt: false })).toEqual([]);
  });

  test('is noted as the machine says it, and not otherwise', () => {
    expect(parseNotes('.bash_history 3 6f6e65\n.evil 3 6f6e65\n.zsh_history x 00\nend\n')).toEqual(
      new Map([['.bash_history', { sizeBytes: 3, tail: Buffer.from('one') }]]),
    );
    expect(parseNotes('This account is not available.\n')).toBeUndefined();
  });
});

describe('the time that is left', () => {
  test('lets nothing begin that cannot be done, and counts bytes by how fast they came', async () => {
    const clock = new StepClock();
    const time = new TimeLeft(clock, clock.now() + 12_000);
    expect(time.remainingMs).toBe(10_000);
    expect(time.roomBytes).toBe(Number.POSITIVE_INFINITY);
    time.moved(1_000_000, 1_000);
    expect(time.roomBytes).toBe(8_000_000);
    await clock.pass(5_000);
    expect(time.roomBytes).toBe(4_000_000);
    expect(time.canBegin(300)).toBe(true);
    expect(time.canBegin(2_000)).toBe(false);
    await clock.pass(4_000);
    expect(time.canBegin(1)).toBe(false);
    await clock.pass(4_000);
    expect([time.remainingMs, time.roomBytes]).toEqual([0, 0]);
  });

  test('is without end when nobody knows of one', () => {
    const time = new TimeLeft(new StepClock(), undefined);
    expect([time.remainingMs, time.roomBytes]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(time.canBegin(5_000)).toBe(true);
  });
});
