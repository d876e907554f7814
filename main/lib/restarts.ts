import type { Clock } from './clock.ts';

/** Decides whether something that crashed may be started again: at most `limit` times within `windowMs`. */
export function createRestartBudget(clock: Clock, limit: number, windowMs: number): { mayRestart(): boolean } {
  let crashes: number[] = [];
  return {
    mayRestart() {
      const now = clock.now();
      crashes = crashes.filter((at) => now - at < windowMs);
      crashes.push(now);
      return crashes.length <= limit;
    },
  };
}
