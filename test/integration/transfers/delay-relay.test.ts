import { createHash, randomBytes } from 'node:crypto';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { DelayRelay } from '../../fixtures/delay-relay/delay-relay.ts';
import { perTest } from '../../fixtures/per-test.ts';

const opened = perTest();

function serve(server: Server): Promise<{ host: string; port: number }> {
  opened.defer(() => void server.close());
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve({ host: '127.0.0.1', port: (server.address() as AddressInfo).port }));
  });
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

test('says how long a round trip takes, and is within a few milliseconds of what it was asked for', async () => {
  const echo = await serve(createServer((socket) => socket.pipe(socket)));
  for (const roundTripMs of [0, 40]) {
    await using relay = await DelayRelay.start(echo, roundTripMs);
    expect(relay.roundTripMs).toBeGreaterThanOrEqual(roundTripMs);
    expect(relay.roundTripMs).toBeLessThan(roundTripMs + 4);
  }
});

test('delays every byte and limits none: much more is on its way than one round trip could carry piece by piece', async () => {
  const sent = randomBytes(64 * 1024 * 1024);
  const source = await serve(createServer((socket) => socket.end(sent)));
  const roundTripMs = 200;
  const relay = opened.use(await DelayRelay.start(source, roundTripMs));
  const startedAt = performance.now();
  const many = await Promise.all(
    Array.from({ length: 4 }, async () => sha256(await buffer(connect({ host: relay.host, port: relay.port })))),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  expect(new Set(many)).toEqual(new Set([sha256(sent)]));
  // In pieces of 256 KiB a round trip each, it would be 51 s for each of the four.
  expect(seconds).toBeGreaterThan(roundTripMs / 1000);
  expect(seconds).toBeLessThan(25);
});

test('passes on that one side has said all it had to say, and the other goes on talking', async () => {
  const server = await serve(
    createServer({ allowHalfOpen: true }, (socket) => {
      let heardBytes = 0;
      socket.on('data', (chunk) => (heardBytes += chunk.length));
      socket.on('end', () => socket.end(`heard ${heardBytes}`));
    }),
  );
  const relay = opened.use(await DelayRelay.start(server, 20));
  const client = connect({ host: relay.host, port: relay.port, allowHalfOpen: true });
  client.end('123456');
  expect((await buffer(client)).toString()).toBe('heard 6');
});
