import type { Clock } from './clock.ts';

/** Between two looks the clocks differ by this much without anybody having set one; milliseconds. */
const JITTER_MS = 2_000;

/**
 * Moments on a clock that nobody sets. Kept that way, they are right again on the computer's clock after it was set, or
 * after hours of sleep.
 */
export interface SteadyTime {
  /** Now. */
  mark(): number;
  /** @param at in milliseconds since the epoch, as the computer's clock has it now */
  toMark(at: number): number;
  /** In milliseconds since the epoch, as the computer's clock has it now. */
  toWall(mark: number): number;
}

/** @param uptimeMs milliseconds since the computer was started, its sleep included */
export function createSteadyTime(clock: Clock, uptimeMs: () => number): SteadyTime {
  let aheadMs = clock.now() - uptimeMs();
  function ahead(): number {
    const difference = clock.now() - uptimeMs();
    // Otherwise the same moment would be another one at every look.
    if (Math.abs(difference - aheadMs) >= JITTER_MS) aheadMs = difference;
    return aheadMs;
  }
  return {
    mark: () => clock.now() - ahead(),
    toMark: (at) => at - ahead(),
    toWall: (mark) => Math.round(mark + ahead()),
  };
}
