import type { Writable } from 'node:stream';
import { BufferPool } from '../buffer-pool.ts';

/** Few packets, and soon on their way. */
const BLOCK_BYTES = 128 * 1024;
const BLOCKS_AT_ONCE = 4;

/**
 * Gathers the small pieces of an archive into blocks and writes them, as fast as the machine takes them.
 */
export class BlockWriter {
  readonly #input: Writable;
  readonly #onTaken: (offset: number) => void;
  readonly #blocks = new BufferPool(BLOCKS_AT_ONCE * 2 * BLOCK_BYTES);
  #block: Uint8Array | undefined;
  #filled = 0;
  /** What is to be done once a block has left, or never will. */
  readonly #leaving = new Set<(error: Error | undefined) => void>();
  #onEmpty = () => {};
  #failure: Error | undefined;
  #offset = 0;
  #takenOffset = 0;

  /** @param onTaken called with the number of bytes that have left, counted from the start */
  constructor(input: Writable, onTaken: (offset: number) => void) {
    this.#input = input;
    this.#onTaken = onTaken;
    // A stream that is destroyed while it writes calls nobody back.
    input.once('close', () => {
      for (const leave of this.#leaving) leave(new Error('The machine takes no more.'));
    });
  }

  /** Bytes that were put in. */
  get offset(): number {
    return this.#offset;
  }

  /** Resolves when the bytes were copied; rejects once the machine takes no more. */
  async put(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.byteLength;) {
      this.#check();
      this.#block ??= await this.#blocks.take(BLOCK_BYTES);
      const size = Math.min(bytes.byteLength - done, BLOCK_BYTES - this.#filled);
      this.#block.set(bytes.subarray(done, done + size), this.#filled);
      this.#filled += size;
      this.#offset += size;
      done += size;
      if (this.#filled === BLOCK_BYTES) this.flush();
    }
  }

  /** Sends the rest and the end; resolves when all of it has left. */
  async end(): Promise<void> {
    this.flush();
    await new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
      if (this.#leaving.size === 0) resolve();
    });
    this.#check();
    this.#input.end();
  }

  /** Sends what is there, although it is no whole block. */
  flush(): void {
    const block = this.#block;
    if (block === undefined) return;
    const size = this.#filled;
    this.#block = undefined;
    this.#filled = 0;
    const leave = (error: Error | null | undefined) => {
      if (!this.#leaving.delete(leave)) return;
      if (error) this.#failure ??= error;
      else this.#onTaken((this.#takenOffset += size));
      this.#blocks.give(block);
      if (this.#leaving.size === 0) this.#onEmpty();
    };
    this.#leaving.add(leave);
    if (this.#input.destroyed) leave(new Error('The machine takes no more.'));
    else this.#input.write(Buffer.from(block.buffer, block.byteOffset, size), leave);
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}
