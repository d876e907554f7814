import type { Clock } from '../../../main/lib/clock.ts';

/** Where a simulator takes its time from. */
export interface SimulatorClock extends Clock {
  now(): number;
  after(delayMs: number, task: () => void): () => void;
}

/** Sunday, 22 November 2026, noon UTC: where stepped time begins unless a test says otherwise. */
const START_MS = Date.UTC(2026, 10, 22, 12);

/** A clock that stands still until a test lets time pass. Give the same one to the simulator and to the code under test. */
export class SteppedClock implements SimulatorClock {
  #nowMs: number;
  #tasks: { atMs: number; run: () => void }[] = [];

  constructor(startMs = START_MS) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, task: () => void): () => void {
    const entry = { atMs: this.#nowMs + Math.max(0, delayMs), run: task };
    this.#tasks.push(entry);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== entry);
    };
  }

  /** Lets time pass; what falls due happens at its own moment, and what it sets off within this process gets its turn. */
  async advance(durationMs: number): Promise<void> {
    const endMs = this.#nowMs + durationMs;
    for (;;) {
      await turn();
      const next = this.#tasks.toSorted((one, other) => one.atMs - other.atMs)[0];
      if (next === undefined || next.atMs > endMs) break;
      this.#tasks = this.#tasks.filter((other) => other !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.run();
    }
    this.#nowMs = endMs;
    await turn();
  }

  /** When the next task falls due; undefined when none waits. */
  get nextAt(): number | undefined {
    return this.#tasks.length === 0 ? undefined : Math.min(...this.#tasks.map(({ atMs }) => atMs));
  }

  /** Tasks that wait for their time. */
  get waiting(): number {
    return this.#tasks.length;
  }
}

/** The computer's own time, or a multiple of it. */
export class RealClock implements SimulatorClock {
  readonly #factor: number;
  readonly #startedAtMs = Date.now();

  /** @param factor how many of its seconds pass in one of ours */
  constructor(factor = 1) {
    this.#factor = factor;
  }

  now(): number {
    return Math.round(this.#startedAtMs + (Date.now() - this.#startedAtMs) * this.#factor);
  }

  after(delayMs: number, task: () => void): () => void {
    const timer = setTimeout(task, Math.max(0, delayMs) / this.#factor);
    return () => clearTimeout(timer);
  }
}

/** One turn of the event loop: promises that are due run, and what already arrived on sockets is read. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
