import { describe, expect, it } from 'vitest';
import { uint32 } from '../../../main/buildhost/access/sftp/packet-writer.ts';
import { packetType } from '../../../main/buildhost/access/sftp/protocol.ts';
import { SILENCE_MS } from '../../../main/connection/ssh2-sftp-channel.ts';
import type { Clock } from '../../../main/lib/clock.ts';
import { startHostileSftp } from '../../fixtures/hostile-sftp/hostile-sftp.ts';
import type { HostileOptions } from '../../fixtures/hostile-sftp/hostile-sftp.ts';
import { packet, statusReply, versionReply } from '../../fixtures/hostile-sftp/packets.ts';
import { endlessFile, folder } from '../../fixtures/hostile-sftp/tree.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { StepClock } from '../../fixtures/step-clock.ts';
import { everything, expectSentence, hostileScene, lie, types, world } from './hostile-scene.ts';
import { connectTo, valueOf } from './sftp-link.ts';

const opened = perTest();
const scene = (options: HostileOptions, clock?: Clock) => hostileScene(opened, options, clock);

describe('a server that does not answer', () => {
  it.each(types)('is given up when %s gets no answer, and everything else with it', async (type) => {
    const clock = new StepClock();
    const { files, server } = await scene({ ...lie(type, () => 'silence') }, clock);
    const waiting = everything(files);
    const request = await server.asked((one) => one.type === type);
    await clock.pass(SILENCE_MS - 10_000);
    expect(files.ended.aborted).toBe(false);
    const other = files.realPath('/also');
    await server.asked(({ number, path }) => number > request.number && path === '/also');
    expect(valueOf(await other)).toBe('/also');
    await clock.pass(SILENCE_MS + 20_000);
    expect(expectSentence(await waiting).code).toBe('timed-out');
    expect(expectSentence(await files.realPath('/')).code).toBe('timed-out');
  });

  it('may be slow, a byte at a time', async () => {
    const clock = new StepClock();
    const { files } = await scene(
      lie('REALPATH', (_request, right) => ({ slowly: right(), pauseMs: 2 })),
      clock,
    );
    const asked = files.realPath('/very/slow/path');
    let isDone = false;
    void asked.then(() => (isDone = true));
    // Three times the time limit pass, but never one in which nothing came.
    for (let step = 0; step < 36 && !isDone; step += 1) {
      const before = clock.now();
      await new Promise((resolve) => setTimeout(resolve, 5));
      await clock.pass(5_000);
      expect(clock.now()).toBeGreaterThan(before);
    }
    expect(valueOf(await asked)).toBe('/very/slow/path');
  });

  it('puts nothing into a buffer that was given back, however late it comes', async () => {
    const clock = new StepClock();
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const { files, connection, server } = await scene(
      lie('READ', (_request, right) => ({ after: released, bytes: right() })),
      clock,
    );
    const source = valueOf(await files.openFile('/file', 'read'));
    const room = Buffer.alloc(10, 1);
    const reading = source.read(0, room);
    await server.asked(({ type }) => type === 'READ');
    await clock.pass(SILENCE_MS + 10_000);
    expect(expectSentence(await reading).code).toBe('timed-out');
    release();
    for (let trip = 0; trip < 3; trip += 1) await connection.roundTrip();
    expect(room.equals(Buffer.alloc(10, 1))).toBe(true);
  });

  it('does not keep anybody waiting who stops', async () => {
    const { files } = await scene(lie('READDIR', () => 'silence'));
    const stop = new AbortController();
    const listing = files.list('/folder', () => {}, stop.signal);
    stop.abort();
    expect(expectSentence(await listing).code).toBe('cancelled');
  });

  it('is given up while SFTP starts', async () => {
    const clock = new StepClock();
    const server = opened.use(await startHostileSftp({ onRequest: () => 'silence' }));
    const { connection } = opened.use(await connectTo(server, clock));
    const opening = connection.openSftp();
    await server.asked(({ type }) => type === 'INIT');
    await clock.pass(SILENCE_MS);
    expect(expectSentence(await opening).code).toBe('timed-out');
  });
});

describe('a server that goes', () => {
  it.each(['close', 'cut', 'half'] as const)(
    'with "%s" at any request leaves a value behind',
    async (how) => {
      const honest = await scene({ tree: world() });
      valueOf(await everything(honest.files));
      const total = honest.server.requests.length;
      expect(total).toBeGreaterThan(20);
      for (let message = 0; message < total; message += 1) {
        const server = opened.use(await startHostileSftp({ tree: world(), endAt: { message, how } }));
        const { connection } = opened.use(await connectTo(server));
        const channel = await connection.openSftp();
        const outcome = channel.ok ? await everything(channel.value) : channel;
        const { code } = expectSentence(outcome);
        // Without an answer to INIT there is no SFTP, as far as anybody can tell.
        const expected = how !== 'cut' && message === 0 ? 'not-supported' : 'connection-lost';
        expect([message, code]).toEqual([message, expected]);
        connection.close();
      }
    },
    60_000,
  );
});

