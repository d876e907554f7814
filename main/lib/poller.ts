import type { Clock } from './clock.ts';
import type { Pace, PaceSource } from './pace.ts';

/** How much longer the pauses are in each pace. */
const STRETCH: Record<Exclude<Pace, 'stopped'>, number> = { active: 1, relaxed: 5 };

export interface Poller extends Disposable {
  /** Asks at once, unless it is asking already; the next pause counts from the answer. */
  now(): Promise<void>;
  /** Pause between an answer and the next question, in milliseconds at the active pace; undefined: no further ones. */
  every(intervalMs: number | undefined): void;
}

interface Options {
  clock: Clock;
  pace: PaceSource;
  /** Between 0 and 1; spreads the questions of several accounts. */
  random(): number;
  /** Asks; may not reject. */
  task(): Promise<unknown>;
  /** Pauses do not grow when nobody looks: for the machine somebody waits for. */
  isUrgent?: boolean;
}

/**
 * Asks again and again, never twice at a time. Pauses vary by a tenth, stretch at a relaxed pace and last until the end
 * of a stopped one, after which it asks at once.
 */
export function createPoller({ clock, pace, random, task, isUrgent = false }: Options): Poller {
  let intervalMs: number | undefined;
  let asking: Promise<void> | undefined;
  let isDisposed = false;
  let askedAt = Number.NEGATIVE_INFINITY;
  let cancel = (): void => {};

  function pauseMs(): number | undefined {
    if (intervalMs === undefined || pace.current === 'stopped') return undefined;
    const stretch = isUrgent ? 1 : STRETCH[pace.current];
    return intervalMs * stretch * (0.95 + 0.1 * random());
  }

  function plan(): void {
    cancel();
    const pause = pauseMs();
    if (pause === undefined || isDisposed || asking !== undefined) return;
    // A clock that was set back would otherwise make the pause longer by as much.
    const waitMs = Math.min(pause, Math.max(0, askedAt + pause - clock.now()));
    cancel = clock.after(waitMs, () => void now());
  }

  function now(): Promise<void> {
    if (isDisposed) return Promise.resolve();
    cancel();
    asking ??= task()
      .catch(() => {})
      .then(() => {
        asking = undefined;
        askedAt = clock.now();
        plan();
      });
    return asking;
  }

  const forget = pace.onChange(plan);
  return {
    now,
    every(next) {
      intervalMs = next;
      plan();
    },
    [Symbol.dispose]() {
      isDisposed = true;
      forget();
      cancel();
    },
  };
}
