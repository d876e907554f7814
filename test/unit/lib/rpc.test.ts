import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { fail, ok } from '../../../main/lib/result.ts';
import { createClient, serve, type Wire } from '../../../main/lib/rpc.ts';

const tables = {
  calls: { double: { input: z.number(), output: z.number() }, hang: { input: z.undefined(), output: z.undefined() } },
  events: { tick: z.object({ count: z.number() }) },
};

function connect() {
  const listeners: { a?: (message: unknown, ports: never[]) => void; b?: (message: unknown, ports: never[]) => void } =
    {};
  const a: Wire<never> = {
    send: (message) => void setImmediate().then(() => listeners.b?.(structuredClone(message), [])),
    listen: (listener) => void (listeners.a = listener),
  };
  const b: Wire<never> = {
    send: (message) => void setImmediate().then(() => listeners.a?.(structuredClone(message), [])),
    listen: (listener) => void (listeners.b = listener),
  };
  return { a, b };
}

function pair(double: (n: number) => unknown) {
  const { a, b } = connect();
  const malformed: string[] = [];
  const emit = serve(b, tables, {
    double: (n) => ok(double(n) as number),
    hang: () => new Promise(() => {}),
  });
  const client = createClient(a, tables, (detail) => malformed.push(detail));
  return { a, client, emit, malformed };
}

test('answers calls and tells events', async () => {
  const { client, emit } = pair((n) => n * 2);
  const seen: number[] = [];
  client.on('tick', ({ count }) => seen.push(count));
  emit('tick', { count: 7 });
  expect(await client.call('double', 21)).toEqual({ ok: true, value: 42 });
  expect(seen).toEqual([7]);
});

test('refuses malformed input, reports malformed output and events', async () => {
  const { a, client, emit, malformed } = pair(() => 'not a number');
  expect(await client.call('double', 'x' as never)).toMatchObject({ ok: false, problem: { code: 'bad-request' } });
  expect(await client.call('double', 1)).toMatchObject({ ok: false, problem: { code: 'internal' } });
  emit('tick', { count: 'many' } as never);
  a.send({ kind: 'nonsense' });
  await setImmediate();
  await setImmediate();
  expect(malformed).toEqual(['reply to double', 'event tick']);
});

test('does not take inherited names for calls', async () => {
  const { client } = pair((n) => n);
  expect(await client.call('constructor' as never, undefined as never)).toMatchObject({
    ok: false,
    problem: { code: 'bad-request' },
  });
});

test('fails waiting and later calls when the other side is gone', async () => {
  const { client } = pair((n) => n);
  const waiting = client.call('hang', undefined);
  client.fail(fail('process-crashed', 'It stopped.'));
  expect(await waiting).toMatchObject({ ok: false, problem: { code: 'process-crashed' } });
  expect(await client.call('double', 1)).toMatchObject({ ok: false, problem: { code: 'process-crashed' } });
});

test('tells a living side from a silent one', async () => {
  const { client } = pair((n) => n);
  expect(await client.ping(5000)).toBe(true);
  const silent = createClient<typeof tables.calls, typeof tables.events, never>(
    { send: () => {}, listen: () => {} },
    tables,
    () => {},
  );
  expect(await silent.ping(20)).toBe(false);
});
