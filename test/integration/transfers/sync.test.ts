import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { SYNC_LIMIT_MS } from '../../../main/connection/sync/plan-sync.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { sshdMissing } from '../../fixtures/sshd.ts';
import { StepClock } from '../../fixtures/step-clock.ts';
import { brief, git, makeClones, planOf, startDesk, startDeskWith, write } from './sync-fixture.ts';

const opened = perTest();

beforeEach((context) => {
  if (sshdMissing !== undefined) context.skip(sshdMissing);
});

describe('two clones of one repository', () => {
  test('my changed, new, removed and renamed files go to the machine; what is the same is not listed', async () => {
    const desk = await startDesk(opened);
    makeClones(desk, {
      '.gitignore': '*.log\n',
      changed: 'one',
      binary: new Uint8Array([0, 1, 2, 255]),
      removed: 'one',
      'old name': 'a long enough text to be seen as renamed',
      same: 'one',
      'brought over already': 'one',
    });
    write(desk.mine, {
      changed: 'two',
      binary: new Uint8Array([0, 1, 2, 254]),
      'brought over already': 'two',
      'new/ünï "quoted" \'name\' 日本': 'new',
      'noise.log': 'ignored',
      empty: '',
    });
    write(desk.theirs, { 'brought over already': 'two' });
    rmSync(join(desk.mine, 'removed'));
    git(desk.mine, 'mv', 'old name', 'new name');
    utimesSync(join(desk.mine, 'same'), 1, 1);

    const plan = await planOf(desk.plan('upload'));
    expect(brief(plan)).toEqual([
      'change binary',
      'change changed',
      'add empty',
      'add new name',
      'add new/ünï "quoted" \'name\' 日本',
      'remove old name',
      'remove removed',
    ]);
    expect(plan.items[1]?.sizeBytes).toBe(3);
    expect(plan.basis).toMatch(/^your changes since [0-9a-f]{7}, with untracked files$/);
    expect(plan.warnings).toEqual([]);
    expect(plan.isCut).toBe(false);
  });

  test('what the machine changed comes back, and a change of my own is a conflict unless it is the same one', async () => {
    const desk = await startDesk(opened);
    makeClones(desk, { a: '1', b: '1', c: '1', d: '1', gone: '1' });
    write(desk.theirs, { a: '2', b: 'theirs', c: 'same', new: '1', 'both new': 'theirs' });
    write(desk.mine, { b: 'mine', c: 'same', d: 'only mine', 'both new': 'mine', gone: 'mine' });
    rmSync(join(desk.theirs, 'gone'));
    const plan = await planOf(desk.plan('download'));
    expect(brief(plan)).toEqual(['change a', 'change! b', 'change! both new', 'remove! gone', 'add new']);
    expect(plan.basis).toMatch(/^the machine’s changes since [0-9a-f]{7}, with untracked files$/);
    // The other way round it is the same conflicts, and my own changes.
    expect(brief(await planOf(desk.plan('upload')))).toEqual([
      'change! b',
      'change! both new',
      'change d',
      'add! gone',
    ]);
  });

  test('my commits since the machine’s are part of what goes up', async () => {
    const desk = await startDesk(opened);
    makeClones(desk, { a: '1', b: '1' });
    write(desk.mine, { a: '2', committed: '1' });
    git(desk.mine, 'add', '-A');
    git(desk.mine, 'commit', '-q', '-m', 'Second');
    write(desk.mine, { b: '2' });
    expect(brief(await planOf(desk.plan('upload')))).toEqual(['change a', 'change b', 'add committed']);
    // For a download, my committed work counts as mine.
    write(desk.theirs, { a: 'theirs' });
    const down = await planOf(desk.plan('download'));
    expect(brief(down)).toEqual(['change! a']);
    expect(down.warnings[0]?.message).toMatch(/^The machine is at commit [0-9a-f]{7}, your clone at [0-9a-f]{7}\.$/);
  });

  test('a commit of the machine that I do not have: my changes since my own, and the difference is said', async () => {
    const desk = await startDesk(opened);
    makeClones(desk, { a: '1', b: '1', c: '1' });
    write(desk.theirs, { a: 'committed there', b: 'committed there' });
    git(desk.theirs, 'commit', '-q', '-a', '-m', 'On the machine');
    write(desk.theirs, { c: 'changed there' });
    write(desk.mine, { b: 'mine' });
    const up = await planOf(desk.plan('upload'));
    expect(brief(up)).toEqual(['change! b']);
    expect(up.warnings).toMatchObject([{ message: expect.stringContaining('which your clone does not have') }]);
    const mine = git(desk.mine, 'rev-parse', 'HEAD').slice(0, 7);
    expect(up.basis).toBe(`your changes since ${mine}, with untracked files`);
    expect(brief(await planOf(desk.plan('download')))).toEqual(['change c']);
  });

  test('a folder within the clones', async () => {
    const desk = await startDesk(opened);
    makeClones(desk, { 'part/a': '1', top: '1' });
    write(desk.mine, { 'part/a': '2', 'part/new': '1', top: '2' });
    expect(brief(await planOf(desk.plan('upload', { part: 'part' })))).toEqual(['change a', 'add new']);
    expect(brief(await planOf(desk.plan('upload')))).toEqual(['change part/a', 'add part/new', 'change top']);
  });

  test('links, submodules, clones within, large files and names with line breaks are left out and told', async () => {
    const desk = await startDesk(opened);
    makeClones(desk, { a: '1', link: 'will be a link', folder: 'will be a folder there' });
    rmSync(join(desk.mine, 'link'));
    symlinkSync('/etc/passwd', join(desk.mine, 'link'));
    write(desk.mine, { 'two\nlines': '1', large: '', folder: 'changed', fine: '1', 'right\u202eto left': '1' });
    truncateSync(join(desk.mine, 'large'), 101 * 1024 * 1024);
    rmSync(join(desk.theirs, 'folder'));
    mkdirSync(join(desk.theirs, 'folder'));
    git(desk.mine, 'init', '-q', 'inner');
    write(join(desk.mine, 'inner'), { x: '1' });
    const plan = await planOf(desk.plan('upload'));
    expect(brief(plan)).toEqual(['add fine', 'add right\u202eto left']);
    expect(plan.items[1]?.shownPath).toBe('right\\u{202e}to left');
    const told = plan.warnings.map(({ message, detail }) => `${message} ${detail}`).join('\n');
    expect(told).toMatch(/One link is left out\. link/);
    expect(told).toMatch(/larger than 100 MB; it is left out\. large/);
    expect(told).toMatch(/git repository of its own.*inner/);
    expect(told).toMatch(/name that could lead elsewhere.*two\\nlines/);
    expect(told).toMatch(/there is a folder, a link or something else.*folder/);
  });

  test('nothing goes where a link leads: neither into a folder that is one there, nor out of one here', async () => {
    const desk = await startDesk(opened);
    makeClones(desk, { 'real/a': '1' });
    write(desk.mine, { 'linked/new': '1', 'real/a': '2' });
    const elsewhere = join(desk.theirs, '..', 'elsewhere');
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, join(desk.theirs, 'linked'));
    const plan = await planOf(desk.plan('upload'));
    expect(brief(plan)).toEqual(['change real/a']);
    expect(plan.warnings).toMatchObject([{ code: 'already-exists', detail: 'linked/new' }]);
  });
});

