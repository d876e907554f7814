import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dialDirect } from '../../../main/connection/screens/dial-direct.ts';

describe('a direct connection to a screen’s server', () => {
  let server: Server;
  let port: number;
  beforeAll(async () => {
    server = createServer((socket) => socket.on('error', () => {}).end('RFB 003.008\n')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => void server.close());

  const dial = (to: Partial<Parameters<typeof dialDirect>[0]> = {}) =>
    dialDirect({
      host: '127.0.0.1',
      port,
      address: 'the address',
      isElsewhere: false,
      signal: new AbortController().signal,
      ...to,
    });

  test('is a socket, and tells how long a round trip takes', async () => {
    const dialed = await dial();
    if (!dialed.ok) throw new Error(dialed.problem.message);
    expect(dialed.value.latencyMs).toBeLessThan(5_000);
    const chunks: Buffer[] = [];
    for await (const chunk of dialed.value.stream) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toBe('RFB 003.008\n');
  });

  test('that nobody takes is explained', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => closed.once('listening', resolve));
    const free = (closed.address() as AddressInfo).port;
    await new Promise((resolve) => closed.close(resolve));
    expect(await dial({ port: free })).toMatchObject({
      problem: { code: 'connection-refused', message: 'No screen is served at the address.' },
    });
    expect(await dial({ host: 'screen.invalid' })).toMatchObject({ problem: { code: 'not-found' } });
  });

  test('of a service elsewhere never reaches this computer', async () => {
    expect(await dial({ isElsewhere: true })).toMatchObject({ problem: { code: 'not-allowed' } });
    expect(await dial({ host: 'localhost', isElsewhere: true })).toMatchObject({ problem: { code: 'not-allowed' } });
  });

  test('ends when it is given up', async () => {
    const giving = new AbortController();
    const dialing = dial({ signal: giving.signal });
    giving.abort();
    expect(await dialing).toMatchObject({ problem: { code: 'cancelled' } });
    expect(await dial({ signal: giving.signal })).toMatchObject({ problem: { code: 'cancelled' } });
  });
});
