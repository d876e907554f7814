import { flow } from '../contract/flow.ts';
import type { Clock } from '../lib/clock.ts';
import type { StreamPort } from './stream-port.ts';

/** A batch this large is sent without waiting for more. */
const FULL_BATCH_BYTES = 65_536;

/**
 * Sends a terminal's output through a port: the first chunk at once, what follows within a few milliseconds together.
 * Counts what the window has not yet acknowledged and says when that is too much.
 */
export class PortWriter {
  readonly #port: StreamPort;
  readonly #clock: Clock;
  readonly #onPressure: (isHigh: boolean) => void;
  #batch: Uint8Array[] = [];
  #batchBytes = 0;
  #unacknowledgedBytes = 0;
  #isHigh = false;
  #cancelTimer: (() => void) | undefined;

  /** @param onPressure called with true above the high-water mark, with false once below the low one */
  constructor(port: StreamPort, clock: Clock, onPressure: (isHigh: boolean) => void) {
    this.#port = port;
    this.#clock = clock;
    this.#onPressure = onPressure;
  }

  write(bytes: Uint8Array): void {
    this.#batch.push(bytes);
    this.#batchBytes += bytes.length;
    this.#unacknowledgedBytes += bytes.length;
    if (this.#unacknowledgedBytes > flow.HIGH_WATER_BYTES) this.#setHigh(true);
    if (this.#cancelTimer === undefined) this.#sendAndWait();
    else if (this.#batchBytes >= FULL_BATCH_BYTES) this.flush();
  }

  acknowledge(byteCount: number): void {
    this.#unacknowledgedBytes = Math.max(0, this.#unacknowledgedBytes - byteCount);
    if (this.#unacknowledgedBytes < flow.LOW_WATER_BYTES) this.#setHigh(false);
  }

  /** Sends what waits. */
  flush(): void {
    const [first, ...more] = this.#batch;
    if (first === undefined) return;
    // Always a copy of its own: a view would take the whole buffer behind it along.
    const joined = new Uint8Array(this.#batchBytes);
    let at = 0;
    for (const part of [first, ...more]) {
      joined.set(part, at);
      at += part.length;
    }
    this.#batch = [];
    this.#batchBytes = 0;
    this.#port.post({ type: 'data', bytes: joined });
  }

  /** Forgets what waits; the port is closed by its owner. */
  stop(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#batch = [];
    this.#batchBytes = 0;
  }

  #sendAndWait(): void {
    this.flush();
    this.#cancelTimer = this.#clock.after(flow.BATCH_MS, () => {
      this.#cancelTimer = undefined;
      if (this.#batchBytes > 0) this.#sendAndWait();
    });
  }

  #setHigh(isHigh: boolean): void {
    if (this.#isHigh === isHigh) return;
    this.#isHigh = isHigh;
    this.#onPressure(isHigh);
  }
}
