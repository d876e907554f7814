import type { Problem, Result } from '../../contract/problem.ts';
import { fail, ok } from '../../lib/result.ts';
import { Acknowledged } from './acknowledged.ts';
import type { BufferPool } from './buffer-pool.ts';

/** One way from source to target: a channel, or a pipe. */
export interface Lane {
  /** Bytes of one request. */
  chunkBytes: number;
  /** Requests that may be on their way at once. */
  depth: number;
  read(position: number, into: Uint8Array): Promise<Result<number>>;
  write(position: number, bytes: Uint8Array): Promise<Result<undefined>>;
}

/** Requests of a lane that are on their way while small files are moved beside it. */
const SHARED_DEPTH = 2;

export interface PumpOptions {
  /** Everything before it is there already. */
  from: number;
  /** The size of the file. */
  to: number;
  buffers: BufferPool;
  signal: AbortSignal;
  /** Others are to have room: fewer requests are on their way as long as this holds, and `onRoom` tells when it ends. */
  leavesRoom?: () => boolean;
  onRoom?: (wake: () => void) => void;
  /** After each part that arrived. */
  onArrived(acknowledged: Acknowledged, byteCount: number): void;
}

/**
 * Moves the bytes of one file. Every lane takes the next part in line as soon as it has room, so that the parts arrive
 * nearly in order whatever the lanes' speed.
 */
export class Pump {
  readonly acknowledged: Acknowledged;
  readonly #options: PumpOptions;
  #next: number;
  #problem: Problem | undefined;
  #resting: (() => void)[] = [];

  constructor(options: PumpOptions) {
    this.#options = options;
    this.#next = options.from;
    this.acknowledged = new Acknowledged(options.from);
  }

  /** Nothing is left to be taken by a further lane. */
  get isTaken(): boolean {
    return this.#isOver() || this.#next >= this.#options.to;
  }

  /** What went wrong first. */
  get problem(): Problem | undefined {
    return this.#problem;
  }

  /** Nothing more is begun; what is under way comes to its end. */
  stop(problem: Problem): void {
    this.#problem ??= problem;
  }

  /** Moves until nothing is left, something goes wrong or it is given up; resolves when nothing of it is under way. */
  async run(lane: Lane): Promise<void> {
    await Promise.all(Array.from({ length: lane.depth }, (_, index) => this.#work(lane, index)));
  }

  /** `ok` when everything has arrived. */
  result(): Result<undefined> {
    if (this.#problem !== undefined) return { ok: false, problem: this.#problem };
    if (this.acknowledged.prefix >= this.#options.to) return ok();
    if (this.#options.signal.aborted) return fail('cancelled', 'The transfer was stopped.');
    return fail('internal', 'The transfer ended before the file did.');
  }

  async #work(lane: Lane, index: number): Promise<void> {
    const { buffers, to, leavesRoom } = this.#options;
    while (!this.isTaken) {
      if (index >= SHARED_DEPTH && leavesRoom?.() === true) {
        await this.#room();
        continue;
      }
      const buffer = await buffers.take(Math.min(lane.chunkBytes, to - this.#next));
      try {
        if (this.isTaken) break;
        const start = this.#next;
        const byteCount = Math.min(lane.chunkBytes, to - start);
        this.#next += byteCount;
        await this.#move(lane, start, buffer.subarray(0, byteCount));
      } finally {
        buffers.give(buffer);
      }
    }
    for (const wake of this.#resting.splice(0)) wake();
  }

  /** Resolves when there is room again, or nothing is left to do. */
  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#resting.push(resolve);
      this.#options.onRoom?.(resolve);
    });
  }

  async #move(lane: Lane, start: number, part: Uint8Array): Promise<void> {
    const read = await lane.read(start, part);
    if (!read.ok) return this.stop(read.problem);
    if (read.value !== part.byteLength) {
      return this.stop(fail('changed-meanwhile', 'The file became shorter while it was being transferred.').problem);
    }
    if (this.#isOver()) return;
    const written = await lane.write(start, part);
    if (!written.ok) return this.stop(written.problem);
    this.acknowledged.add(start, part.byteLength);
    this.#options.onArrived(this.acknowledged, part.byteLength);
  }

  #isOver(): boolean {
    return this.#problem !== undefined || this.#options.signal.aborted;
  }
}
