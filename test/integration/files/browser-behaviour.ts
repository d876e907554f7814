import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import type { Stats } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compareFile, statFile } from '../../../main/connection/files/compare-file.ts';
import type { MachineFiles } from '../../../main/connection/remote/machine-files.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import { Browser } from './browser.ts';
import { codeOf, value } from './remote-files-behaviour.ts';

/** A tree of folders, each with the same number of files and of links that lead out of it. */
function makeTree(root: string, folders: number, filesEach: number, guarded: string): void {
  for (let i = 0; i < folders; i += 1) {
    const folder = join(root, ...`${i}`.split('').map((digit) => `sub ${digit}`), `f${i}`);
    mkdirSync(folder, { recursive: true });
    for (let j = 0; j < filesEach; j += 1) writeFileSync(join(folder, `-file ${j}\n`), 'x'.repeat(j));
    symlinkSync(guarded, join(folder, 'way out'));
    symlinkSync('nowhere', join(folder, 'dangling'));
  }
}

/** Everything in a folder, links as links. */
function everythingIn(folder: string): { path: string; stat: Stats }[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const stat = lstatSync(path);
    return [{ path, stat }, ...(stat.isDirectory() ? everythingIn(path) : [])];
  });
}

/** What every machine shows to a browser, over whichever way. The machine is this computer, and everything is allowed. */
export function browserBehaviour(connect: () => Promise<MachineFiles>): void {
  let machine: MachineFiles;
  let browser: Browser;
  let folder: string;
  let guarded: string;
  const at = (path: string) => join(folder, path);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "browse it's "));
    guarded = mkdtempSync(join(tmpdir(), 'guarded-'));
    writeFileSync(join(guarded, 'precious'), 'precious', { mode: 0o600 });
    chmodSync(guarded, 0o700);
    machine = await connect();
    browser = new Browser(machine);
  });
  afterEach(async () => {
    await browser[Symbol.asyncDispose]();
    expect(readFileSync(join(guarded, 'precious'), 'utf8')).toBe('precious');
    expect(statSync(join(guarded, 'precious')).mode & 0o7777).toBe(0o600);
    expect(statSync(guarded).mode & 0o7777).toBe(0o700);
    rmSync(folder, { recursive: true, force: true });
    rmSync(guarded, { recursive: true, force: true });
  });

  it('locates home, folders and files', async () => {
    const home = await browser.get('locate', {});
    expect(home).toMatchObject({ kind: 'folder', os: 'posix', path: home.home });
    expect(await browser.get('locate', { path: '~' })).toEqual(home);
    mkdirSync(at('real'));
    writeFileSync(at('real/file'), '');
    symlinkSync('real', at('link'));
    expect(await browser.get('locate', { path: at('link/file') })).toMatchObject({
      path: at('real/file'),
      kind: 'file',
    });
    const missing = await browser.ask('locate', { path: at('none') });
    expect(missing).toMatchObject({ problem: { code: 'not-found' } });
    expect(codeOf(await browser.ask('locate', { path: '~/surely not there' }))).toBe('not-found');
  });

  it('lists entries with what links lead to, and shows names as what they are', async () => {
    mkdirSync(at('folder'));
    writeFileSync(at('evil\u202egnp.exe'), 'abc', { mode: 0o644 });
    utimesSync(at('evil\u202egnp.exe'), 1_600_000_000, 1_600_000_000);
    writeFileSync(at('two\nlines'), '');
    symlinkSync('folder', at('to folder'));
    symlinkSync('gone\u001b[31m', at('to nothing'));
    const entries = await browser.list(folder);
    expect([...entries.keys()].toSorted()).toEqual(
      ['folder', 'evil\u202egnp.exe', 'two\nlines', 'to folder', 'to nothing'].toSorted(),
    );
    expect(entries.get('evil\u202egnp.exe')).toMatchObject({
      shownName: 'evil\\u{202e}gnp.exe',
      kind: 'file',
      sizeBytes: 3,
      modifiedAt: 1_600_000_000_000,
      mode: 0o644,
      owner: 'root',
      group: 'root',
    });
    expect(entries.get('two\nlines')?.shownName).toBe('two\\nlines');
    expect(entries.get('folder')?.shownName).toBeUndefined();
    expect(entries.get('to folder')).toMatchObject({ kind: 'link', link: { target: 'folder', kind: 'folder' } });
    expect(entries.get('to nothing')?.link).toEqual({ target: 'gone\\u{1b}[31m', kind: 'missing' });
    expect(await browser.get('info', { path: at('to folder') })).toMatchObject({
      name: 'to folder',
      kind: 'link',
      link: { target: 'folder', kind: 'folder' },
    });
    expect(codeOf(await browser.ask('list', { path: at('none'), listingId: 99 }))).toBe('not-found');
  });

  it('answers several requests at once, and stops a listing', async () => {
    for (let i = 0; i < 3_000; i += 1) writeFileSync(at(`file ${i}`), '');
    const stopped = browser.ask('list', { path: folder, listingId: 500 });
    const others = [1, 2, 3].map((listingId) => browser.list(folder, listingId));
    await browser.get('stopListing', { listingId: 500 });
    expect(codeOf(await stopped)).toBe('cancelled');
    for (const entries of await Promise.all(others)) expect(entries.size).toBe(3_000);
    const chunks = browser.events.flatMap((event) => (event.name === 'entries' ? [event.payload.entries.length] : []));
    expect(Math.max(...chunks)).toBeLessThanOrEqual(1_000);
  });

  it('completes folders, and links to folders', async () => {
    for (const name of ['alpha', 'alpine', 'beta', '.hidden', 'al\u202eevil']) mkdirSync(at(name));
    writeFileSync(at('alfile'), '');
    symlinkSync('beta', at('allink'));
    symlinkSync('nowhere', at('alnothing'));
    const complete = async (path: string) => (await browser.get('complete', { path })).paths;
    expect(await complete(at('al'))).toEqual([at('allink'), at('alpha'), at('alpine')]);
    expect(await complete(`${folder}/`)).toEqual([at('allink'), at('alpha'), at('alpine'), at('beta')]);
    expect(await complete(at('.h'))).toEqual([at('.hidden')]);
    expect(await complete(at('none/x'))).toEqual([]);
  });

  it('makes, renames and moves, and leaves what is there alone', async () => {
    await browser.get('makeFolder', { path: at('new') });
    expect(codeOf(await browser.ask('makeFolder', { path: at('new') }))).toBe('already-exists');
    writeFileSync(at('one'), 'one');
    writeFileSync(at('two'), 'two');
    const clash = await browser.ask('rename', { from: at('one'), to: at('two'), replace: false });
    expect(codeOf(clash)).toBe('already-exists');
    expect(readFileSync(at('two'), 'utf8')).toBe('two');
    await browser.get('rename', { from: at('one'), to: at('two'), replace: true });
    expect(readFileSync(at('two'), 'utf8')).toBe('one');
    await browser.get('rename', { from: at('two'), to: at('new/two'), replace: false });
    expect(existsSync(at('new/two'))).toBe(true);
    symlinkSync('new', at('link'));
    const into = await browser.ask('rename', { from: at('new'), to: at('link/inside'), replace: false });
    expect(into).toMatchObject({ problem: { code: 'bad-request' } });
  });

  it('counts what a removal would take, and never looks behind a link', async () => {
    makeTree(at('tree'), 12, 3, guarded);
    writeFileSync(at('single'), '12345');
    symlinkSync(guarded, at('link'));
    const folders = readdirSync(at('tree'), { recursive: true, withFileTypes: true }).filter((one) =>
      one.isDirectory(),
    );
    expect(await browser.get('count', { paths: [at('tree'), at('single'), at('link')] })).toEqual({
      files: 12 * 3 + 1,
      folders: folders.length + 1,
      links: 12 * 2 + 1,
      sizeBytes: 12 * 3 + 5,
      isMore: false,
    });
  });

  it('removes trees, few and many, and never what links lead to', async () => {
    makeTree(at('few'), 5, 3, guarded);
    makeTree(at('many'), 60, 20, guarded);
    symlinkSync(guarded, at('link'));
    symlinkSync(guarded, at('second link'));
    writeFileSync(at('-rf'), '');
    const counted = await browser.get('count', { paths: [at('few'), at('many')] });
    const paths = ['few', 'many', 'link', '-rf', 'gone'].map(at);
    const removal = await browser.get('remove', { workId: 1, paths: [...paths, `${at('second link')}/`] });
    expect(removal.failed.map(({ path, problem }) => [path, problem.code])).toEqual([[at('gone'), 'not-found']]);
    expect(readdirSync(folder)).toEqual([]);
    expect(removal.removed).toBe(counted.files + counted.folders + counted.links + 3);
    const said = browser.events.flatMap((event) => (event.name === 'progress' ? [event.payload.done] : []));
    expect(said.at(-1)).toBe(removal.removed);
    mkdirSync(at('inner'));
    const roots = [`${folder}/inner/..`, `${folder}/inner/.`];
    const refused = await browser.get('remove', { workId: 2, paths: roots });
    expect(refused.failed.map(({ problem }) => problem.code)).toEqual(Array(2).fill('not-allowed'));
    expect(existsSync(at('inner'))).toBe(true);
  });

  it('sets modes of trees: folders can be entered where they can be read, links stay alone', async () => {
    makeTree(at('tree'), 4, 2, guarded);
    const paths = [at('tree')];
    await browser.get('setMode', { workId: 1, paths, mode: 0o640, isRecursive: true });
    const wrong = everythingIn(at('tree')).filter(({ stat }) => {
      const mode = stat.mode & 0o7777;
      return stat.isDirectory() ? mode !== 0o750 : stat.isFile() && mode !== 0o640;
    });
    expect(wrong).toEqual([]);
    expect(statSync(at('tree')).mode & 0o7777).toBe(0o750);
    writeFileSync(at('script'), '');
    symlinkSync(join(guarded, 'precious'), at('link'));
    const changed = await browser.get('setMode', {
      workId: 2,
      paths: [at('script'), at('link'), at('none')],
      mode: 0o4755,
      isRecursive: false,
    });
    expect(changed).toMatchObject({ changed: 1, failed: [{ path: at('none'), problem: { code: 'not-found' } }] });
    expect(statSync(at('script')).mode & 0o7777).toBe(0o4755);
  });

  it('duplicates files and folders under free names, with bits, times and links', async () => {
    writeFileSync(at('report.txt'), 'report', { mode: 0o751 });
    chmodSync(at('report.txt'), 0o751);
    utimesSync(at('report.txt'), 1_500_000_000, 1_500_000_000);
    expect(await browser.get('duplicate', { path: at('report.txt'), workId: 1 })).toEqual({
      path: at('report copy.txt'),
    });
    const second = await browser.get('duplicate', { path: at('report.txt'), workId: 2 });
    expect(second).toEqual({ path: at('report copy 2.txt') });
    const stat = statSync(at('report copy.txt'));
    expect([readFileSync(at('report copy.txt'), 'utf8'), stat.mode & 0o7777, stat.mtimeMs]).toEqual([
      'report',
      0o751,
      1_500_000_000_000,
    ]);
    makeTree(at('my.folder'), 3, 2, guarded);
    expect(await browser.get('duplicate', { path: `${at('my.folder')}/`, workId: 3 })).toEqual({
      path: at('my.folder copy'),
    });
    const names = (root: string) => everythingIn(root).map(({ path, stat }) => [path.slice(root.length), stat.size]);
    expect(names(at('my.folder copy'))).toEqual(names(at('my.folder')));
    expect(readlinkSync(at('my.folder copy/sub 1/f1/way out'))).toBe(guarded);
    expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([]);
    expect(codeOf(await browser.ask('duplicate', { path: at('none'), workId: 4 }))).toBe('not-found');
  });

  it('reads the first or the last bytes of a file', async () => {
    const text = Array.from({ length: 100_000 }, (_, i) => `line ${i}\n`).join('');
    writeFileSync(at('log'), text);
    const read = async (maxBytes: number, fromEnd: boolean) => {
      const { bytes, ...rest } = await browser.get('read', { path: at('log'), maxBytes, fromEnd });
      return { text: Buffer.from(bytes).toString(), ...rest };
    };
    const sizeBytes = text.length;
    expect(await read(400_000, false)).toEqual({ text: text.slice(0, 400_000), sizeBytes, isCut: true });
    expect(await read(400_000, true)).toEqual({ text: text.slice(-400_000), sizeBytes, isCut: true });
    expect(await read(8_000_000, true)).toEqual({ text, sizeBytes, isCut: false });
    const proc = await browser.get('read', { path: '/proc/self/status', maxBytes: 10_000, fromEnd: false });
    expect(Buffer.from(proc.bytes).toString()).toMatch(/^Name:/);
    expect(codeOf(await browser.ask('read', { path: folder, maxBytes: 10, fromEnd: false }))).toBe('not-supported');
    expect(codeOf(await browser.ask('read', { path: '/dev/zero', maxBytes: 10, fromEnd: false }))).toBe(
      'not-supported',
    );
    expect(codeOf(await browser.ask('read', { path: at('none'), maxBytes: 10, fromEnd: false }))).toBe('not-found');
  });

  it('works out checksums, and compares with a file of this computer', async () => {
    const bytes = Buffer.alloc(3_000_000, 'some bytes ');
    writeFileSync(at('a file\n'), bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(await browser.get('checksum', { path: at('a file\n'), workId: 1 })).toEqual({ sha256 });
    expect(codeOf(await browser.ask('checksum', { path: folder, workId: 2 }))).toBe('not-supported');
    writeFileSync(at('local'), 'other');
    const context = { machine, clock: systemClock, signal: new AbortController().signal, log: () => {} };
    const compare = (localPath: string) => compareFile(context, { path: at('a file\n'), localPath });
    expect(value(await compare(at('local')))).toEqual({
      localBytes: 5,
      remoteBytes: 3_000_000,
      localSha256: createHash('sha256').update('other').digest('hex'),
      remoteSha256: sha256,
    });
    expect(codeOf(await compare(at('not there')))).toBe('not-found');
    expect(value(await statFile(machine, at('a file\n')))).toMatchObject({ kind: 'file', sizeBytes: 3_000_000 });
    expect(codeOf(await statFile(machine, at('none')))).toBe('not-found');
  });
}
