import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTestClient } from './test-client.ts';
import { answer, WebServer } from './web-server.ts';

const numbers = z.object({ numbers: z.array(z.number()) });

describe('asking a service', () => {
  it('sends the token, the query and JSON, and parses what comes', async () => {
    await using server = await WebServer.start(answer(200, { numbers: [1, 2] }, { 'x-page': '7' }));
    const client = createTestClient(server.origin);
    const reply = await client.json(numbers, {
      method: 'POST',
      path: '/api/count',
      query: { state: ['a b', 'c'], left: undefined, page: 2 },
      body: { from: 1 },
    });
    expect(reply).toMatchObject({ ok: true, value: { value: { numbers: [1, 2] }, status: 200 } });
    expect(reply.ok && reply.value.header('x-page')).toBe('7');
    expect(server.seen[0]).toMatchObject({
      method: 'POST',
      url: '/api/count?state=a+b&state=c&page=2',
      body: '{"from":1}',
      headers: { authorization: 'Bearer the-token', accept: 'application/json', 'user-agent': 'Jumpseat/0.0.0' },
    });
    expect(client.health).toEqual([{ state: 'ready' }]);
  });

  it('says what to do when the token is refused, and quotes the service without its tricks', async () => {
    await using server = await WebServer.start(answer(401, { message: 'Expired\u001b[31m \u202etoken' }));
    const client = createTestClient(server.origin);
    const reply = await client.json(numbers, { path: '/x' });
    expect(reply).toMatchObject({
      ok: false,
      problem: {
        code: 'token-refused',
        message: 'Example CI does not accept the token any more. Example CI says: “Expired token”',
        link: 'https://ci.example.com/tokens',
      },
    });
    expect(client.health).toMatchObject([{ state: 'failed', problem: { code: 'token-refused' } }]);
  });

  it.each([
    [403, { message: 'no' }, 'no-right'],
    [404, '', 'not-found'],
    [422, { message: 'bad' }, 'bad-request'],
    [500, 'oops', 'service-failed'],
  ])('turns a status of %i into a problem', async (status, body, code) => {
    await using server = await WebServer.start(answer(status, body));
    const reply = await createTestClient(server.origin).json(numbers, { path: '/x', method: 'POST' });
    expect(reply).toMatchObject({ ok: false, problem: { code } });
  });

  it('tells a web page from an answer', async () => {
    await using server = await WebServer.start(answer(200, '<!doctype html><title>Sign in</title>'));
    const reply = await createTestClient(server.origin).json(numbers, { path: '/x' });
    expect(reply).toMatchObject({
      problem: { code: 'service-failed', message: 'A web page came instead of an answer of Example CI.' },
    });
  });

  it('names the place of a wrong type, and not what was there', async () => {
    await using server = await WebServer.start(answer(200, { numbers: ['secret-1'] }));
    const reply = await createTestClient(server.origin).json(numbers, { path: '/x' });
    expect(reply).toMatchObject({
      problem: { code: 'service-failed', detail: expect.stringContaining('numbers.0: invalid_type') },
    });
    expect(JSON.stringify(reply)).not.toContain('secret-1');
  });

  it('stops reading an answer that does not end', async () => {
    let sent = 0;
    await using server = await WebServer.start((_request, response) => {
      response.writeHead(200);
      const block = Buffer.alloc(64 * 1024, 'x');
      const write = (): void => {
        while (!response.destroyed && response.write(block)) sent += block.length;
        sent += block.length;
        if (!response.destroyed) response.once('drain', write);
      };
      write();
    });
    const reply = await createTestClient(server.origin).json(numbers, { path: '/x', maxBytes: 1_000_000 });
    expect(reply).toMatchObject({
      problem: { code: 'service-failed', message: expect.stringContaining('longer than') },
    });
    expect(sent).toBeLessThan(16_000_000);
  });

  it('asks nothing without a token', async () => {
    await using server = await WebServer.start(answer(200, {}));
    const client = createTestClient(server.origin, { token: '' });
    expect(await client.json(numbers, { path: '/x' })).toMatchObject({ problem: { code: 'keychain-unavailable' } });
    expect(server.seen).toEqual([]);
  });
});

describe('a service in trouble', () => {
  it('is asked again after a while, and a little later each time', async () => {
    await using server = await WebServer.start(answer(503), answer(502), answer(200, { numbers: [] }));
    const client = createTestClient(server.origin);
    expect(await client.json(numbers, { path: '/x' })).toMatchObject({ ok: true });
    expect(client.pausesMs).toEqual([375, 750]);
    expect(server.seen).toHaveLength(3);
  });

  it('is not asked twice for what changes something', async () => {
    await using server = await WebServer.start(answer(503), answer(200, { numbers: [] }));
    const reply = await createTestClient(server.origin).json(numbers, { path: '/x', method: 'POST' });
    expect(reply).toMatchObject({ problem: { code: 'service-failed' } });
    expect(server.seen).toHaveLength(1);
  });

  it('counts as offline when nobody is there', async () => {
    const server = await WebServer.start(answer(200));
    await server[Symbol.asyncDispose]();
    const client = createTestClient(server.origin);
    expect(await client.json(numbers, { path: '/x' })).toMatchObject({ problem: { code: 'offline' } });
    expect(client.health).toMatchObject([{ state: 'offline' }]);
  });

  it('is given up when the person does not want it any more', async () => {
    await using server = await WebServer.start(() => {});
    const giveUp = new AbortController();
    const client = createTestClient(server.origin);
    const reply = client.json(numbers, { path: '/x', signal: giveUp.signal });
    await expect.poll(() => server.seen.length).toBe(1);
    giveUp.abort();
    expect(await reply).toMatchObject({ problem: { code: 'cancelled' } });
    expect(client.health).toEqual([]);
  });
});

