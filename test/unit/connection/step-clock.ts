import type { Clock } from '../../../main/lib/clock.ts';

/** A clock that stands still until it is told to go on. */
export class StepClock implements Clock {
  #now = 1_000_000;
  #tasks: { at: number; run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(delayMs: number, task: () => void): () => void {
    const entry = { at: this.#now + delayMs, run: task };
    this.#tasks.push(entry);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== entry);
    };
  }

  /** Lets time pass and what was due happen, each task at its own moment. */
  async pass(durationMs: number): Promise<void> {
    const end = this.#now + durationMs;
    for (;;) {
      await settle();
      const next = this.#tasks.toSorted((one, other) => one.at - other.at)[0];
      if (next === undefined || next.at > end) break;
      this.#tasks = this.#tasks.filter((other) => other !== next);
      this.#now = next.at;
      next.run();
    }
    this.#now = end;
    await settle();
  }

  get waiting(): number {
    return this.#tasks.length;
  }
}

/** Lets promises that are due run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
