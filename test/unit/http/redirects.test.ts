import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createTestClient } from './test-client.ts';
import { answer, WebServer } from './web-server.ts';

describe('redirects', () => {
  it('keep the token with its own origin', async () => {
    await using storage = await WebServer.start(answer(200, 'the log'));
    await using server = await WebServer.start((request, response) => {
      if (request.url === '/moved') return response.writeHead(302, { location: '/log' }).end();
      response.writeHead(302, { location: `${storage.origin}/signed?key=1` }).end();
    });
    const client = createTestClient(server.origin, {
      manners: { authorize: (token) => ({ authorization: `Token ${token}`, 'x-special': token }) },
    });
    const reply = await client.bytes({ path: '/moved', headers: { range: 'bytes=3-' } });
    expect(reply.ok && new TextDecoder().decode(reply.value.bytes)).toBe('the log');
    expect(server.seen.map(({ headers }) => headers.authorization)).toEqual(['Token the-token', 'Token the-token']);
    expect(JSON.stringify(storage.seen)).not.toContain('the-token');
    expect(storage.seen[0]?.headers['range']).toBe('bytes=3-');
  });

  it('to another host are no answer of the API', async () => {
    await using other = await WebServer.start(answer(200, { fine: true }));
    await using server = await WebServer.start(answer(307, undefined, { location: `${other.origin}/api` }));
    const client = createTestClient(server.origin);
    expect(await client.json(z.unknown(), { path: '/api' })).toMatchObject({
      problem: { code: 'service-failed', message: expect.stringContaining(new URL(other.origin).host) },
    });
    expect(JSON.stringify(other.seen)).not.toContain('the-token');
    const posted = await client.json(z.unknown(), { path: '/api', method: 'POST', body: { secret: 1 } });
    expect(posted).toMatchObject({ problem: { code: 'service-failed' } });
    expect(other.seen.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it.each(['http://example.com/', 'https://user:password@example.com/', 'file:///etc/passwd', ''])(
    'to %s are not followed',
    async (location) => {
      await using server = await WebServer.start(answer(302, undefined, { location }));
      const reply = await createTestClient(server.origin).bytes({ path: '/x' });
      expect(reply).toMatchObject({ ok: false, problem: { code: 'service-failed' } });
      expect(server.seen.length).toBeLessThan(8);
    },
  );

  it('in a circle come to an end', async () => {
    await using server = await WebServer.start(answer(302, undefined, { location: '/x' }));
    expect(await createTestClient(server.origin).bytes({ path: '/x' })).toMatchObject({
      problem: { code: 'service-failed' },
    });
    expect(server.seen).toHaveLength(6);
  });

  it('never send a token to an address that was asked for on another origin', async () => {
    await using other = await WebServer.start(answer(200, 'signed'));
    await using server = await WebServer.start(answer(200, {}));
    const client = createTestClient(server.origin);
    expect(await client.bytes({ path: `${other.origin}/file` })).toMatchObject({ ok: false });
    expect(other.seen).toEqual([]);
    expect(await client.bytes({ path: `${other.origin}/file`, authorization: 'none' })).toMatchObject({ ok: true });
    expect(other.seen[0]?.headers.authorization).toBeUndefined();
  });
});