describe('the beginning of SFTP', () => {
  const greetings: [string, HostileOptions, string][] = [
    [
      'a greeting of the shell',
      { greeting: Buffer.from('Welcome to this machine, have a nice day!\n'.repeat(10)) },
      'protocol-error',
    ],
    ['a packet without end', { greeting: uint32(0xffff_ffff) }, 'protocol-error'],
    ['a reply before VERSION', { onRequest: () => statusReply(0, 0) }, 'protocol-error'],
    ['a torn VERSION', { onRequest: () => packet(packetType.VERSION, uint32(3), uint32(99)) }, 'protocol-error'],
    ['a version nobody asked for', { onRequest: () => versionReply({}, 6) }, 'not-supported'],
    ['an old version', { onRequest: () => versionReply({}, 2) }, 'not-supported'],
    ['no SFTP', { refuseSftp: true }, 'not-supported'],
    ['two VERSIONs', { onRequest: () => Buffer.concat([versionReply({}), versionReply({})]) }, 'protocol-error'],
  ];
  it.each(greetings)('with %s is told', async (_name, options, code) => {
    const server = opened.use(await startHostileSftp(options));
    const { connection } = opened.use(await connectTo(server));
    const channel = await connection.openSftp();
    const outcome = channel.ok ? await channel.value.realPath('/') : channel;
    expect(expectSentence(outcome).code).toBe(code);
    // The connection is as good as before.
    await connection.roundTrip();
  });

  it('takes odd extensions for what they are', async () => {
    const { files } = await scene({
      tree: world(),
      extensions: { ['__proto__']: 'x', constructor: '1', 'posix-rename@openssh.com': '7', ['x'.repeat(1000)]: 'y' },
    });
    expect(await everything(files)).toMatchObject({ ok: true });
  });

  it('says nothing about limits when the server breaks its word', async () => {
    const { files } = await scene({
      tree: world(),
      onRequest: ({ type, id }) => (type === 'limits@openssh.com' ? statusReply(id, 4, 'no') : undefined),
    });
    expect(files.readBytes).toBe(32_768);
  });
});

describe('a server that breaks SSH itself', () => {
  it.each([
    ['noise', Buffer.alloc(100_000, 0xa5)],
    ['a packet without end', Buffer.alloc(16, 0xff)],
    ['an empty packet', Buffer.alloc(64)],
  ])('with %s is left, even when it does not close', async (_name, bytes) => {
    const { files, connection, server } = await scene(lie('REALPATH', () => 'silence'));
    const waiting = files.realPath('/');
    await server.asked(({ type }) => type === 'REALPATH');
    const running = connection.exec('true');
    server.garble(bytes);
    expect(expectSentence(await waiting).code).toBe('connection-lost');
    expectSentence(await running);
    await new Promise<void>((resolve) => {
      if (connection.lost.aborted) resolve();
      else connection.lost.addEventListener('abort', () => resolve());
    });
    expect(expectSentence(await connection.openSftp()).code).toBe('connection-lost');
    await expect(connection.roundTrip()).rejects.toBeInstanceOf(Error);
  });
});

describe('much of a server', () => {
  it('does not pile up what nobody asked for', async () => {
    const { files, server, connection } = await scene({ tree: world() });
    valueOf(await files.realPath('/'));
    server.push(Buffer.concat(Array.from({ length: 100_000 }, (_, id) => statusReply(id + 1_000, 0))));
    await new Promise((resolve) => files.ended.addEventListener('abort', resolve));
    expect(expectSentence(await files.realPath('/')).code).toBe('protocol-error');
    expect(valueOf(await valueOf(await connection.openSftp()).realPath('/'))).toBe('/');
  });

  it('does not hold what comes beyond the window of a channel that nobody reads', async () => {
    let flood = () => {};
    const server = opened.use(
      await startHostileSftp({
        exec(_command, channel) {
          flood = () => {
            (channel as unknown as { outgoing: { window: number } }).outgoing.window = 1e12;
            for (let count = 0; count < 1_000; count += 1) channel.write(Buffer.alloc(32_768));
          };
        },
      }),
    );
    const { connection } = opened.use(await connectTo(server));
    const channel = valueOf(await connection.exec('any', { windowBytes: 1024 * 1024 }));
    flood();
    await new Promise<void>((resolve) => connection.lost.addEventListener('abort', () => resolve()));
    expect(channel.output.readableLength).toBeLessThan(2 * 1024 * 1024);
    expect(await channel.exit).toEqual({});
  });

  it('reads of an endless file what was asked for', async () => {
    const { files } = await scene({ tree: folder({ endless: endlessFile() }) });
    const source = valueOf(await files.openFile('/endless', 'read'));
    expect(valueOf(await source.read(10_000_000_000, Buffer.alloc(600_000)))).toBe(600_000);
  });

  it('stays usable when channels break a hundred times', async () => {
    const { connection, server } = await scene({
      tree: world(),
      onRequest: ({ type }) => (type === 'LSTAT' ? Buffer.alloc(8) : undefined),
    });
    for (let round = 0; round < 100; round += 1) {
      const channel = valueOf(await connection.openSftp());
      expectSentence(await channel.stat('/file', false));
    }
    await expect.poll(() => server.openChannels()).toBe(1);
  });
});
