import type { StopReason } from './stop-reason.ts';

/** Builds that run at the same time. */
export const PARALLEL_BUILDS = 2;
/** Builds somebody waits for with a terminal may go beyond that, up to this many in all. */
export const PARALLEL_BUILDS_WITH_ACCESS = 4;

interface Job {
  buildId: string;
  hasAccess: boolean;
  /** Runs the build; never rejects. */
  run(stop: AbortSignal): Promise<void>;
  /** It was stopped before it began. */
  onDropped(reason: StopReason): void;
}

/** Runs a few builds at a time, in order; those with remote access go first. */
export class BuildQueue implements AsyncDisposable {
  #waiting: Job[] = [];
  #isClosed = false;
  readonly #running = new Map<string, { stop: AbortController; done: Promise<void> }>();

  add(job: Job): void {
    if (this.#isClosed) return job.onDropped('closing');
    this.#waiting.push(job);
    this.#next();
  }

  #next(): void {
    for (const job of this.#waiting.toSorted((a, b) => Number(b.hasAccess) - Number(a.hasAccess))) {
      if (this.#running.size >= (job.hasAccess ? PARALLEL_BUILDS_WITH_ACCESS : PARALLEL_BUILDS)) continue;
      this.#waiting = this.#waiting.filter((other) => other !== job);
      const stop = new AbortController();
      const done = job.run(stop.signal).finally(() => {
        this.#running.delete(job.buildId);
        this.#next();
      });
      this.#running.set(job.buildId, { stop, done });
    }
  }

  /** Resolves when nothing of a running build is left, its workspace included. */
  async settled(buildId: string): Promise<void> {
    await this.#running.get(buildId)?.done;
  }

  /** Stops a build; resolves when nothing of it runs any more. */
  async stop(buildId: string, reason: StopReason): Promise<void> {
    const waiting = this.#waiting.find((job) => job.buildId === buildId);
    this.#waiting = this.#waiting.filter((job) => job !== waiting);
    waiting?.onDropped(reason);
    const running = this.#running.get(buildId);
    running?.stop.abort(reason);
    await running?.done;
  }

  /** Stops everything: the app is closing. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    const ids = [...this.#waiting.map(({ buildId }) => buildId), ...this.#running.keys()];
    await Promise.all(ids.map((buildId) => this.stop(buildId, 'closing')));
  }
}
