import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { createGate, LOGIN_GRACE_MS, MAX_WAITING } from '../../../main/buildhost/access/gate.ts';
import type { Clock } from '../../../main/lib/clock.ts';

function steppedClock(): Clock & { pass(ms: number): void } {
  let now = 0;
  const tasks = new Set<{ at: number; task: () => void }>();
  return {
    now: () => now,
    after(delayMs, task) {
      const entry = { at: now + delayMs, task };
      tasks.add(entry);
      return () => void tasks.delete(entry);
    },
    pass(ms) {
      now += ms;
      for (const entry of [...tasks].filter(({ at }) => at <= now)) {
        tasks.delete(entry);
        entry.task();
      }
    },
  };
}

it('closes those who do not sign in within the time, leaves the others, and makes room again', async () => {
  const clock = steppedClock();
  const gate = createGate(clock, () => undefined);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  async function arrive(): Promise<{ near: Socket; far: Socket }> {
    const accepted = once(server, 'connection');
    const far = connect(port, '127.0.0.1');
    far.on('error', () => undefined);
    const [near] = (await accepted) as [Socket];
    return { near, far };
  }

  const guests = [];
  for (let number = 0; number < MAX_WAITING; number += 1) guests.push(await arrive());
  expect(guests.map(({ near }) => gate.enter(near))).toEqual(guests.map(() => true));
  const late = await arrive();
  expect(gate.enter(late.near)).toBe(false);
  expect(late.near.destroyed).toBe(true);

  const [member, ...strangers] = guests;
  if (member === undefined) throw new Error('Nobody came.');
  gate.signedIn(member.near);
  expect(gate.enter((await arrive()).near)).toBe(true);
  clock.pass(LOGIN_GRACE_MS - 1);
  expect(strangers.some(({ near }) => near.destroyed)).toBe(false);
  clock.pass(1);
  expect(strangers.every(({ near }) => near.destroyed)).toBe(true);
  expect(member.near.destroyed).toBe(false);

  member.near.destroy();
  server.close();
});