describe('without git on both sides', () => {
  test('sizes, times and then contents decide; nothing is removed, and what is newer there is a conflict', async () => {
    const desk = await startDesk(opened);
    const old = new Date('2026-01-01');
    const data = randomBytes(5000);
    write(desk.mine, {
      same: 'x',
      'same time': 'abc',
      'other time': data,
      'other content': 'aaa',
      size: '12345',
      'new/one': '1',
      newer: 'old!',
    });
    write(desk.theirs, {
      same: 'x',
      'same time': 'abc',
      'other time': data,
      'other content': 'bbb',
      size: '123',
      extra: '1',
      newer: 'young',
    });
    write(desk.mine, { '.git/config': 'not a repository', 'sub/.git/hooks/x': '1' });
    for (const name of ['same', 'same time', 'size', 'newer', 'other content'])
      utimesSync(join(desk.mine, name), old, old);
    for (const name of ['same', 'same time', 'size']) utimesSync(join(desk.theirs, name), old, old);
    const plan = await planOf(desk.plan('upload'));
    expect(brief(plan)).toEqual(['add new/one', 'change! newer', 'change! other content', 'change size']);
    expect(plan.basis).toContain('sizes and times');
    expect(plan.basis).toContain('nothing is removed');
    expect(plan.warnings[0]?.message).toContain('is not in a git clone');
    const down = await planOf(desk.plan('download'));
    expect(brief(down)).toEqual(['add extra', 'change newer', 'change other content', 'change size']);
  });

  test('with git on my side alone, what it ignores stays here', async () => {
    const desk = await startDesk(opened);
    git(desk.mine, 'init', '-q');
    write(desk.mine, { '.gitignore': 'node_modules\n', 'node_modules/much': '1', a: '1', b: '1' });
    git(desk.mine, 'add', '-A');
    git(desk.mine, 'commit', '-q', '-m', 'First');
    write(desk.theirs, { a: '1' });
    utimesSync(join(desk.theirs, 'a'), 1, 1);
    const plan = await planOf(desk.plan('upload'));
    expect(brief(plan)).toEqual(['add .gitignore', 'add b']);
    expect(plan.basis).toContain('that git does not ignore');
  });

  test('folders at different places of their clones are not compared by commit', async () => {
    const desk = await startDesk(opened);
    git(desk.mine, 'init', '-q');
    write(desk.mine, { a: '1' });
    git(desk.mine, 'add', '-A');
    git(desk.mine, 'commit', '-q', '-m', 'First');
    const above = join(desk.theirs, '..');
    git(above, 'init', '-q');
    git(above, 'commit', '-q', '--allow-empty', '-m', 'Another');
    const plan = await planOf(desk.plan('upload'));
    expect(brief(plan)).toEqual(['add a']);
    expect(plan.warnings[0]?.message).toContain('different places');
  });
});

