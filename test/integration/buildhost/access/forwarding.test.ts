import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { toolsMissing } from '../../../fixtures/ssh/tools.ts';
import { startTestMachine, type TestMachine } from './machine.ts';
import { describeNeeding } from '../../../fixtures/needs.ts';

describeNeeding(toolsMissing('ssh'), 'forwarding through OpenSSH', () => {
  let machine: TestMachine;
  /** Reads to the end of what it is sent, and only then answers with it reversed. */
  let service: Server;
  beforeAll(async () => {
    machine = await startTestMachine();
    service = createServer({ allowHalfOpen: true }, (socket) => {
      void received(socket).then((sent) => socket.end(reversed(sent)));
    });
    service.listen(0, '127.0.0.1');
    await once(service, 'listening');
  });
  afterAll(async () => {
    service.close();
    await machine[Symbol.asyncDispose]();
  });

  const servicePort = (): number => (service.address() as AddressInfo).port;

  /** ssh -W joins its input and output to a place that the server connects to. */
  const through = (place: string, input: string) => machine.client.ssh(['-W', place, 'machine'], { input });

  it('reaches a port of this computer, by address and by name, and keeps half-closed connections', async () => {
    for (const host of ['127.0.0.1', 'localhost']) {
      const result = await through(`${host}:${servicePort()}`, 'drawer');
      expect(result).toMatchObject({ stdout: Buffer.from('reward'), stderr: '' });
    }
  });

  it('moves much in both directions', async () => {
    const much = 'abcdefgh'.repeat(400_000);
    const result = await through(`127.0.0.1:${servicePort()}`, much);
    expect(result.stdout.toString() === reversed(much)).toBe(true);
  });

  /** Has ssh listen on a port for as long as `use` runs. Resolves with what ssh complained about. */
  async function tunnel(place: string, use: (localPort: number) => Promise<void>): Promise<string> {
    const spare = createServer().listen(0, '127.0.0.1');
    await once(spare, 'listening');
    const localPort = (spare.address() as AddressInfo).port;
    spare.close();
    await once(spare, 'close');
    const isUp = Promise.withResolvers<void>();
    const isUsed = isUp.promise.then(() => use(localPort));
    const result = await machine.client.ssh(
      ['-oExitOnForwardFailure=yes', '-L', `127.0.0.1:${localPort}:${place}`, 'machine', 'echo up; cat'],
      {
        input: Readable.from(nothingUntil(isUsed)),
        onStart: (child) => child.stdout.once('data', () => isUp.resolve()),
      },
    );
    await isUsed;
    return result.stderr;
  }

  it('works as a listening port on the client’s side, for many at a time', async () => {
    await tunnel(`127.0.0.1:${servicePort()}`, async (localPort) => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, number) => {
          const socket = connect({ port: localPort, host: '127.0.0.1', allowHalfOpen: true });
          socket.end(`stressed${number}x`);
          return received(socket);
        }),
      );
      expect(answers.every((answer) => /^x\d+desserts$/.test(answer))).toBe(true);
    });
  });

  it('says no when nothing listens there', async () => {
    const result = await through('127.0.0.1:1', '');
    expect(result.code).toBe(255);
    expect(result.stderr).toMatch(/open failed/);
  });

  it('is refused to any other computer, also to this one by its outer address or a name', async () => {
    const outer = Object.values(networkInterfaces())
      .flat()
      .filter((address) => address !== undefined && !address.internal && address.family === 'IPv4')
      .map((address) => address?.address ?? '');
    for (const host of [...outer, '0.0.0.0', '192.0.2.1', 'example.org', 'localhost.example.org', '[::]']) {
      const result = await through(`${host}:${servicePort()}`, '');
      expect({ host, code: result.code }).toEqual({ host, code: 255 });
      expect(result.stderr).toMatch(/open failed/);
    }
    expect(machine.lines.filter((line) => line.includes('forward was refused'))).not.toHaveLength(0);
  });

  it('is refused to sockets in the file system', async () => {
    const complaints = await tunnel('/run/some.sock', async (localPort) => {
      expect(await received(connect(localPort, '127.0.0.1'))).toBe('');
    });
    expect(complaints).toContain('administratively prohibited');
  });

  it('closes the target when the client goes away in the middle', async () => {
    let ended = false;
    const endless = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('close', () => (ended = true));
      const push = (): void => {
        while (!socket.destroyed && socket.write(Buffer.alloc(65_536))) continue;
      };
      socket.on('drain', push);
      push();
    });
    endless.listen(0, '127.0.0.1');
    await once(endless, 'listening');
    await machine.client.ssh(['-W', `127.0.0.1:${(endless.address() as AddressInfo).port}`, 'machine'], {
      onStart: (child) => child.stdout.once('data', () => child.kill('SIGKILL')),
    });
    await expect.poll(() => ended, { timeout: 20_000 }).toBe(true);
    endless.close();
  });
});

async function* nothingUntil(moment: Promise<void>): AsyncGenerator<Buffer> {
  await moment;
  yield Buffer.alloc(0);
}

/** All a socket gets until the other side ends its half; its own half stays open. */
function received(socket: Socket): Promise<string> {
  let sent = '';
  socket.setEncoding('utf8');
  socket.on('data', (piece: string) => (sent += piece));
  return once(socket, 'end').then(() => sent);
}

function reversed(text: string): string {
  return Buffer.from(text, 'latin1').reverse().toString('latin1');
}
