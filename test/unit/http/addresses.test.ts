import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ServiceManners } from '../../../main/lib/http/http-client.ts';
import { addressOf, redirected, type Prepared } from '../../../main/lib/http/prepare.ts';
import { createTestClient } from './test-client.ts';
import { answer, WebServer } from './web-server.ts';

const base = 'https://ci.example.com';

describe('an address', () => {
  it.each([
    '/projects/../me/tokens',
    '/projects/..',
    '/projects/./x',
    '/projects/%2e%2e/me',
    '/projects/.%2E/me',
    '/projects/a\\b',
    '/projects/a\nb',
    '/projects/a b',
    '/projects/a\tb?x=1',
  ])('%j leads somewhere else than it says, and is none', (path) => {
    expect(addressOf(base, { path })).toBeUndefined();
  });

  it.each(['/projects/..a', '/projects/%2e%2ea', '/projects/a..b/x?from=../up', '/projects/gh%2Facme', '//twice'])(
    '%j is one',
    (path) => {
      expect(addressOf(base, { path })?.href).toBe(`${base}${path}`);
    },
  );

  it.each([
    'http://127.0.0.1:9229/json',
    'https://localhost/',
    'https://127.1/',
    'https://[::1]/',
    'https://169.254.169.254/',
  ])('%s is not asked for a service elsewhere', (path) => {
    expect(addressOf(base, { path, authorization: 'none' })).toBeUndefined();
    expect(addressOf('http://127.0.0.1:1', { path, authorization: 'none' })?.href).toBeDefined();
  });
});

describe('a redirect', () => {
  const manners: ServiceManners = {
    name: 'Example CI',
    baseUrl: base,
    authorize: (token) => ({ authorization: token }),
    errorText: () => undefined,
    tokenPage: base,
  };
  const request = (origin: string): Prepared => ({ method: 'GET', url: new URL('/api', origin), headers: {} });

  it.each(['http://127.0.0.1:9229/json', 'http://localhost:631/', 'https://0x7f.1/', 'http://[::1]/'])(
    'of a service elsewhere does not lead to %s',
    (location) => {
      const next = redirected(manners, request(base), { status: 302, location });
      expect(next).toEqual({ refusal: expect.stringMatching(/this computer|not encrypted/) as string });
    },
  );

  it('of a service on this computer may stay there', () => {
    const next = redirected(manners, request('http://127.0.0.1:1'), { status: 302, location: 'http://127.0.0.1:2/x' });
    expect(next).toMatchObject({ url: new URL('http://127.0.0.1:2/x') });
  });
});

describe('a refusal of the place where files are kept', () => {
  it('says nothing about the token', async () => {
    await using storage = await WebServer.start(answer(401, { message: 'expired' }));
    await using server = await WebServer.start(answer(302, undefined, { location: `${storage.origin}/signed/S3CRET` }));
    const client = createTestClient(server.origin);
    const refused = await client.bytes({ path: '/log' });
    expect(refused).toMatchObject({ problem: { code: 'no-right' } });
    expect(client.health.map(({ state }) => state)).not.toContain('failed');
  });

  it.each([401, 403, 404, 410, 429, 500])('with status %i names no path of it', async (status) => {
    await using storage = await WebServer.start(answer(status, { message: 'no' }));
    await using server = await WebServer.start(
      answer(302, undefined, { location: `${storage.origin}/signed/S3CRET?k=S3CRET` }),
    );
    const client = createTestClient(server.origin);
    const moved = await client.bytes({ path: '/log' });
    const direct = await client.stream({ path: `${storage.origin}/signed/S3CRET`, authorization: 'none' });
    expect([moved.ok, direct.ok]).toEqual([false, false]);
    expect(JSON.stringify([moved, direct])).not.toContain('S3CRET');
  });
});

it.each([401, 403, 429, 500])('a refusal with status %i leaves no connection open', async (status) => {
  let isClosed = false;
  await using server = await WebServer.start((_request, response) => {
    response.on('close', () => (isClosed = true));
    response.writeHead(status, { 'retry-after': '1000' });
    // Longer than anybody reads of it, and longer than what waits between the two.
    response.write('x'.repeat(1_000_000));
  });
  expect(await createTestClient(server.origin).json(z.unknown(), { path: '/' })).toMatchObject({ ok: false });
  await expect.poll(() => isClosed).toBe(true);
});

it('an answer that comes byte by byte is given up in the end', async () => {
  await using server = await WebServer.start((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const dripping = setInterval(() => response.write('1'), 5);
    response.on('close', () => clearInterval(dripping));
  });
  const client = createTestClient(server.origin);
  const reading = client.json(z.unknown(), { path: '/', method: 'POST' });
  await expect.poll(() => server.seen.length).toBe(1);
  const passing = setInterval(() => (client.clock.nowMs += 1_000), 5);
  expect(await reading).toMatchObject({ problem: { code: 'timed-out' } });
  clearInterval(passing);
});

it.each(['S3CR3T-KEY', '{"key": S3CR3T-KEY', '{"key": "S3CR3T-KEY', '{"a":1}S3CR3T', '["S3CR3T", x'])(
  'a reply that is no JSON is not quoted: %s',
  async (body) => {
    await using server = await WebServer.start(answer(200, body));
    const reply = await createTestClient(server.origin).json(z.unknown(), { path: '/key' });
    expect(reply).toMatchObject({ problem: { code: 'service-failed', message: expect.stringContaining('not JSON') } });
    expect(JSON.stringify(reply)).not.toMatch(/S3|CR3T|3T-/);
  },
);
