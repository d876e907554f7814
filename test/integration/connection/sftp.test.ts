import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startMachineServer } from '../../../main/buildhost/access/machine-server.ts';
import type { FileChannel, RemoteEntry } from '../../../main/connection/remote/remote-files.ts';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import { connectTo, valueOf } from './sftp-link.ts';
import type { Server, TestLink } from './sftp-link.ts';

interface Machine extends AsyncDisposable {
  server: Server;
}

async function openSsh(): Promise<Machine> {
  const sshd = await Sshd.start({ sftp: '/usr/lib/openssh/sftp-server' });
  const { host, port, user } = sshd;
  return {
    server: { host, port, user, privateKey: sshd.clientKey.privateKey },
    [Symbol.asyncDispose]: () => sshd[Symbol.asyncDispose](),
  };
}

let root = '';

async function buildHost(): Promise<Machine> {
  const machine = await startMachineServer({
    user: 'storefront-4',
    workspace: root,
    environment: { PATH: process.env['PATH'] ?? '', HOME: root },
    shell: '/bin/sh',
    onConnected: () => {},
    log: () => {},
  });
  return { server: machine, [Symbol.asyncDispose]: () => machine[Symbol.asyncDispose]() };
}

describe.each([
  { name: 'OpenSSH', start: openSsh, isMissing: sshdMissing !== undefined, owner: userInfo().username },
  { name: 'the build host', start: buildHost, isMissing: false, owner: expect.any(String) },
])('files over the SFTP of $name', ({ start, isMissing, owner }) => {
  let machine: Machine | undefined;
  let link: TestLink | undefined;
  let files: FileChannel;
  const place = (path: string) => join(root, path);

  beforeAll(async () => {
    if (isMissing) return;
    root = realpathSync(mkdtempSync(join(tmpdir(), 'sftp-')));
    machine = await start();
    link = await connectTo(machine.server);
  });
  beforeEach(async (context) => {
    if (isMissing) return context.skip(sshdMissing);
    if (link === undefined) throw new Error('not connected');
    files = await link.sftp();
    return () => files.close();
  });
  afterAll(async () => {
    await link?.[Symbol.asyncDispose]();
    await machine?.[Symbol.asyncDispose]();
    if (root !== '') rmSync(root, { recursive: true, force: true });
  });

  async function list(path: string): Promise<RemoteEntry[]> {
    const all: RemoteEntry[] = [];
    valueOf(await files.list(path, (entries) => void all.push(...entries)));
    return all;
  }

  it('knows the limits of the server', () => {
    expect(files).toMatchObject({ via: 'sftp', readBytes: 261_120, writeBytes: 261_120 });
    expect(files.maxHandles).toBeGreaterThan(50);
  });

  it('lists what is there, with kind, size, time, mode and owner', async () => {
    mkdirSync(place('shown/folder'), { recursive: true });
    writeFileSync(place('shown/file name'), 'twelve bytes');
    chmodSync(place('shown/file name'), 0o640);
    symlinkSync('file name', place('shown/link'));
    symlinkSync('nowhere', place('shown/dangling'));
    const entries = Object.fromEntries((await list(place('shown'))).map((entry) => [entry.name, entry]));
    expect(Object.keys(entries).toSorted()).toEqual(['dangling', 'file name', 'folder', 'link']);
    const modifiedAt = Math.floor(statSync(place('shown/file name')).mtimeMs / 1000) * 1000;
    expect(entries['file name']).toMatchObject({
      stat: { kind: 'file', sizeBytes: 12, mode: 0o640, modifiedAt },
      owner,
    });
    expect(entries['folder']?.stat.kind).toBe('folder');
    expect(entries['link']?.stat.kind).toBe('link');
    expect(entries['dangling']?.stat.kind).toBe('link');
  });

  it('lists 5,000 files, each once, and stops when nobody wants more', async () => {
    mkdirSync(place('many'));
    for (let number = 0; number < 5_000; number += 1) writeFileSync(place(`many/${number}`), '');
    const names = (await list(place('many'))).map((entry) => entry.name);
    expect(new Set(names).size).toBe(5_000);
    expect(names).toHaveLength(5_000);
    const stop = new AbortController();
    let seen = 0;
    const stopped = await files.list(
      place('many'),
      (entries) => {
        seen += entries.length;
        stop.abort();
      },
      stop.signal,
    );
    expect(stopped).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
    expect(seen).toBeLessThan(5_000);
    expect(valueOf(await files.realPath(place('many')))).toBe(place('many'));
  });

  it('looks at links and through them', async () => {
    writeFileSync(place('aim'), 'abc');
    symlinkSync('aim', place('pointer'));
    expect(valueOf(await files.stat(place('pointer'), false)).kind).toBe('link');
    expect(valueOf(await files.stat(place('pointer'), true))).toMatchObject({ kind: 'file', sizeBytes: 3 });
    expect(valueOf(await files.readLink(place('pointer')))).toBe('aim');
    valueOf(await files.makeLink(place('made'), 'the target'));
    expect(readlinkSync(place('made'))).toBe('the target');
    expect(await files.stat(place('gone'), true)).toMatchObject({ problem: { code: 'not-found' } });
  });

  it('writes and reads with many requests at once, in any order', async () => {
    const bytes = randomBytes(5_000_000);
    const out = valueOf(await files.openFile(place('wide'), 'create', 0o600));
    const step = files.writeBytes;
    const starts = Array.from({ length: Math.ceil(bytes.length / step) }, (_, index) => index * step).toReversed();
    for (const result of await Promise.all(starts.map((at) => out.write(at, bytes.subarray(at, at + step)))))
      valueOf(result);
    valueOf(await out.setAttributes({ mode: 0o604, modifiedAt: 1_600_000_000_000 }));
    valueOf(await out.close());
    expect(readFileSync(place('wide')).equals(bytes)).toBe(true);
    expect(statSync(place('wide'))).toMatchObject({ mtimeMs: 1_600_000_000_000 });
    expect(statSync(place('wide')).mode & 0o7777).toBe(0o604);

    const source = valueOf(await files.openFile(place('wide'), 'read'));
    expect(valueOf(await source.stat())).toMatchObject({ kind: 'file', sizeBytes: bytes.length });
    const back = Buffer.alloc(bytes.length);
    const counts = await Promise.all(
      starts.map((at) => source.read(at, back.subarray(at, Math.min(at + step, back.length)))),
    );
    expect(counts.reduce((sum, count) => sum + valueOf(count), 0)).toBe(bytes.length);
    expect(back.equals(bytes)).toBe(true);
    expect(valueOf(await source.read(bytes.length, Buffer.alloc(10)))).toBe(0);
    expect(valueOf(await source.read(bytes.length - 4, Buffer.alloc(10)))).toBe(4);
    // More than one request can carry.
    const whole = Buffer.alloc(bytes.length + 1);
    expect(valueOf(await source.read(0, whole))).toBe(bytes.length);
    expect(whole.subarray(0, bytes.length).equals(bytes)).toBe(true);
    valueOf(await source.close());
    valueOf(await source.close());
  });

  it('writes more than one request can carry', async () => {
    const bytes = randomBytes(1_000_000);
    const out = valueOf(await files.openFile(place('one-write'), 'create'));
    valueOf(await out.write(0, bytes));
    valueOf(await out.close());
    expect(readFileSync(place('one-write')).equals(bytes)).toBe(true);
  });

  it('does not create over what is there, links included', async () => {
    writeFileSync(place('taken'), 'old');
    symlinkSync('nowhere-at-all', place('taken-link'));
    for (const path of ['taken', 'taken-link'])
      expect(await files.openFile(place(path), 'create')).toMatchObject({ problem: { code: 'already-exists' } });
    expect(existsSync(place('nowhere-at-all'))).toBe(false);
    const there = valueOf(await files.openFile(place('taken'), 'write'));
    valueOf(await there.write(1, Buffer.from('XY')));
    valueOf(await there.close());
    expect(readFileSync(place('taken'), 'utf8')).toBe('oXY');
    expect(await files.openFile(place('no such file'), 'write')).toMatchObject({ problem: { code: 'not-found' } });
  });

  it('renames, replaces only when told to, and never an existing target otherwise', async () => {
    writeFileSync(place('from'), 'new');
    writeFileSync(place('to'), 'old');
    expect(await files.rename(place('from'), place('to'), false)).toMatchObject({
      problem: { code: 'already-exists' },
    });
    expect(readFileSync(place('to'), 'utf8')).toBe('old');
    valueOf(await files.rename(place('from'), place('to'), true));
    expect(readFileSync(place('to'), 'utf8')).toBe('new');
    expect(existsSync(place('from'))).toBe(false);
    valueOf(await files.rename(place('to'), place('elsewhere'), false));
    expect(readFileSync(place('elsewhere'), 'utf8')).toBe('new');
    for (const replace of [true, false])
      expect(await files.rename(place('absent'), place('anywhere'), replace)).toMatchObject({
        problem: { code: 'not-found' },
      });
  });

  it('makes and removes folders, and says why it cannot', async () => {
    valueOf(await files.makeFolder(place('made-folder'), 0o750));
    expect(lstatSync(place('made-folder')).mode & 0o777).toBe(0o750);
    expect(await files.makeFolder(place('made-folder'))).toMatchObject({ problem: { code: 'already-exists' } });
    expect(await files.makeFolder(place('not/there'))).toMatchObject({ problem: { code: 'not-found' } });
    writeFileSync(place('made-folder/inside'), '');
    expect(await files.removeFolder(place('made-folder'))).toMatchObject({ problem: { code: 'not-empty' } });
    expect(await files.removeFile(place('made-folder'))).toMatchObject({ ok: false });
    valueOf(await files.removeFile(place('made-folder/inside')));
    valueOf(await files.removeFolder(place('made-folder')));
    expect(existsSync(place('made-folder'))).toBe(false);
    expect(await files.removeFile(place('made-folder'))).toMatchObject({ problem: { code: 'not-found' } });
  });

  it('sets mode and time of what has a path', async () => {
    writeFileSync(place('dated'), '');
    valueOf(await files.setAttributes(place('dated'), { modifiedAt: 1_500_000_000_000 }));
    valueOf(await files.setAttributes(place('dated'), { mode: 0o711 }));
    expect(statSync(place('dated')).mtimeMs).toBe(1_500_000_000_000);
    expect(statSync(place('dated')).mode & 0o7777).toBe(0o711);
  });

  it('tells the free space', async () => {
    const free = await files.freeBytes(root);
    expect(free).toBeGreaterThan(0);
  });

  it.each(['', 'a\0b', 'x'.repeat(40_000)])('refuses what is no path without asking the machine', async (path) => {
    expect(await files.stat(path, false)).toMatchObject({ problem: { code: 'not-supported' } });
    expect(await files.openFile(path, 'read')).toMatchObject({ problem: { code: 'not-supported' } });
    expect(await files.list(path, () => {})).toMatchObject({ problem: { code: 'not-supported' } });
  });

  it('gives up everything at once when the channel or the connection goes', async () => {
    if (machine === undefined) throw new Error('not started');
    const other = await connectTo(machine.server);
    const channel = await other.sftp();
    const waiting = Promise.all([channel.realPath('/'), channel.stat(root, true), channel.list(root, () => {})]);
    other.connection.close();
    for (const result of await waiting) expect(result).toMatchObject({ problem: { code: 'connection-lost' } });
    expect(await channel.realPath('/')).toMatchObject({ problem: { code: 'connection-lost' } });
    expect(channel.ended.aborted).toBe(true);
    expect(await other.connection.openSftp()).toMatchObject({ problem: { code: 'connection-lost' } });
    expect(await other.connection.exec('true')).toMatchObject({ problem: { code: 'connection-lost' } });
  });
});
