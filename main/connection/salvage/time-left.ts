import type { Clock } from '../../lib/clock.ts';

/** The machine may go a little early, and the last bytes have to get here. */
export const MARGIN_MS = 2_000;
/** The least that a part takes: a few answers of the machine. */
const LEAST_MS = 1_500;
const ROUND_TRIPS = 5;
/** Before so much has come, nobody can tell how fast it comes. */
const LEAST_BYTES = 64 * 1024;
const LEAST_SPAN_MS = 200;
/** Of what the rate promises, so much is counted on. */
const TRUST = 0.8;

/** What can still be done before the machine goes, by how fast it was so far. */
export class TimeLeft {
  readonly #clock: Clock;
  readonly #until: number | undefined;
  #bytes = 0;
  #spentMs = 0;

  /** @param until milliseconds since the epoch; undefined: there is no hurry */
  constructor(clock: Clock, until: number | undefined) {
    this.#clock = clock;
    this.#until = until === undefined ? undefined : until - MARGIN_MS;
  }

  /** So much came in this time. */
  moved(bytes: number, spentMs: number): void {
    this.#bytes += bytes;
    this.#spentMs += Math.max(0, spentMs);
  }

  /** Milliseconds; without end when nobody knows of one. */
  get remainingMs(): number {
    return this.#until === undefined ? Number.POSITIVE_INFINITY : Math.max(0, this.#until - this.#clock.now());
  }

  /** Whether anything can be begun at all. */
  canBegin(latencyMs: number | undefined): boolean {
    return this.remainingMs >= Math.max(LEAST_MS, ROUND_TRIPS * (latencyMs ?? 0));
  }

  /** Bytes that can come until then; without limit while nobody can tell. */
  get roomBytes(): number {
    const { remainingMs } = this;
    if (remainingMs === Number.POSITIVE_INFINITY || remainingMs === 0) return remainingMs;
    if (this.#bytes < LEAST_BYTES || this.#spentMs < LEAST_SPAN_MS) return Number.POSITIVE_INFINITY;
    return Math.floor((this.#bytes / this.#spentMs) * remainingMs * TRUST);
  }
}
