import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RemoteEntry, RemoteFiles } from '../../../main/connection/remote/remote-files.ts';
import type { Result } from '../../../main/contract/problem.ts';

/** Names that trip up whoever puts them into a command or reads them from a line. */
export const oddNames = [
  'plain',
  '-rf',
  '--help',
  'two  spaces ',
  ' leading',
  'new\nline',
  'ends with newline\n',
  "it's",
  '"quoted"',
  '$(touch escaped)',
  '`touch escaped`',
  'semi;colon && x',
  '*',
  '?[a]',
  '\\n',
  'back\\slash',
  '~',
  '%s%n',
  '!history',
  '.hidden',
  '...',
  'ünïcödé 日本 🎉',
  '\u001b[31mred',
  '\u202egnp.exe',
  '#comment',
  '1/2'.replace('/', '\u2215'),
];

export async function listAll(files: RemoteFiles, path: string): Promise<RemoteEntry[]> {
  const entries: RemoteEntry[] = [];
  const listed = await files.list(path, (some) => void entries.push(...some));
  if (!listed.ok) throw new Error(`${listed.problem.message} ${listed.problem.detail ?? ''}`);
  return entries;
}

export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message} ${result.problem.detail ?? ''}`);
  return result.value;
}

export const codeOf = (result: Result<unknown>) => (result.ok ? 'ok' : result.problem.code);

/** What every way to the files of a machine does the same, as tests. The machine is this computer. */
export function remoteFilesBehaviour(open: () => Promise<RemoteFiles>, names = oddNames): void {
  let files: RemoteFiles;
  let folder: string;
  const at = (path: string) => join(folder, path);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "files it's -n "));
    files = await open();
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('lists any name, with kind, size, time, mode and owner', async () => {
    for (const odd of oddNames) writeFileSync(at(odd), odd, { mode: 0o640 });
    mkdirSync(at('folder'), { mode: 0o751 });
    utimesSync(at('plain'), 1_600_000_000, 1_600_000_000);
    const entries = await listAll(files, folder);
    expect(entries.map((entry) => entry.name).toSorted()).toEqual([...oddNames, 'folder'].toSorted());
    expect(entries.find((entry) => entry.name === 'plain')).toMatchObject({
      stat: { kind: 'file', sizeBytes: 5, modifiedAt: 1_600_000_000_000, mode: 0o640 },
      owner: 'root',
    });
    expect(entries.find((entry) => entry.name === 'folder')?.stat).toMatchObject({ kind: 'folder', mode: 0o751 });
  });

  it('lists an empty folder, and says why it cannot list', async () => {
    expect(await listAll(files, folder)).toEqual([]);
    expect(codeOf(await files.list(at('none'), () => {}))).toBe('not-found');
    writeFileSync(at('file'), 'x');
    expect(codeOf(await files.list(at('file'), () => {}))).not.toBe('ok');
  });

  it('tells links from what they lead to', async () => {
    mkdirSync(at('folder'));
    symlinkSync('folder', at('to folder'));
    symlinkSync('odd\ntarget ', at('dangling'));
    symlinkSync('round', at('round'));
    const entries = await listAll(files, folder);
    const told = entries.find((entry) => entry.name === 'to folder');
    expect(told?.stat.kind).toBe('link');
    expect(value(await files.readLink(at('dangling')))).toBe('odd\ntarget ');
    expect(value(await files.stat(at('to folder'), false)).kind).toBe('link');
    expect(value(await files.stat(at('to folder'), true)).kind).toBe('folder');
    expect(codeOf(await files.stat(at('dangling'), true))).toBe('not-found');
    expect(await listAll(files, at('to folder'))).toEqual([]);
    expect(value(await files.realPath(at('to folder')))).toBe(at('folder'));
  });

  it.each(names)('makes, writes, reads, renames and removes %j', async (odd) => {
    const bytes = new TextEncoder().encode('some bytes\n\0of a file');
    const file = value(await files.openFile(at(odd), 'create', 0o600));
    value(await file.write(0, bytes.subarray(0, 4)));
    value(await file.write(4, bytes.subarray(4)));
    value(await file.setAttributes({ modifiedAt: 1_500_000_000_000, mode: 0o641 }));
    value(await file.close());
    expect(readFileSync(at(odd))).toEqual(Buffer.from(bytes));
    expect(value(await files.stat(at(odd), false))).toMatchObject({
      sizeBytes: bytes.length,
      modifiedAt: 1_500_000_000_000,
      mode: 0o641,
    });
    const reading = value(await files.openFile(at(odd), 'read'));
    const buffer = new Uint8Array(64);
    expect(value(await reading.read(0, buffer))).toBe(bytes.length);
    expect(buffer.subarray(0, bytes.length)).toEqual(bytes);
    value(await reading.close());
    const folderName = at(`${odd} folder`);
    value(await files.makeFolder(folderName));
    value(await files.rename(at(odd), join(folderName, odd), false));
    value(await files.makeLink(at(odd), odd));
    expect(readlinkSync(at(odd))).toBe(odd);
    value(await files.removeFile(at(odd)));
    value(await files.removeFile(join(folderName, odd)));
    value(await files.removeFolder(folderName));
    expect(await listAll(files, folder)).toEqual([]);
  });

  it('takes nothing that is there for free: neither when creating nor when renaming', async () => {
    writeFileSync(at('here'), 'mine');
    writeFileSync(at('other'), 'other');
    symlinkSync('nowhere', at('link'));
    mkdirSync(at('folder'));
    for (const taken of ['here', 'link', 'folder']) {
      expect(codeOf(await files.openFile(at(taken), 'create')), taken).toBe('already-exists');
      expect(codeOf(await files.rename(at('other'), at(taken), false)), taken).toBe('already-exists');
      expect(codeOf(await files.makeLink(at(taken), 'x')), taken).toBe('already-exists');
      expect(codeOf(await files.makeFolder(at(taken))), taken).toBe('already-exists');
    }
    mkdirSync(at('second'));
    expect(codeOf(await files.rename(at('second'), at('folder'), false))).toBe('already-exists');
    expect(readFileSync(at('here'), 'utf8')).toBe('mine');
    expect(await listAll(files, at('folder'))).toEqual([]);
    expect(existsSync(at('nowhere'))).toBe(false);
  });

  it('replaces a file and a link in one step when it may', async () => {
    writeFileSync(at('new'), 'new');
    writeFileSync(at('old'), 'old');
    mkdirSync(at('folder'));
    symlinkSync('folder', at('link'));
    value(await files.rename(at('new'), at('old'), true));
    expect(readFileSync(at('old'), 'utf8')).toBe('new');
    value(await files.rename(at('old'), at('link'), true));
    expect(lstatSync(at('link')).isFile()).toBe(true);
    expect(await listAll(files, at('folder'))).toEqual([]);
    expect(codeOf(await files.rename(at('link'), at('folder'), true))).not.toBe('ok');
    expect(codeOf(await files.rename(at('gone'), at('x'), true))).toBe('not-found');
  });

  it('renames folders, and says what cannot be removed', async () => {
    mkdirSync(at('a/b'), { recursive: true });
    value(await files.rename(at('a'), at('c'), false));
    expect(codeOf(await files.removeFolder(at('c')))).toBe('not-empty');
    expect(codeOf(await files.removeFile(at('c')))).not.toBe('ok');
    expect(codeOf(await files.removeFile(at('a')))).toBe('not-found');
    expect(codeOf(await files.makeFolder(at('x/y')))).toBe('not-found');
  });

  it('goes on in the middle of a file, and cuts nothing off', async () => {
    const size = 300_000;
    const bytes = Buffer.alloc(size, 'abcdefghij');
    writeFileSync(at('file'), bytes);
    const writing = value(await files.openFile(at('file'), 'write'));
    value(await writing.write(70_001, Buffer.from('HERE')));
    value(await writing.close());
    bytes.write('HERE', 70_001);
    expect(readFileSync(at('file')).equals(bytes)).toBe(true);
    const reading = value(await files.openFile(at('file'), 'read'));
    const part = new Uint8Array(10);
    expect(value(await reading.read(70_000, part))).toBe(10);
    expect(Buffer.from(part).toString()).toBe(bytes.subarray(70_000, 70_010).toString());
    expect(value(await reading.read(size - 5, part))).toBe(5);
    expect(value(await reading.read(size, part))).toBe(0);
    value(await reading.close());
    expect(codeOf(await files.openFile(at('none'), 'write'))).toBe('not-found');
    expect(codeOf(await files.openFile(at('none'), 'read'))).toBe('not-found');
    expect(codeOf(await files.openFile(at('none/x'), 'create'))).toBe('not-found');
  });

  it('carries a large file both ways', async () => {
    const size = 9_000_001;
    const bytes = Buffer.alloc(size);
    for (let i = 0; i < size; i += 1) bytes[i] = (i * 31 + (i >> 8)) & 255;
    const writing = value(await files.openFile(at('big'), 'create'));
    for (let from = 0; from < size; from += files.writeBytes) {
      value(await writing.write(from, bytes.subarray(from, from + files.writeBytes)));
    }
    value(await writing.close());
    expect(readFileSync(at('big')).equals(bytes)).toBe(true);
    const reading = value(await files.openFile(at('big'), 'read'));
    const back = Buffer.alloc(size);
    for (let from = 0; from < size; from += files.readBytes) {
      value(await reading.read(from, back.subarray(from, from + files.readBytes)));
    }
    value(await reading.close());
    expect(back.equals(bytes)).toBe(true);
  });

  it('knows what is free', async () => {
    expect(await files.freeBytes(folder)).toBeGreaterThan(1_000_000);
  });
}
