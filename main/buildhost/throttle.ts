import type { Clock } from '../lib/clock.ts';

/** Changes of one build are reported at most this often, in milliseconds. */
export const REPORT_INTERVAL_MS = 200;

/** Limits how often each key is reported: the first time at once, then after the interval, always the last state. */
export class Throttle implements AsyncDisposable {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #report: (key: string) => void;
  readonly #waiting = new Map<string, { isDue: boolean; cancel: () => void }>();

  constructor(clock: Clock, intervalMs: number, report: (key: string) => void) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#report = report;
  }

  touch(key: string): void {
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) {
      waiting.isDue = true;
      return;
    }
    this.#pause(key);
    this.#report(key);
  }

  #pause(key: string): void {
    const cancel = this.#clock.after(this.#intervalMs, () => {
      const isDue = this.#waiting.get(key)?.isDue === true;
      this.#waiting.delete(key);
      if (isDue) this.touch(key);
    });
    this.#waiting.set(key, { isDue: false, cancel });
  }

  /** Reports at once what still waits. */
  [Symbol.asyncDispose](): Promise<void> {
    const due = [...this.#waiting].filter(([, { isDue }]) => isDue);
    for (const { cancel } of this.#waiting.values()) cancel();
    this.#waiting.clear();
    for (const [key] of due) this.#report(key);
    return Promise.resolve();
  }
}
