import { open, type FileHandle } from 'node:fs/promises';

/** A file that grows, written in parts and always cut to whole ones: also when the disk is full. */
export class FileWriter {
  /** With what waits to be written. */
  sizeBytes = 0;
  readonly #path: string;
  #waiting: string[] = [];
  #writtenBytes = 0;
  #handle: FileHandle | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  get writtenBytes(): number {
    return this.#writtenBytes;
  }

  /** Not in the file yet. */
  get waitingBytes(): number {
    return this.sizeBytes - this.#writtenBytes;
  }

  append(text: string): void {
    const byteCount = Buffer.byteLength(text);
    this.#waiting.push(text);
    this.sizeBytes += byteCount;
  }

  /** Throws what the file system says; then nothing of what waited is in the file. */
  flush(): Promise<void> {
    const flushed = this.#work.then(() => this.#write());
    this.#work = flushed.catch(() => {});
    return flushed;
  }

  async close(): Promise<void> {
    await this.#work;
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  async #write(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const bytes = Buffer.from(this.#waiting.join(''));
    this.#waiting = [];
    this.#handle ??= await open(this.#path, 'wx', 0o600);
    try {
      for (let at = 0; at < bytes.length;) {
        const { bytesWritten } = await this.#handle.write(bytes, at, bytes.length - at, this.#writtenBytes + at);
        at += bytesWritten;
      }
    } catch (error) {
      await this.#handle.truncate(this.#writtenBytes).catch(() => {});
      throw error;
    }
    this.#writtenBytes += bytes.length;
  }
}
