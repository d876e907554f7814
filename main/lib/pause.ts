import type { Clock } from './clock.ts';

/** Resolves after `forMs` milliseconds. */
export const pause = (clock: Clock, forMs: number): Promise<void> =>
  new Promise((resolve) => void clock.after(forMs, resolve));
