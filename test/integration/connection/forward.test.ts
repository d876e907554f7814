import { createHash, randomBytes } from 'node:crypto';
import { getEventListeners } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHANNEL_TIMEOUT_MS } from '../../../main/connection/ssh2-exec.ts';
import { startHostileSftp } from '../../fixtures/hostile-sftp/hostile-sftp.ts';
import { StepClock } from '../../fixtures/step-clock.ts';
import { describeNeeding } from '../../fixtures/needs.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { NOBODYS_PORT, Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import { connectTo, valueOf } from './sftp-link.ts';
import type { TestLink } from './sftp-link.ts';

const MIB = 1024 * 1024;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** A server on a port that the system picks; gives what came in as it comes. */
async function listen(
  onSocket: (socket: Socket) => void,
  allowHalfOpen = true,
): Promise<{ server: Server; port: number }> {
  const server = createServer({ allowHalfOpen }, (socket) => {
    socket.on('error', () => {});
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

function openSockets(server: Server): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
  );
}

describeNeeding(sshdMissing, 'connections from the machine', () => {
  let sshd: Sshd;
  let link: TestLink;
  const opened = perTest();

  const login = (server: Sshd) => ({
    host: server.host,
    port: server.port,
    user: server.user,
    privateKey: server.clientKey.privateKey,
  });
  async function serve(onSocket: (socket: Socket) => void, allowHalfOpen?: boolean) {
    const { server, port } = await listen(onSocket, allowHalfOpen);
    opened.defer(() => void server.close());
    return { server, port };
  }
  const forward = async (port: number, from = link): Promise<Duplex> => {
    const socket = valueOf(await from.connection.forward('127.0.0.1', port));
    opened.defer(() => void socket.destroy());
    return socket;
  };

  beforeAll(async () => {
    sshd = await Sshd.start();
    link = await connectTo(login(sshd));
  });
  afterAll(async () => {
    await link[Symbol.asyncDispose]();
    await sshd[Symbol.asyncDispose]();
  });

  it('carry 64 MiB both ways at once, to the byte', async () => {
    const { port } = await serve((socket) => void socket.pipe(socket));
    const socket = await forward(port);
    const sent = randomBytes(64 * MIB);
    const back = buffer(socket);
    socket.end(sent);
    expect(sha256(await back)).toBe(sha256(sent));
  });

  it('carry small things at once', async () => {
    const { port } = await serve((socket) => {
      let bytes = 0;
      socket.on('data', (chunk) => {
        bytes += chunk.length;
        if (bytes % 2 === 0) socket.write('.');
      });
    });
    const socket = await forward(port);
    const turns: number[] = [];
    for (let turn = 0; turn < 41; turn += 1) {
      const startedAt = performance.now();
      const answer = new Promise((resolve) => socket.once('data', resolve));
      socket.write('a');
      // A packet of its own, which Nagle's algorithm would hold back for 40 ms.
      setImmediate(() => socket.write('b'));
      await answer;
      turns.push(performance.now() - startedAt);
    }
    expect(turns.toSorted((one, other) => one - other)[20]).toBeLessThan(25);
  });

  it('are half closed by the end of what is sent, and answer afterwards', async () => {
    const { port } = await serve((socket) => {
      let bytes = 0;
      socket.on('data', (chunk) => (bytes += chunk.length)).on('end', () => socket.end(`got ${bytes}`));
    });
    const socket = await forward(port);
    socket.end(Buffer.alloc(100_000));
    expect((await buffer(socket)).toString()).toBe('got 100000');
  });

  it('end when the server ends, and close at both ends', async () => {
    const { server, port } = await serve((socket) => socket.end('bye'), false);
    const socket = await forward(port);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    expect((await buffer(socket)).toString()).toBe('bye');
    await closed;
    await expect.poll(() => openSockets(server)).toBe(0);
  });

  it('let the machine wait while nobody reads, and lose nothing', async () => {
    let sentBytes = 0;
    const { port } = await serve((socket) => {
      const chunk = Buffer.alloc(64 * 1024, 7);
      const write = () => {
        while (sentBytes < 64 * MIB) {
          sentBytes += chunk.length;
          if (!socket.write(chunk)) return void socket.once('drain', write);
        }
        socket.end();
      };
      write();
    });
    const socket = await forward(port);
    let before = -1;
    // It stands still before all was sent: what lies between is bounded.
    await expect
      .poll(
        () => {
          const isStill = sentBytes === before && sentBytes > 0;
          before = sentBytes;
          return isStill;
        },
        { interval: 200 },
      )
      .toBe(true);
    expect(sentBytes).toBeLessThan(48 * MIB);
    expect((await buffer(socket)).length).toBe(64 * MIB);
  });

  it('make the writer wait while the server does not read', async () => {
    const { port } = await serve((socket) => void socket.pause());
    const socket = await forward(port);
    let writtenBytes = 0;
    while (writtenBytes < 256 * MIB && socket.write(Buffer.alloc(MIB))) writtenBytes += MIB;
    expect(writtenBytes).toBeLessThan(64 * MIB);
  });

  it('are closed at the server by destroying them', async () => {
    const gone = Promise.withResolvers<void>();
    const { server, port } = await serve((socket) => {
      socket.resume();
      socket.once('close', () => gone.resolve());
    }, false);
    const socket = await forward(port);
    socket.write('x');
    await expect.poll(() => openSockets(server)).toBe(1);
    socket.destroy();
    await gone.promise;
  });

  it('leave nothing behind, fifty of them, however they end', async () => {
    const { server, port } = await serve((socket) => void socket.pipe(socket), false);
    const { connection } = link;
    const answers: string[] = [];
    const use = async (index: number) => {
      const socket = valueOf(await connection.forward('127.0.0.1', port));
      const closed = new Promise((resolve) => socket.once('close', resolve));
      if (index % 3 === 0) socket.destroy();
      else if (index % 3 === 1) {
        const back = buffer(socket);
        socket.end('hello');
        answers.push((await back).toString());
      } else {
        socket.write('hello');
        await new Promise((resolve) => socket.once('data', resolve));
        socket.destroy(new Error('given up'));
        socket.on('error', () => {});
      }
      await closed;
    };
    for (let index = 0; index < 50; index += 5) await Promise.all([0, 1, 2, 3, 4].map((offset) => use(index + offset)));
    await expect.poll(() => openSockets(server)).toBe(0);
    expect(answers).toEqual(Array.from({ length: 17 }, () => 'hello'));
    expect(getEventListeners(connection.lost, 'abort')).toHaveLength(0);
  });

  it('say that nobody listens', async () => {
    const refused = await link.connection.forward('127.0.0.1', NOBODYS_PORT);
    expect(refused).toMatchObject({ ok: false, problem: { code: 'connection-refused' } });
  });

  it('say that the server forbids them, and where that is set', async () => {
    await using closed = await Sshd.start({ config: ['AllowTcpForwarding no'] });
    await using other = await connectTo(login(closed));
    const refused = await other.connection.forward('127.0.0.1', 5900);
    expect(refused).toMatchObject({ ok: false, problem: { code: 'not-allowed' } });
    expect(refused).toMatchObject({ problem: { hint: expect.stringContaining('AllowTcpForwarding') } });
  });

  it('fail with what happened when the machine is lost, waiting writers included', async () => {
    await using mortal = await Sshd.start();
    const own = await connectTo(login(mortal));
    const { port } = await serve((socket) => void socket.pause());
    const reading = await forward(port, own);
    const writing = await forward(port, own);
    const read = pipeline(reading, async (source) => void (await buffer(source)));
    const write = new Promise<Error>((resolve) => writing.once('error', resolve));
    while (writing.write(Buffer.alloc(MIB)));
    const readError = read.catch((error: unknown) => error);
    await mortal.kill();
    expect(await readError).toMatchObject({ cause: { code: 'connection-lost' } });
    expect(await write).toMatchObject({ cause: { code: 'connection-lost' } });
    expect(await own.connection.forward('127.0.0.1', port)).toMatchObject({
      ok: false,
      problem: { code: 'connection-lost' },
    });
    own.connection.close();
  });

  it('are given up on a server that does not answer', async () => {
    await using server = await startHostileSftp();
    const clock = new StepClock();
    await using own = await connectTo(server, clock);
    server.stall();
    const asked = own.connection.forward('127.0.0.1', 5900);
    await clock.pass(CHANNEL_TIMEOUT_MS + 1);
    expect(await asked).toMatchObject({ ok: false, problem: { code: 'timed-out' } });
  });
});
