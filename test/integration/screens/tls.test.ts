import { X509Certificate } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { connect, createServer as createPlainServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:tls';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTls } from '../../../main/connection/screens/tls.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import { describeNeeding } from '../../fixtures/needs.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { makeCertificates, opensslMissing, type Certificates } from '../net/certificates.ts';

const { defer } = perTest();

async function dial(server: Server): Promise<Socket> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  defer(() => {
    socket.destroy();
    server.close();
  });
  return socket;
}

describeNeeding(opensslMissing, 'TLS with the server of a screen', () => {
  let certificates: Certificates;
  const { signal } = new AbortController();
  const options = { clock: systemClock, signal };
  beforeAll(() => {
    certificates = makeCertificates();
  });
  afterAll(() => rmSync(certificates.folder, { recursive: true, force: true }));

  test('takes any certificate, and tells what it is', async () => {
    const ca = readFileSync(certificates.caFile, 'utf8');
    const { key, certificate } = certificates;
    const server = createServer({ key, cert: `${certificate}${ca}` }, (peer) => peer.pipe(peer));
    const started = await startTls(await dial(server), options);
    if (!started.ok) throw new Error(started.problem.message);
    const { stream, certificate: shown } = started.value;
    const [leaf, issuer] = [new X509Certificate(certificate), new X509Certificate(ca)];
    expect(shown).toEqual({ sha256: leaf.fingerprint256, subject: 'Test server', chain: [leaf.raw, issuer.raw] });
    const echo = new Promise((resolve) => stream.once('data', (bytes: Buffer) => resolve(bytes.toString())));
    stream.write('hello');
    expect(await echo).toBe('hello');
  });

  test('says what became of a server that does not speak it', async () => {
    const garbage = createPlainServer((socket) => socket.end('no TLS, but long enough to be looked at'));
    expect(await startTls(await dial(garbage), options)).toMatchObject({ problem: { code: 'protocol-error' } });
    const gone = createPlainServer((socket) => socket.once('data', () => socket.destroy()));
    expect(await startTls(await dial(gone), options)).toMatchObject({ problem: { code: 'connection-lost' } });
    const old = createServer({
      key: certificates.key,
      cert: certificates.certificate,
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
    });
    old.on('tlsClientError', () => {});
    expect(await startTls(await dial(old), options)).toMatchObject({ problem: { code: 'protocol-error' } });
  });

  test('is given up at once', async () => {
    const ending = new AbortController();
    const sockets: Socket[] = [];
    const silent = createPlainServer((socket) => sockets.push(socket.on('error', () => {})));
    const socket = await dial(silent);
    const starting = startTls(socket, { clock: systemClock, signal: ending.signal });
    ending.abort();
    await expect(starting).resolves.toMatchObject({ problem: { code: 'cancelled' } });
    expect(socket.destroyed).toBe(true);
    await vi.waitUntil(() => sockets.length === 1, 20_000);
    for (const peer of sockets) peer.destroy();
  });
});
