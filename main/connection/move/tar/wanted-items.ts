import type { TreeItem } from '../mover.ts';

const BLOCK_BYTES = 512;
/** Headers of one file: its own, and those for a long name and exact times. */
const HEADERS_BYTES = 16 * 1024;
/** The end of the archive, and what tar fills up with. */
const END_BYTES = 128 * 1024;

/** The files that were asked for, and which of them have come. */
export class WantedItems {
  readonly #waiting = new Map<string, TreeItem>();
  readonly #came = new Map<string, TreeItem>();
  #allowedBytes = END_BYTES;
  #receivedBytes = 0;

  ask(item: TreeItem): void {
    this.#waiting.set(item.path, item);
    this.allowMore(Math.ceil(item.sizeBytes / BLOCK_BYTES) * BLOCK_BYTES + HEADERS_BYTES);
  }

  /** What is in the archive under this name, if it was asked for; it comes once. */
  take(name: string): TreeItem | undefined {
    const path = name.startsWith('./') ? name.slice(2) : name;
    const item = this.#waiting.get(path);
    if (item === undefined) return undefined;
    this.#waiting.delete(path);
    this.#came.set(path, item);
    return item;
  }

  /** It did not come after all, and is waited for again. */
  putBack(item: TreeItem): void {
    this.#came.delete(item.path);
    this.#waiting.set(item.path, item);
  }

  /** One that has come. */
  came(path: string): TreeItem | undefined {
    return this.#came.get(path);
  }

  /** A file has grown since it was listed: it may come, and is left out. */
  allowMore(byteCount: number): void {
    this.#allowedBytes += byteCount;
  }

  /** False once more has come than all that was asked for can be. */
  received(byteCount: number): boolean {
    this.#receivedBytes += byteCount;
    return this.#receivedBytes <= this.#allowedBytes;
  }

  /** Those that did not come. */
  get left(): TreeItem[] {
    return [...this.#waiting.values()];
  }
}
