/** Over how long a rate is taken. */
const SPAN_MS = 6_000;
/** Samples closer together than this are one. */
const STEP_MS = 250;
/** Before this long nobody can tell. */
const LEAST_MS = 500;

interface Sample {
  at: number;
  bytes: number;
}

/** Bytes per second over the last seconds. */
export class RateMeter {
  #samples: Sample[] = [];

  /** @param bytes in all, so far */
  sample(now: number, bytes: number): void {
    const last = this.#samples.at(-1);
    // A clock that was set back, or bytes that must be sent again: what was before says nothing.
    if (last !== undefined && (now < last.at || bytes < last.bytes)) this.#samples = [];
    if (last === undefined || now - last.at >= STEP_MS || this.#samples.length === 0) {
      this.#samples.push({ at: now, bytes });
    }
    // One sample from before the span stays: the span is measured from it.
    while ((this.#samples[1]?.at ?? now) <= now - SPAN_MS) this.#samples.shift();
  }

  rate(now: number, bytes: number): number | undefined {
    const [first] = this.#samples;
    if (first === undefined || now - first.at < LEAST_MS) return undefined;
    return Math.max(0, ((bytes - first.bytes) * 1000) / (now - first.at));
  }

  reset(): void {
    this.#samples = [];
  }
}
