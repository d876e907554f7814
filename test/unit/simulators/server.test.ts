import { expect, test } from 'vitest';
import { SteppedClock } from '../../simulators/lib/clock.ts';
import { json, text } from '../../simulators/lib/exchange.ts';
import { SimulatorServer } from '../../simulators/lib/server.ts';
import { stepUntil } from '../../simulators/lib/step-until.ts';

async function start(): Promise<{
  server: SimulatorServer;
  clock: SteppedClock;
  [Symbol.asyncDispose](): Promise<void>;
}> {
  const clock = new SteppedClock();
  const server = await SimulatorServer.start({
    clock,
    authorize: ({ headers }) => (headers.authorization === 'Bearer good' ? undefined : json({ message: 'no' }, 401)),
  });
  server.on('GET', '/project/:slug(.+)/job/:number', ({ params }) => json(params));
  server.on('POST', '/jobs', ({ body, query }) => json({ body, states: query.getAll('states') }, 201));
  server.onOpen('GET', '/signed', () => text('log\n'));
  return { server, clock, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const headers = { authorization: 'Bearer good' };

test('routes answer with parameters, query and body, and every exchange is recorded', async () => {
  await using simulated = await start();
  const { origin, exchanges } = simulated.server;
  const job = await fetch(`${origin}/project/gh%2Facme%2Fshop/job/12`, { headers });
  expect(await job.json()).toEqual({ slug: 'gh/acme/shop', number: '12' });
  const created = await fetch(`${origin}/jobs?states=A&states=B`, { method: 'POST', headers, body: '{"a":1}' });
  expect(await created.json()).toEqual({ body: { a: 1 }, states: ['A', 'B'] });
  expect((await fetch(`${origin}/jobs`, { method: 'POST' })).status).toBe(401);
  expect(await (await fetch(`${origin}/signed`)).text()).toBe('log\n');
  expect((await fetch(`${origin}/nowhere`, { headers })).status).toBe(404);
  expect(exchanges.map(({ method, route, status }) => [method, route, status])).toEqual([
    ['GET', '/project/:slug(.+)/job/:number', 200],
    ['POST', '/jobs', 201],
    ['POST', '/jobs', 401],
    ['GET', '/signed', 200],
    ['GET', undefined, 404],
  ]);
  expect(exchanges[1]).toMatchObject({ body: { a: 1 }, reply: { body: { a: 1 } }, isFault: false });
});

test('faults befall the requests they are meant for, as often as they are meant to', async () => {
  await using simulated = await start();
  const { server } = simulated;
  server.fail({
    fault: { kind: 'reply', reply: json({ message: 'slow down' }, 429, { 'retry-after': '7' }) },
    times: 2,
  });
  server.fail({ fault: { kind: 'redirect', to: 'http://other.example/' }, path: /^\/sig/ });
  const limited = await fetch(`${server.origin}/signed`);
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
  expect((await fetch(`${server.origin}/jobs`, { method: 'POST', headers })).status).toBe(429);
  const moved = await fetch(`${server.origin}/signed`, { redirect: 'manual' });
  expect([moved.status, moved.headers.get('location')]).toEqual([302, 'http://other.example/']);
  expect((await fetch(`${server.origin}/signed`)).status).toBe(200);
  server.fail({ fault: { kind: 'cut' } });
  await expect(fetch(`${server.origin}/signed`)).rejects.toThrow('fetch failed');
  server.fail({ fault: { kind: 'cut', when: 'in-body' } });
  await expect(fetch(`${server.origin}/signed`).then((reply) => reply.text())).rejects.toThrow('terminated');
  server.fail({ fault: { kind: 'raw', bytes: 'SSH-2.0-not-http\r\n' } });
  await expect(fetch(`${server.origin}/signed`)).rejects.toThrow('fetch failed');
  server.fail({ fault: { kind: 'huge', sizeBytes: 1_000_000 } });
  expect((await (await fetch(`${server.origin}/signed`)).text()).length).toBeGreaterThan(1_000_000);
  expect(server.exchanges.filter(({ isFault }) => isFault)).toHaveLength(7);
});

test('a late answer comes when its time has passed, and time passes only when it is let', async () => {
  await using simulated = await start();
  const { server, clock } = simulated;
  server.fail({ fault: { kind: 'delay', delayMs: 30_000 } });
  let answered = 0;
  const asked = fetch(`${server.origin}/signed`).then(() => (answered = clock.now()));
  const began = clock.now();
  await expect.poll(() => clock.waiting).toBe(1);
  expect(answered).toBe(0);
  await clock.advance(29_999);
  await stepUntil(clock, () => answered > 0, { stepMs: 1, limitMs: 10 });
  await asked;
  expect(answered - began).toBeGreaterThanOrEqual(30_000);
});