describe('limits', () => {
  test('a folder that is not there', async () => {
    const desk = await startDesk(opened);
    rmSync(desk.mine, { recursive: true });
    expect(await desk.plan('upload')).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    mkdirSync(desk.mine);
    rmSync(desk.theirs, { recursive: true });
    expect(await desk.plan('upload')).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    writeFileSync(desk.theirs, 'a file');
    expect(await desk.plan('upload')).toMatchObject({ ok: false, problem: { code: 'not-found' } });
  });

  test('more than the plan can hold: it says that it is cut', { timeout: 120_000 }, async () => {
    const desk = await startDesk(opened);
    mkdirSync(join(desk.mine, 'many'));
    for (let index = 0; index < 20_050; index += 1) writeFileSync(join(desk.mine, 'many', `${index}`), '');
    const plan = await planOf(desk.plan('upload'));
    expect(plan.items).toHaveLength(20_000);
    expect(plan.isCut).toBe(true);
  });

  test('stops when it is cancelled, and when it takes too long', async () => {
    const desk = await startDeskWith(opened, { git: 'exec sleep 300' });
    makeClones(desk, { a: '1' });
    const stopped = new AbortController();
    const plan = desk.plan('upload', { signal: stopped.signal });
    stopped.abort();
    expect(await plan).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
    const clock = new StepClock();
    const slow = desk.plan('upload', { clock });
    await clock.pass(SYNC_LIMIT_MS);
    expect(await slow).toMatchObject({ ok: false, problem: { code: 'timed-out' } });
  });
});

