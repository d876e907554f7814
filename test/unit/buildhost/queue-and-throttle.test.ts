import { describe, expect, it } from 'vitest';
import { BuildQueue, PARALLEL_BUILDS, PARALLEL_BUILDS_WITH_ACCESS } from '../../../main/buildhost/run/build-queue.ts';
import { Throttle } from '../../../main/buildhost/throttle.ts';

function steppedClock() {
  let now = 0;
  let timers: { at: number; task: () => void }[] = [];
  return {
    now: () => now,
    after(delayMs: number, task: () => void) {
      const timer = { at: now + delayMs, task };
      timers.push(timer);
      return () => void (timers = timers.filter((other) => other !== timer));
    },
    pass(ms: number) {
      const end = now + ms;
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers = timers.filter((other) => other !== next);
        now = next.at;
        next.task();
      }
      now = end;
    },
  };
}

describe('reports', () => {
  it('come at once, then at most five times a second, always with the last state', async () => {
    const clock = steppedClock();
    let state = 0;
    const reports: { at: number; key: string; state: number }[] = [];
    await using throttle = new Throttle(clock, 200, (key) => reports.push({ at: clock.now(), key, state }));
    for (; state < 95; state++) {
      throttle.touch('a');
      clock.pass(10);
    }
    throttle.touch('b');
    clock.pass(1000);
    const ofA = reports.filter(({ key }) => key === 'a');
    expect(ofA.map(({ at }) => at)).toEqual([0, 200, 400, 600, 800, 1000]);
    expect(ofA.at(-1)?.state).toBe(95);
    expect(reports.filter(({ key }) => key === 'b')).toHaveLength(1);
  });

  it('that still wait are made when it ends', async () => {
    const reports: string[] = [];
    const throttle = new Throttle(steppedClock(), 200, (key) => reports.push(key));
    throttle.touch('a');
    throttle.touch('a');
    await throttle[Symbol.asyncDispose]();
    expect(reports).toEqual(['a', 'a']);
  });
});

describe('the queue', () => {
  function begin() {
    const queue = new BuildQueue();
    const events: string[] = [];
    const finish = new Map<string, () => void>();
    const add = (buildId: string, hasAccess = false): void =>
      queue.add({
        buildId,
        hasAccess,
        onDropped: (reason) => events.push(`${buildId} dropped: ${reason}`),
        run(stop) {
          events.push(`${buildId} runs`);
          const { promise, resolve } = Promise.withResolvers<void>();
          finish.set(buildId, resolve);
          stop.addEventListener('abort', () => {
            events.push(`${buildId} stopped: ${String(stop.reason)}`);
            resolve();
          });
          return promise;
        },
      });
    return { queue, events, finish, add };
  }

  it('runs a few at a time in order, and lets those with remote access past', async () => {
    const { queue, events, finish, add } = begin();
    for (const name of ['a', 'b', 'c', 'd']) add(name);
    expect(events).toEqual(['a runs', 'b runs']);
    add('s', true);
    add('t', true);
    add('u', true);
    expect(events.slice(PARALLEL_BUILDS)).toEqual(['s runs', 't runs']);
    expect(events).toHaveLength(PARALLEL_BUILDS_WITH_ACCESS);
    finish.get('a')?.();
    await queue.stop('b', 'cancelled');
    expect(events.slice(4)).toEqual(['b stopped: cancelled', 'u runs']);
    await queue.stop('d', 'cancelled');
    expect(events.slice(6)).toEqual(['d dropped: cancelled']);
    for (const name of ['s', 't', 'u']) finish.get(name)?.();
    await queue.settled('u');
    expect(events.slice(7)).toEqual(['c runs']);
    finish.get('c')?.();
    await queue[Symbol.asyncDispose]();
  });

  it('drops what waits and stops what runs when the app closes, and takes nothing more', async () => {
    const { queue, events, add } = begin();
    for (const name of ['a', 'b', 'c']) add(name);
    await queue[Symbol.asyncDispose]();
    add('late');
    expect(events.slice(2).toSorted()).toEqual([
      'a stopped: closing',
      'b stopped: closing',
      'c dropped: closing',
      'late dropped: closing',
    ]);
  });
});
