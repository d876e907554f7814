import { expect, test } from 'vitest';
import { createSteadyTime } from '../../../main/lib/steady-time.ts';

/** A computer whose clock and uptime a test sets. */
function computer() {
  let nowMs = 5_000_000;
  let upMs = 100_000;
  const clock = { now: () => nowMs, after: () => () => {} };
  const time = createSteadyTime(clock, () => upMs);
  return {
    time,
    now: () => nowMs,
    pass: (ms: number) => {
      nowMs += ms;
      upMs += ms;
    },
    set: (byMs: number) => (nowMs += byMs),
  };
}

test('a moment is as long ago as it is, whatever was done to the clock', () => {
  const { time, now, pass, set } = computer();
  const mark = time.mark();
  for (const byMs of [3_600_000, -7_200_000, 86_400_000]) {
    pass(60_000);
    set(byMs);
    pass(60_000);
  }
  expect(time.mark() - mark).toBe(360_000);
  expect(now() - time.toWall(mark)).toBe(360_000);
  expect(time.toWall(time.toMark(now() - 5))).toBe(now() - 5);
});

test('a moment does not move with the jitter between two clocks', () => {
  const { time, pass, set } = computer();
  const at = time.toWall(time.mark());
  const mark = time.toMark(at);
  for (const byMs of [800, -1_500, 700]) {
    pass(1_000);
    set(byMs);
    expect(time.toWall(mark)).toBe(at);
  }
});
