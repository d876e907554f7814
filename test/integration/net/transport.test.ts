import { rmSync } from 'node:fs';
import { connect, createServer as createPlainServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:https';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createNodeTransport } from '../../../main/net/node-transport.ts';
import { answer, WebServer } from '../../unit/http/web-server.ts';
import { makeCertificates, opensslMissing, type Certificates } from './certificates.ts';
import { ChromiumProcess } from './chromium.ts';
import type { Seen, TryRequest } from './transports.ts';

async function listen(server: Server): Promise<{ port: number } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function sendWithNode(
  { proxy, abortAfterMs, names = [], ...request }: TryRequest,
  caFile?: string,
): Promise<Seen> {
  const transport = createNodeTransport({
    caFile,
    resolveProxy: async () => (proxy === undefined ? 'DIRECT' : `PROXY ${proxy}`),
  });
  const control = new AbortController();
  if (abortAfterMs !== undefined) setTimeout(() => control.abort(), abortAfterMs);
  try {
    const whole = {
      method: 'GET' as const,
      headers: {},
      ...request,
      url: new URL(request.url),
      signal: control.signal,
    };
    const response = await transport(whole);
    let text = '';
    for await (const chunk of response.body) text += Buffer.from(chunk).toString();
    return {
      status: response.status,
      headers: Object.fromEntries(names.map((name) => [name, response.header(name)])),
      text,
    };
  } catch (error) {
    return { error: String(error) };
  }
}

let chromium: ChromiumProcess | undefined;
function fail(what: string): never {
  throw new Error(what);
}

let certificates: Certificates | undefined;
beforeAll(async () => {
  if (opensslMissing === undefined) certificates = makeCertificates();
  chromium = await ChromiumProcess.start();
}, 120_000);
afterAll(async () => {
  await chromium?.[Symbol.asyncDispose]();
  if (certificates !== undefined) rmSync(certificates.folder, { recursive: true, force: true });
});

const transports: [string, (request: TryRequest) => Promise<Seen>][] = [
  ["Node's network", (request) => sendWithNode(request)],
  ["Chromium's network", (request) => (chromium ?? fail('Electron did not start.')).send(request)],
];

describe.each(transports)('%s', (_name, send) => {
  it('sends and receives what it is given', async () => {
    await using server = await WebServer.start(answer(201, 'grüße', { 'x-page': '3' }));
    const seen = await send({
      url: `${server.origin}/a?b=c%20d`,
      method: 'POST',
      headers: { authorization: 'Bearer t', range: 'bytes=5-', 'if-none-match': '"1"', 'user-agent': 'Jumpseat/1' },
      body: '{"a":"ü"}',
      names: ['x-page', 'missing'],
    });
    expect(seen).toMatchObject({ status: 201, text: 'grüße', headers: { 'x-page': '3' } });
    expect(server.seen[0]).toMatchObject({
      method: 'POST',
      url: '/a?b=c%20d',
      body: '{"a":"ü"}',
      headers: { authorization: 'Bearer t', range: 'bytes=5-', 'if-none-match': '"1"', 'user-agent': 'Jumpseat/1' },
    });
  });

  it('hands a redirect back and does not follow it', async () => {
    await using server = await WebServer.start(
      answer(302, 'moved', { location: '/elsewhere' }),
      answer(200, 'followed'),
    );
    const seen = await send({ url: `${server.origin}/here`, names: ['location'] });
    expect(seen.status).toBe(302);
    expect(new URL(seen.headers?.['location'] ?? '', server.origin).pathname).toBe('/elsewhere');
    expect(server.seen).toHaveLength(1);
  });

  it('hands "not modified" back', async () => {
    await using server = await WebServer.start(answer(304));
    expect(await send({ url: server.origin, headers: { 'if-none-match': '"1"' } })).toMatchObject({
      status: 304,
      text: '',
    });
  });

  it('keeps no cookies', async () => {
    await using server = await WebServer.start(answer(200, 'ok', { 'set-cookie': 'session=1; Path=/' }));
    await send({ url: server.origin });
    await send({ url: server.origin });
    expect(server.seen.map(({ headers }) => headers.cookie)).toEqual([undefined, undefined]);
  });

  it('gives up when told to', async () => {
    await using server = await WebServer.start(() => {});
    expect(await send({ url: server.origin, abortAfterMs: 200 })).toHaveProperty('error');
  });

  it('says that nobody is there', async () => {
    const server = await WebServer.start(answer(200));
    await server[Symbol.asyncDispose]();
    expect((await send({ url: server.origin })).error).toMatch(/REFUSED/);
  });

  it('trusts no certificate of an unknown CA', async ({ skip }) => {
    skip(opensslMissing !== undefined, opensslMissing);
    const { key, certificate } = certificates ?? fail('There are no certificates.');
    await using server = await listen(
      createTlsServer({ key, cert: certificate }, (_request, response) => response.end('secret')),
    );
    expect((await send({ url: `https://127.0.0.1:${server.port}/` })).error).toMatch(/CERT|self.signed|unable to/i);
  });
});

describe("a CA of one's own", () => {
  beforeEach((context) => context.skip(opensslMissing !== undefined, opensslMissing));
  it('is trusted for the host the certificate names, also through a proxy, and for no other', async () => {
    const { key, certificate, otherHost, caFile } = certificates ?? fail('There are no certificates.');
    const serve = (cert: string) =>
      listen(createTlsServer({ key, cert }, (_request, response) => response.end('secret')));
    await using server = await serve(certificate);
    await using wrong = await serve(otherHost);
    const asked: string[] = [];
    await using proxy = await listen(
      createPlainServer((client) => {
        client.once('data', (head) => {
          asked.push(head.toString().split('\r\n')[0] ?? '');
          const target = connect(server.port, '127.0.0.1', () => {
            client.write('HTTP/1.1 200 Connection established\r\n\r\n');
            client.pipe(target).pipe(client);
          });
          target.on('error', () => client.destroy());
        });
        client.on('error', () => {});
      }),
    );
    const url = `https://127.0.0.1:${server.port}/`;
    expect(await sendWithNode({ url }, caFile)).toMatchObject({ status: 200, text: 'secret' });
    expect((await sendWithNode({ url: `https://127.0.0.1:${wrong.port}/` }, caFile)).error).toMatch(/altname/i);
    expect(await sendWithNode({ url, proxy: `127.0.0.1:${proxy.port}` }, caFile)).toMatchObject({ text: 'secret' });
    expect((await sendWithNode({ url, proxy: `127.0.0.1:${proxy.port}` })).error).toMatch(
      /CERT|self.signed|unable to/i,
    );
    expect(asked).toEqual([`CONNECT 127.0.0.1:${server.port} HTTP/1.1`, `CONNECT 127.0.0.1:${server.port} HTTP/1.1`]);
  });

  it('that cannot be read is told, before anything is sent', async () => {
    const seen = await sendWithNode({ url: 'https://127.0.0.1:9/' }, '/nowhere/ca.pem');
    expect(seen.error).toMatch(/ENOENT/);
  });
});

it("goes through the system's proxy with Chromium", async () => {
  await using proxy = await WebServer.start(answer(200, 'by proxy'));
  await using server = await WebServer.start(answer(200, 'direct'));
  const seen = await (chromium ?? fail('Electron did not start.')).send({
    url: `${server.origin}/x`,
    proxy: new URL(proxy.origin).host,
  });
  expect(seen.text).toBe('by proxy');
  expect(proxy.seen[0]?.url).toBe(`${server.origin}/x`);
});
