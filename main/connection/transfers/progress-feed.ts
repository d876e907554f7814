import type { ConnectionEvents } from '../../contract/connection-control.ts';
import type { TransferProgress } from '../../contract/transfer.ts';
import type { Clock } from '../../lib/clock.ts';

/** At most five batches a second. */
export const BATCH_EVERY_MS = 200;
/** How often what is at work is told of although nothing happened: its rate falls. */
export const IDLE_EVERY_MS = 1_000;

type Batch = ConnectionEvents['transfers'];

export interface Reporting {
  readonly id: string;
  progress(): TransferProgress;
  /** Its figures change by themselves. */
  readonly isAtWork: boolean;
}

/** Tells main how transfers are: all that changed in one batch, not too often, and the last state always. */
export class ProgressFeed {
  readonly #clock: Clock;
  readonly #send: (batch: Batch) => void;
  readonly #changed = new Map<string, Reporting>();
  readonly #atWork = new Map<string, Reporting>();
  #sentAt = Number.NEGATIVE_INFINITY;
  #cancelBatch: (() => void) | undefined;
  #cancelIdle: (() => void) | undefined;

  constructor(clock: Clock, send: (batch: Batch) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  changed(transfer: Reporting): void {
    this.#changed.set(transfer.id, transfer);
    if (transfer.isAtWork) this.#atWork.set(transfer.id, transfer);
    else this.#atWork.delete(transfer.id);
    if (this.#cancelBatch !== undefined) return;
    const passed = this.#clock.now() - this.#sentAt;
    // A clock that was set back must not silence anybody.
    const waitMs = passed < 0 ? BATCH_EVERY_MS : Math.max(0, BATCH_EVERY_MS - passed);
    this.#cancelBatch = this.#clock.after(waitMs, () => this.flush());
  }

  forget(id: string): void {
    this.#changed.delete(id);
    this.#atWork.delete(id);
  }

  /** Sends what waits, now. */
  flush(): void {
    this.#cancelBatch?.();
    this.#cancelBatch = undefined;
    if (this.#changed.size > 0) {
      const changes = [...this.#changed.values()].map((one) => ({ transferId: one.id, progress: one.progress() }));
      this.#changed.clear();
      this.#sentAt = this.#clock.now();
      for (let at = 0; at < changes.length; at += 10_000) this.#send({ changes: changes.slice(at, at + 10_000) });
    }
    this.#cancelIdle?.();
    this.#cancelIdle = this.#atWork.size === 0 ? undefined : this.#clock.after(IDLE_EVERY_MS, () => this.#again());
  }

  stop(): void {
    this.#cancelBatch?.();
    this.#cancelIdle?.();
    this.#changed.clear();
    this.#atWork.clear();
  }

  #again(): void {
    for (const transfer of this.#atWork.values()) this.#changed.set(transfer.id, transfer);
    this.flush();
  }
}
