/** For one request over SFTP: OpenSSH's largest is 255 KiB. */
const LARGE_BYTES = 256 * 1024;
/** Most files are smaller than this. */
const SMALL_BYTES = 32 * 1024;
/** All movements of this process together have no more than this in their hands. */
const BUDGET_BYTES = 40 * 1024 * 1024;

interface Waiting {
  bytes: number;
  take(buffer: Uint8Array): void;
}

/** Buffers that go round: a transfer of any size takes the memory of its requests in flight. */
export class BufferPool {
  readonly #budgetBytes: number;
  #lentBytes = 0;
  readonly #free = new Map<number, Uint8Array[]>();
  #waiting: Waiting[] = [];

  constructor(budgetBytes = BUDGET_BYTES) {
    this.#budgetBytes = budgetBytes;
  }

  /** Bytes that are lent out now. */
  get lentBytes(): number {
    return this.#lentBytes;
  }

  /** A buffer of at least so many bytes, when there is room for it. Its content is whatever it was. */
  take(bytes: number): Promise<Uint8Array> {
    const size = bytes <= SMALL_BYTES ? SMALL_BYTES : Math.max(bytes, LARGE_BYTES);
    if (this.#waiting.length === 0 && this.#fits(size)) return Promise.resolve(this.#lend(size));
    return new Promise((resolve) => this.#waiting.push({ bytes: size, take: resolve }));
  }

  /** Takes a buffer back; nobody may look at it any more. */
  give(buffer: Uint8Array): void {
    this.#lentBytes -= buffer.byteLength;
    if (buffer.byteLength <= LARGE_BYTES) {
      const free = this.#free.get(buffer.byteLength) ?? [];
      free.push(buffer);
      this.#free.set(buffer.byteLength, free);
    }
    for (let next = this.#waiting[0]; next !== undefined && this.#fits(next.bytes); next = this.#waiting[0]) {
      this.#waiting.shift();
      next.take(this.#lend(next.bytes));
    }
    // Nothing is under way: the memory goes back to the system.
    if (this.#lentBytes === 0) this.#free.clear();
  }

  #fits(size: number): boolean {
    return this.#lentBytes === 0 || this.#lentBytes + size <= this.#budgetBytes;
  }

  #lend(size: number): Uint8Array {
    this.#lentBytes += size;
    return this.#free.get(size)?.pop() ?? Buffer.allocUnsafeSlow(size);
  }
}

/** Of this process. */
export const transferBuffers = new BufferPool();
