import { StringDecoder } from 'node:string_decoder';
import type { Clock } from '../../lib/clock.ts';
import { describe } from '../../lib/result.ts';
import type { StoredChunk } from '../storage/log-table.ts';

/** Of a step's output this much is kept from its beginning, in bytes. */
export const HEAD_BYTES = 1024 * 1024;
/** And this much from its end; what lies between is left out. */
export const TAIL_BYTES = 4 * 1024 * 1024;
/** Output is stored this often while it comes. */
const FLUSH_MS = 100;
/** Pieces that come between two flushes are put together up to this size. */
const CHUNK_BYTES = 32 * 1024;

interface TailChunk extends StoredChunk {
  isStored: boolean;
}

export interface StepLogTarget {
  /** Stores the chunks, drops those that begin in the gap, and notes how far the output reaches, all or nothing. */
  store(chunks: StoredChunk[], gap: { from: number; to: number } | undefined, endOffset: number): void;
}

/** Bytes that fit into `limit` without cutting a character. */
function wholeCharacters(bytes: Buffer, limit: number): number {
  if (bytes.length <= limit) return bytes.length;
  let end = limit;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return end === 0 ? limit : end;
}

/** The output of one running step on its way to the database: UTF-8 safe, stored in batches, capped in the middle. */
export class StepLog implements AsyncDisposable {
  readonly #clock: Clock;
  readonly #target: StepLogTarget;
  readonly #decoder = new StringDecoder('utf8');
  /** Head chunks not stored yet. */
  #head: StoredChunk[] = [];
  /** All kept chunks behind the head, stored or not. Stored ones keep their size only. */
  #tail: (Omit<TailChunk, 'bytes'> & { bytes: Uint8Array | undefined; size: number })[] = [];
  #tailBytes = 0;
  #headEnd = 0;
  #isAtLineStart = true;
  #endOffset = 0;
  #cancelFlush: (() => void) | undefined;
  #parts: Buffer[] = [];
  #partBytes = 0;
  #partsAt = 0;
  /** Why output could not be stored since it last could. */
  #lostBecause: string | undefined;

  constructor(clock: Clock, target: StepLogTarget) {
    this.#clock = clock;
    this.#target = target;
  }

  /** How far the output reaches, in bytes, what was left out included. */
  get endOffset(): number {
    return this.#endOffset + this.#partBytes;
  }

  /** Bytes of the output that are not kept. */
  get omittedBytes(): number {
    const first = this.#tail[0];
    return first === undefined ? 0 : Math.max(0, first.offset - this.#headEnd);
  }

  write(bytes: Buffer): void {
    this.#append(this.#decoder.write(bytes));
  }

  /** A line of ours, on a line of its own. */
  note(text: string): void {
    this.#append(this.#decoder.end());
    this.#append(`${this.#isAtLineStart ? '' : '\n'}\u001b[36m${text}\u001b[0m\n`);
  }

  #append(text: string): void {
    if (text === '') return;
    this.#isAtLineStart = text.endsWith('\n');
    let bytes = Buffer.from(text, 'utf8');
    while (bytes.length > 0) {
      if (this.#partBytes === 0) this.#partsAt = this.#clock.now();
      const size = wholeCharacters(bytes, CHUNK_BYTES - this.#partBytes);
      this.#parts.push(bytes.subarray(0, size));
      this.#partBytes += size;
      bytes = bytes.subarray(size);
      if (this.#partBytes >= CHUNK_BYTES - 4) this.#closeChunk();
    }
    this.#cancelFlush ??= this.#clock.after(FLUSH_MS, () => this.flush());
  }

  #closeChunk(): void {
    if (this.#partBytes === 0) return;
    const chunk = { offset: this.#endOffset, at: this.#partsAt, bytes: new Uint8Array(Buffer.concat(this.#parts)) };
    this.#endOffset += this.#partBytes;
    this.#parts = [];
    this.#partBytes = 0;
    if (chunk.offset < HEAD_BYTES) {
      this.#head.push(chunk);
      this.#headEnd = this.#endOffset;
      return;
    }
    const size = chunk.bytes.byteLength;
    this.#tail.push({ ...chunk, size, isStored: false });
    this.#tailBytes += size;
    let first = this.#tail[0];
    while (first !== undefined && this.#tailBytes - first.size >= TAIL_BYTES) {
      this.#tailBytes -= first.size;
      this.#tail.shift();
      first = this.#tail[0];
    }
  }

  /**
   * Stores what came since the last time. On a full disk it is lost, which the log says as soon as it can: neither the
   * build nor anything else ends for that.
   */
  flush(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
    this.#closeChunk();
    const chunks = this.#head;
    this.#head = [];
    for (const chunk of this.#tail) {
      if (chunk.isStored || chunk.bytes === undefined) continue;
      chunks.push({ offset: chunk.offset, at: chunk.at, bytes: chunk.bytes });
      chunk.isStored = true;
      chunk.bytes = undefined;
    }
    if (chunks.length === 0) return;
    const gap = this.omittedBytes > 0 ? { from: this.#headEnd, to: this.#tail[0]?.offset ?? 0 } : undefined;
    try {
      this.#target.store(chunks, gap, this.#endOffset);
    } catch (error) {
      this.#lostBecause = describe(error);
      return;
    }
    this.#sayLost();
  }

  #sayLost(): void {
    const reason = this.#lostBecause;
    this.#lostBecause = undefined;
    if (reason !== undefined) this.note(`Some of this output could not be stored: ${reason}.`);
  }

  /** Writes the last of it; nothing may be written afterwards. */
  finish(): void {
    this.#append(this.#decoder.end());
    this.flush();
    // Where a long piece found no room, one line may.
    this.#sayLost();
    this.flush();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.finish();
    return Promise.resolve();
  }
}
