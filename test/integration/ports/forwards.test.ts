import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeNeeding } from '../../fixtures/needs.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import { connectTo, isOpen, listen, outcome, patient, sha256, startPorts } from './ports-harness.ts';

const MIB = 1024 * 1024;
const local = (port: number, localPort = 0) =>
  ({ kind: 'local', localPort, target: { host: '127.0.0.1', port } }) as const;
const run = promisify(execFile);

describeNeeding(sshdMissing, 'forwards over OpenSSH', () => {
  let sshd: Sshd;
  const ports = startPorts();
  const opened = perTest();
  const serve = async (...args: Parameters<typeof listen>) => {
    const server = await listen(...args);
    opened.defer(() => void server.close());
    return server;
  };
  const login = (server: Sshd) => ({
    host: server.host,
    port: server.port,
    user: server.user,
    privateKey: server.clientKey.privateKey,
  });

  beforeAll(async () => {
    sshd = await Sshd.start();
    await ports.connect(login(sshd));
  });
  afterAll(async () => {
    await ports.dispose();
    await sshd[Symbol.asyncDispose]();
  });

  it('bring a web page of the machine to this computer, over IPv4 and IPv6', async () => {
    const web = createHttpServer((request, response) => response.end(`hello ${request.url}`));
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    opened.defer(() => void web.close());
    const { id, port } = await ports.open({
      kind: 'local',
      localPort: 0,
      target: { host: 'localhost', port: (web.address() as AddressInfo).port },
    });
    for (const host of ['127.0.0.1', '[::1]']) {
      const page = await fetch(`http://${host}:${port}/a`, { headers: { connection: 'close' } });
      expect(await page.text()).toBe('hello /a');
    }
    await expect
      .poll(() => ports.last(id), patient)
      .toMatchObject({ state: 'open', connections: 0, connectionsEver: 2 });
    expect(ports.last(id)?.bytesDown).toBeGreaterThan(20);
    await ports.close(id);
    expect(await isOpen(port)).toBe(false);
  });

  it('carry 32 MiB both ways at once, to the byte, and count them', async () => {
    const echo = await serve((socket) => void socket.pipe(socket));
    const { id, port } = await ports.open(local(echo.port));
    const sent = randomBytes(32 * MIB);
    const startedAt = performance.now();
    const socket = await connectTo(port);
    const back = buffer(socket);
    socket.end(sent);
    expect(sha256(await back)).toBe(sha256(sent));
    await expect
      .poll(() => ports.last(id), patient)
      .toMatchObject({ bytesUp: sent.length, bytesDown: sent.length, connections: 0 });
    // Told once a second, however much went through; and when it begins and ends.
    const seconds = (performance.now() - startedAt) / 1_000;
    expect(ports.said(id).length).toBeLessThan(seconds + 10);
    await ports.close(id);
  });

  it('let either side wait for the other', async () => {
    let sentBytes = 0;
    const flood = await serve((socket) => {
      const write = (): void => {
        while (sentBytes < 256 * MIB) {
          sentBytes += MIB;
          if (!socket.write(Buffer.alloc(MIB))) return void socket.once('drain', write);
        }
      };
      write();
    });
    const { id, port } = await ports.open(local(flood.port));
    const socket = await connectTo(port);
    socket.pause();
    let before = -1;
    const isStill = () => {
      const still = sentBytes === before && sentBytes > 0;
      before = sentBytes;
      return still;
    };
    await expect.poll(isStill, { interval: 150, timeout: 20_000 }).toBe(true);
    expect(sentBytes).toBeLessThan(64 * MIB);
    socket.destroy();
    const deaf = await serve((quiet) => void quiet.pause());
    const other = await ports.open(local(deaf.port));
    const writer = await connectTo(other.port);
    let writtenBytes = 0;
    while (writtenBytes < 256 * MIB && writer.write(Buffer.alloc(MIB))) writtenBytes += MIB;
    expect(writtenBytes).toBeLessThan(64 * MIB);
    writer.destroy();
    await ports.close(id);
    await ports.close(other.id);
  });

  it('end one half at a time, whoever ends first', async () => {
    const late = await serve((socket) => {
      let bytes = 0;
      socket.on('data', (chunk: Buffer) => (bytes += chunk.length)).on('end', () => socket.end(`got ${bytes}`));
    });
    const early = await serve((socket) => {
      let text = '';
      socket.end('bye');
      socket.on('data', (chunk: Buffer) => (text += chunk)).on('end', () => heard.resolve(text));
    });
    const heard = Promise.withResolvers<string>();
    const one = await ports.open(local(late.port));
    const asking = await connectTo(one.port);
    const answer = outcome(asking);
    asking.end(Buffer.alloc(100_000));
    expect(await answer).toBe('got 100000');
    const other = await ports.open(local(early.port));
    const socket = await connectTo(other.port);
    expect(await outcome(socket)).toBe('bye');
    socket.end('still here');
    expect(await heard.promise).toBe('still here');
    await expect.poll(() => ports.last(other.id)?.connections, patient).toBe(0);
    await ports.close(one.id);
    await ports.close(other.id);
  });

  it('carry two hundred connections at once, and none stays', async () => {
    const echo = await serve((socket) => void socket.pipe(socket));
    const { id, port } = await ports.open(local(echo.port));
    const talk = async (index: number) => {
      const socket = await connectTo(port);
      const answer = outcome(socket);
      socket.end(`number ${index}`);
      return answer;
    };
    const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => talk(index)));
    expect(answers).toEqual(answers.map((_, index) => `number ${index}`));
    await expect.poll(() => ports.last(id), patient).toMatchObject({ connections: 0, connectionsEver: 200 });
    await ports.close(id);
  });

  it('say what is in the way: a taken port, nobody who answers', async () => {
    const taken = await serve(() => {});
    expect(await ports.tryOpen(local(80, taken.port))).toMatchObject({
      ok: false,
      problem: { code: 'already-exists' },
    });
    const silent = await listen(() => {});
    await new Promise((resolve) => silent.close(resolve));
    const { id, port } = await ports.open(local(silent.port));
    expect(await outcome(await connectTo(port))).toBe('ECONNRESET');
    await expect.poll(() => ports.last(id)?.problem?.code, patient).toBe('connection-refused');
    expect(ports.last(id)?.state).toBe('open');
    await ports.close(id);
  });

  it('are a SOCKS proxy into the network of the machine', async () => {
    const web = createHttpServer((_request, response) => response.end('through the proxy'));
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    opened.defer(() => void web.close());
    const { port: webPort } = web.address() as AddressInfo;
    const { id, port } = await ports.open({ kind: 'socks', localPort: 0 });
    for (const way of ['--socks5-hostname', '--socks5', '--socks4a', '--socks4']) {
      const { stdout } = await run('curl', ['-sS', way, `127.0.0.1:${port}`, `http://localhost:${webPort}/`]);
      expect(stdout).toBe('through the proxy');
    }
    // The reply says so (RFC 1928, 6), and curl tells it.
    const refused = run('curl', ['-sS', '--socks5-hostname', `127.0.0.1:${port}`, 'http://127.0.0.1:1/']);
    await expect(refused).rejects.toThrow(/\(5\)|refused/i);
    const rude = await connectTo(port);
    rude.write('GET / HTTP/1.1\r\n\r\n');
    expect(await outcome(rude)).toBe('ECONNRESET');
    await expect.poll(() => ports.last(id)?.connections, patient).toBe(0);
    await ports.close(id);
  });

  it('lead from the machine to this computer, and close there', async () => {
    const echo = await serve((socket) => void socket.pipe(socket));
    const target = { host: '127.0.0.1', port: echo.port };
    const { id, port } = await ports.open({ kind: 'remote', remoteHost: '127.0.0.1', remotePort: 0, target });
    const sent = randomBytes(8 * MIB);
    const socket = await connectTo(port);
    const back = buffer(socket);
    socket.end(sent);
    expect(sha256(await back)).toBe(sha256(sent));
    await expect.poll(() => ports.last(id), patient).toMatchObject({ connections: 0, bytesDown: sent.length });
    expect(await ports.tryOpen({ kind: 'remote', remoteHost: '127.0.0.1', remotePort: port, target })).toMatchObject({
      ok: false,
      problem: { code: 'not-allowed' },
    });
    await ports.close(id);
    await expect.poll(() => isOpen(port), patient).toBe(false);
    const nobody = await ports.open({
      kind: 'remote',
      remoteHost: '127.0.0.1',
      remotePort: 0,
      target: { host: '127.0.0.1', port: 1 },
    });
    // OpenSSH took the connection before it asked us.
    expect(await outcome(await connectTo(nobody.port))).toMatch(/^(ECONNRESET)?$/);
    await expect.poll(() => ports.last(nobody.id)?.problem?.code, patient).toBe('connection-refused');
    await ports.close(nobody.id);
  });

  it('wait for a lost link, and go on when it is back', async () => {
    await using mortal = await Sshd.start();
    const own = startPorts();
    opened.defer(() => own.dispose());
    await own.connect(login(mortal));
    const echo = await serve((socket) => void socket.pipe(socket));
    const there = await own.open(local(echo.port));
    const back = await own.open({
      kind: 'remote',
      remoteHost: '127.0.0.1',
      remotePort: 0,
      target: { host: '127.0.0.1', port: echo.port },
    });
    const cut = await connectTo(there.port);
    cut.write('x');
    await new Promise((resolve) => cut.once('data', resolve));
    const ended = outcome(cut);
    await mortal.kill();
    expect(await ended).toBe('ECONNRESET');
    await expect
      .poll(() => [own.last(there.id)?.state, own.last(back.id)?.state], patient)
      .toEqual(['waiting', 'waiting']);
    // It waits as well, and is served when the link is back.
    const early = await connectTo(there.port);
    const answer = outcome(early);
    early.end('patience');
    await mortal.start();
    expect(await answer).toBe('patience');
    await expect.poll(() => own.last(back.id)?.state, patient).toBe('open');
    expect(own.last(back.id)?.port).toBe(back.port);
    const again = await connectTo(back.port);
    const echoed = outcome(again);
    again.end('and back');
    expect(await echoed).toBe('and back');
    await own.client.call('disconnect', { machine: 0 });
    await vi.waitUntil(async () => !(await isOpen(there.port)) && !(await isOpen(back.port)), patient);
  });

  it('say what the server forbids', async () => {
    await using closed = await Sshd.start({ config: ['AllowTcpForwarding no'] });
    const own = startPorts();
    opened.defer(() => own.dispose());
    await own.connect(login(closed));
    const { id, port } = await own.open(local(80));
    expect(await outcome(await connectTo(port))).toBe('ECONNRESET');
    await expect.poll(() => own.last(id)?.problem?.code, patient).toBe('not-allowed');
    const target = { host: '127.0.0.1', port: 80 };
    const remote = await own.tryOpen({ kind: 'remote', remoteHost: '127.0.0.1', remotePort: 0, target });
    expect(remote).toMatchObject({
      ok: false,
      problem: { code: 'not-allowed', hint: expect.stringContaining('AllowTcpForwarding') },
    });
  });

  it('are listed with what listens on the machine, live', async () => {
    const first = await serve(() => {});
    await ports.client.call('watchPorts', { machine: 0, isOn: true });
    const listed = () => ports.ports.at(-1)?.ports.map(({ port }) => port) ?? [];
    await expect.poll(listed, patient).toContain(first.port);
    expect(ports.ports.at(-1)?.ports.find(({ port }) => port === first.port)).toMatchObject({
      address: '127.0.0.1',
      pid: process.pid,
    });
    const second = await serve(() => {});
    // Whoever looks again need not wait.
    await ports.client.call('watchPorts', { machine: 0, isOn: true });
    await expect.poll(listed, patient).toContain(second.port);
    await ports.client.call('watchPorts', { machine: 0, isOn: false });
  });
});