describe('a machine whose git lies', () => {
  const head = 'a'.repeat(40);
  const none = '0'.repeat(40);
  /** Answers like a git with these changes and untracked files, as printf writes them. */
  const lying = (changes: string, untracked: string): string => `
    case "$*" in
      *rev-parse*) printf 'true\n\n${head}\n' ;;
      *config*) exit 1 ;;
      *cat-file*) exit 1 ;;
      *" diff "*) printf '${changes}' ;;
      *--others*) printf '${untracked}' ;;
    esac`;
  const change = (path: string): string => `:100644 100644 ${none} ${none} M\\0${path}\\0`;

  test('paths that lead elsewhere, or into a repository, are no part of the plan', async () => {
    const paths = [
      '../evil',
      '/etc/passwd',
      'a/../../evil',
      '.git/hooks/pre-commit',
      'sub/.GIT/config',
      '.git\\314\\200x/../y',
    ];
    const git = lying(paths.map(change).join(''), 'good\\0.git/config\\0\\377\\376\\0a\\nb\\0./c\\0');
    const desk = await startDeskWith(opened, { git });
    makeClones(desk, { a: '1' });
    write(desk.theirs, { good: '1' });
    write(join(desk.theirs, '..'), { evil: '1' });
    const plan = await planOf(desk.plan('download'));
    expect(brief(plan)).toEqual(['add good']);
    const told = plan.warnings.map(({ message }) => message).join('\n');
    expect(told).toContain('names that could lead elsewhere');
    expect(told).toContain('inside of a git repository');
    expect(told).toContain('not valid text');
  });

  test('files that it names and that are not there are nothing to do, and names decide nothing about content', async () => {
    const desk = await startDeskWith(opened, { git: lying(change('missing') + change('a'), 'b\\0') });
    makeClones(desk, { a: '1', b: '1' });
    expect(brief(await planOf(desk.plan('download')))).toEqual([]);
  });

  test.each([
    ['no list of changes', lying('Everything is fine.', '')],
    ['a change without an end', lying(`:100644 100644 ${none} ${none} M\\0`, '')],
  ])('%s: an error that says so', async (_what, git) => {
    const desk = await startDeskWith(opened, { git });
    makeClones(desk, { a: '1' });
    expect(await desk.plan('download')).toMatchObject({ ok: false, problem: { code: 'protocol-error' } });
  });

  test('an endless answer is stopped', async () => {
    const desk = await startDeskWith(opened, { git: lying('', '').replace("printf ''", 'yes') });
    makeClones(desk, { a: '1' });
    expect(await desk.plan('download')).toMatchObject({ ok: false, problem: { code: 'too-large' } });
  });

  test('what it says of itself goes through sizes and times, and shows no control characters', async () => {
    const git = `printf 'fatal: detected dubious ownership \\033[31m in repository' >&2; exit 128`;
    const desk = await startDeskWith(opened, { git });
    makeClones(desk, { a: '1' });
    write(desk.theirs, { b: '1' });
    const plan = await planOf(desk.plan('download'));
    expect(brief(plan)).toEqual(['add b']);
    expect(plan.warnings[0]).toMatchObject({
      message: 'The folder on the machine belongs to somebody else, so git does not look at it.',
      detail: 'fatal: detected dubious ownership in repository',
    });
  });

  const sum = `cat >/dev/null; printf '%064d  -\\n' 0`;
  test.each([
    ['a wrong checksum', sum, ['change a']],
    ['no checksum', 'cat >/dev/null; echo nonsense', ['change a']],
    ['too many checksums', `${sum}; ${sum}`, 'protocol-error'],
  ])('%s: what it says is not believed', async (_what, script, expected) => {
    const desk = await startDeskWith(opened, { sha256sum: script });
    makeClones(desk, { a: '1' });
    write(desk.theirs, { a: '2' });
    const planned = await desk.plan('download');
    expect(planned.ok ? brief(planned.value) : planned.problem.code).toEqual(expected);
  });
});

describe('a machine without a way to look', () => {
  test('no checksums there: small files are fetched and compared here', async () => {
    const desk = await startDesk(opened, { config: ['ForceCommand internal-sftp'] });
    write(desk.mine, { same: randomBytes(70_000), other: 'aaa' });
    write(desk.theirs, { same: readFileSync(join(desk.mine, 'same')), other: 'bbb' });
    for (const name of ['same', 'other']) utimesSync(join(desk.mine, name), 1, 1);
    const plan = await planOf(desk.plan('download'));
    expect(brief(plan)).toEqual(['change other']);
    expect(plan.warnings[0]?.message).toContain('which the machine does not have');
  });
});