describe('limits', () => {
  it('waits as long as it is told, without asking in between', async () => {
    await using server = await WebServer.start(answer(429, '', { 'retry-after': '120' }), answer(200, { numbers: [] }));
    const client = createTestClient(server.origin);
    const limited = await client.json(numbers, { path: '/x' });
    expect(limited).toMatchObject({
      problem: { code: 'rate-limited', message: expect.stringMatching(/until \d\d:\d\d\.$/) },
    });
    expect(client.health.at(-1)).toMatchObject({ state: 'limited', retryAt: client.clock.nowMs + 120_000 });
    expect(await client.json(numbers, { path: '/y' })).toMatchObject({ problem: { code: 'rate-limited' } });
    expect(server.seen).toHaveLength(1);
    client.clock.nowMs += 120_001;
    expect(await client.json(numbers, { path: '/y' })).toMatchObject({ ok: true });
  });

  it('does not wait for a clock that was set back to come round again', async () => {
    await using server = await WebServer.start(answer(429, '', { 'retry-after': '120' }), answer(200, { numbers: [] }));
    const client = createTestClient(server.origin);
    expect(await client.json(numbers, { path: '/x' })).toMatchObject({ problem: { code: 'rate-limited' } });
    client.clock.nowMs -= 3_600_000;
    expect(await client.json(numbers, { path: '/x' })).toMatchObject({ ok: true });
    expect(client.health.at(-1)).toMatchObject({ state: 'ready' });
  });

  it('asks all the same when the person wants it', async () => {
    await using server = await WebServer.start(answer(429), answer(200, { numbers: [] }));
    const client = createTestClient(server.origin);
    await client.json(numbers, { path: '/x' });
    client.clock.nowMs += 1_000;
    expect(await client.json(numbers, { path: '/x', isAskedFor: true })).toMatchObject({ ok: true });
  });

  it('is not lifted by an answer that was on its way', async () => {
    const held: (() => void)[] = [];
    await using server = await WebServer.start((request, response) => {
      if (request.url === '/limited') return response.writeHead(429, { 'retry-after': '120' }).end();
      held.push(() => response.writeHead(200).end('{"numbers":[]}'));
    });
    const client = createTestClient(server.origin);
    const early = client.json(numbers, { path: '/slow' });
    await expect.poll(() => held.length).toBe(1);
    await client.json(numbers, { path: '/limited' });
    held[0]?.();
    expect(await early).toMatchObject({ ok: true });
    expect(await client.json(numbers, { path: '/next' })).toMatchObject({ problem: { code: 'rate-limited' } });
  });

  it('stops before the allowance is overdrawn', async () => {
    await using server = await WebServer.start(
      answer(200, { numbers: [] }, { 'ratelimit-remaining': '0', 'ratelimit-reset': '60' }),
    );
    const client = createTestClient(server.origin);
    expect(await client.json(numbers, { path: '/x' })).toMatchObject({ ok: true });
    expect(await client.json(numbers, { path: '/x' })).toMatchObject({ problem: { code: 'rate-limited' } });
    expect(server.seen).toHaveLength(1);
  });
});

describe('answers that did not change', () => {
  it('are not sent again when the service knows entity tags', async () => {
    await using server = await WebServer.start((request, response) => {
      if (request.headers['if-none-match'] === '"1"') return response.writeHead(304).end();
      response.writeHead(200, { etag: '"1"' }).end('{"numbers":[3]}');
    });
    const client = createTestClient(server.origin);
    expect(await client.json(numbers, { path: '/x' })).toMatchObject({ value: { isUnchanged: false } });
    expect(await client.json(numbers, { path: '/x' })).toMatchObject({
      value: { isUnchanged: true, value: { numbers: [3] } },
    });
    expect(await client.json(numbers, { path: '/y' })).toMatchObject({ value: { isUnchanged: false } });
  });

  it('are noticed when it does not', async () => {
    await using server = await WebServer.start(
      answer(200, { numbers: [3] }),
      answer(200, { numbers: [3] }),
      answer(200, { numbers: [4] }),
    );
    const client = createTestClient(server.origin);
    const unchanged: unknown[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const reply = await client.json(numbers, { path: '/x' });
      unchanged.push(reply.ok && reply.value.isUnchanged);
    }
    expect(unchanged).toEqual([false, true, false]);
  });
});
