import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { lstat, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import ssh2, { type SFTPWrapper } from 'ssh2';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { fingerprint } from '../../../../main/buildhost/access/machine-keys.ts';
import { MAX_OPEN_HANDLES } from '../../../../main/buildhost/access/sftp/protocol.ts';
import { string, uint32, uint64 } from '../../../../main/buildhost/access/sftp/packet-writer.ts';
import { toolsMissing } from '../../../fixtures/ssh/tools.ts';
import { startTestMachine, type TestMachine } from './machine.ts';
import { describeNeeding } from '../../../fixtures/needs.ts';

type Callback<T> = (error: Error | null | undefined, value: T) => void;
function call<T>(start: (done: Callback<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => start((error, value) => (error ? reject(error) : resolve(value))));
}

describeNeeding(toolsMissing('ssh-keyscan', 'ssh-keygen'), 'SFTP as ssh2 and hostile clients speak it', () => {
  let machine: TestMachine;
  let client: InstanceType<typeof ssh2.Client>;
  let sftp: SFTPWrapper;
  beforeAll(async () => {
    machine = await startTestMachine();
    const { host, port, user, privateKey, hostKey } = machine.server;
    client = new ssh2.Client();
    const hostVerifier = (key: Buffer): boolean => fingerprint(key) === hostKey.sha256;
    client.connect({ host, port, username: user, privateKey, hostVerifier });
    await once(client, 'ready');
  });
  beforeEach(async () => {
    sftp = await call<SFTPWrapper>((done) => client.sftp(done));
  });
  afterAll(async () => {
    client.end();
    await machine[Symbol.asyncDispose]();
  });
  const place = (name: string): string => join(machine.workspace, name);

  it('appends, refuses to overwrite and truncates as the flags say', async () => {
    await writeFile(place('flags'), 'one');
    const add = await call<Buffer>((done) => sftp.open('flags', 'a', done));
    await call<void>((done) => sftp.write(add, Buffer.from('two'), 0, 3, 0, done));
    await call<void>((done) => sftp.close(add, done));
    expect(await readFile(place('flags'), 'utf8')).toBe('onetwo');
    await expect(call((done) => sftp.open('flags', 'wx', done))).rejects.toThrow('already exists');
    const cut = await call<Buffer>((done) => sftp.open('flags', 'w', done));
    await call<void>((done) => sftp.close(cut, done));
    expect(await readFile(place('flags'), 'utf8')).toBe('');
    const made = await call<Buffer>((done) => sftp.open('fresh', 'w', 0o600, done));
    await call<void>((done) => sftp.close(made, done));
    expect((await lstat(place('fresh'))).mode & 0o777).toBe(0o600);
  });

  it('makes a link the right way round for ssh2 as well', async () => {
    await call<void>((done) => sftp.symlink('the-target', 'the-link', done));
    expect(await readlink(place('the-link'))).toBe('the-target');
    expect(await call<string>((done) => sftp.readlink('the-link', done))).toBe('the-target');
  });

  it('resolves paths, also of what is not there yet', async () => {
    expect(await call<string>((done) => sftp.realpath('.', done))).toBe(machine.workspace);
    expect(
      await call<string>((done) => sftp.realpath('./new/../newer', done)).catch((error: Error) => error.message),
    ).toBe('No such file or directory');
    expect(await call<string>((done) => sftp.realpath('newer', done))).toBe(place('newer'));
  });

  it('keeps the order of what was sent back to back', async () => {
    const names = Array.from({ length: 200 }, (_, number) => `pipelined-${number}`);
    await Promise.all(
      names.map(async (name) => {
        const handle = await call<Buffer>((done) => sftp.open(name, 'w', done));
        const data = Buffer.from(name.repeat(500));
        // CLOSE leaves before WRITE is answered.
        await Promise.all([
          call<void>((done) => sftp.write(handle, data, 0, data.length, 0, done)),
          call<void>((done) => sftp.close(handle, done)),
        ]);
      }),
    );
    for (const name of names) expect(await readFile(place(name), 'utf8')).toBe(name.repeat(500));
  });

  it('reads with many requests in flight', async () => {
    const data = randomBytes(10_000_000);
    await writeFile(place('wide'), data);
    const handle = await call<Buffer>((done) => sftp.open('wide', 'r', done));
    const pieceBytes = 50_000;
    const pieces = await Promise.all(
      Array.from({ length: data.length / pieceBytes }, async (_, index) => {
        const piece = Buffer.alloc(pieceBytes);
        await call<number>((done) => sftp.read(handle, piece, 0, pieceBytes, index * pieceBytes, done));
        return piece;
      }),
    );
    expect(Buffer.concat(pieces).equals(data)).toBe(true);
    await call<void>((done) => sftp.close(handle, done));
  });

  it('limits open files, says so, and closes them with the channel', async () => {
    await writeFile(place('held'), 'x');
    const opened = await Promise.allSettled(
      Array.from({ length: MAX_OPEN_HANDLES + 5 }, () => call<Buffer>((done) => sftp.open('held', 'r', done))),
    );
    const refused = opened.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(5);
    expect(String(refused[0]?.reason)).toContain(`No more than ${MAX_OPEN_HANDLES} files`);
    expect(openDescriptors(place('held'))).toBe(MAX_OPEN_HANDLES);
    sftp.end();
    await expect.poll(() => openDescriptors(place('held'))).toBe(0);
  });

  it('answers nonsense about handles, offsets and paths with a failure', async () => {
    const stranger = Buffer.from([0, 0, 0, 99]);
    await expect(call((done) => sftp.fstat(stranger, done))).rejects.toThrow('no such handle');
    await expect(call<void>((done) => sftp.close(Buffer.from('longer handle'), done))).rejects.toThrow(
      'no such handle',
    );
    await expect(call((done) => sftp.stat('a\0b', done))).rejects.toThrow('NUL');
    await expect(call((done) => sftp.stat('', done))).rejects.toThrow('empty');
    await expect(call((done) => sftp.opendir('fresh', done))).rejects.toThrow('Not a directory');
    const folder = await call<Buffer>((done) => sftp.opendir('.', done));
    await expect(call((done) => sftp.fstat(folder, done))).rejects.toThrow('for a folder');
  });

  it.each([
    ['no greeting', Buffer.concat([uint32(5), Buffer.of(17), uint32(1)])],
    ['a packet without end', uint32(0xffff_ffff)],
    ['an empty packet', uint32(0)],
    ['a torn request', Buffer.concat([greeting(), uint32(9), Buffer.of(17), uint32(1), uint32(4_000_000)])],
    ['noise', Buffer.concat([greeting(), Buffer.alloc(300_000, 0xa5)])],
  ])('closes the channel on %s and serves on', async (_name, bytes) => {
    const channel = await call<ssh2.ClientChannel>((done) => client.subsys('sftp', done));
    channel.resume();
    channel.write(bytes);
    await once(channel, 'close');
    expect(await call<string>((done) => sftp.realpath('.', done))).toBe(machine.workspace);
  });

  it('does not know what it does not know', async () => {
    const channel = await call<ssh2.ClientChannel>((done) => client.subsys('sftp', done));
    const replies: Buffer[] = [];
    channel.on('data', (bytes: Buffer) => replies.push(bytes));
    const unknown = Buffer.concat([uint32(5), Buffer.of(99), uint32(7)]);
    const extension = Buffer.concat([Buffer.of(200), uint32(8), string('make-coffee@example.org'), uint64(1n)]);
    channel.end(Buffer.concat([greeting(), unknown, uint32(extension.length), extension]));
    await once(channel, 'close');
    const all = Buffer.concat(replies).toString('latin1');
    expect(all).toContain('posix-rename@openssh.com');
    expect(all).toContain('This request is not known here.');
    expect(all).toContain('This extension is not known here.');
  });

  it('does not pile up answers for a client that does not read them', async () => {
    await writeFile(place('pile'), Buffer.alloc(300_000));
    const channel = await call<ssh2.ClientChannel>((done) => client.subsys('sftp', done));
    channel.pause();
    const open = Buffer.concat([Buffer.of(3), uint32(1), string('pile'), uint32(1), uint32(0)]);
    channel.write(Buffer.concat([greeting(), uint32(open.length), open]));
    const handle = uint32(1);
    const read = Buffer.concat([Buffer.of(5), uint32(2), string(handle), uint64(0n), uint32(261_120)]);
    const before = process.memoryUsage().rss;
    const requests = Buffer.concat(Array.from({ length: 4_000 }, () => Buffer.concat([uint32(read.length), read])));
    channel.write(requests);
    // 4,000 answers would be 1 GB. Others are served while this one waits.
    for (let turn = 0; turn < 50; turn += 1) await call<string>((done) => sftp.realpath('.', done));
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
    channel.close();
    expect((await readdir(machine.workspace)).length).toBeGreaterThan(0);
  });
});

function greeting(): Buffer {
  return Buffer.concat([uint32(5), Buffer.of(1), uint32(3)]);
}

/** How often this process, which is the server's as well, has a file open. */
function openDescriptors(path: string): number {
  return readdirSync('/proc/self/fd').filter((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`) === path;
    } catch {
      return false;
    }
  }).length;
}
