import { join } from 'node:path';
import type { Result } from '../../contract/problem.ts';
import { fail, ok } from '../../lib/result.ts';
import { LocalPart } from '../local/local-part.ts';

/** The names of the commits in the bundle, for people. */
export const COMMITS_LIST = 'commits.txt';

/** Only its owner may read what was brought home. */
const MODE = 0o600;

/** A file of a salvage on its way: `name.part` until it is whole. */
export class PartFile implements AsyncDisposable {
  sizeBytes = 0;
  readonly #path: string;
  readonly #part: LocalPart;
  readonly #limitBytes: number;
  #isDone = false;

  private constructor(path: string, part: LocalPart, limitBytes: number) {
    this.#path = path;
    this.#part = part;
    this.#limitBytes = limitBytes;
  }

  static async create(folder: string, name: string, limitBytes: number): Promise<Result<PartFile>> {
    const path = join(folder, name);
    const part = await LocalPart.create(`${path}.part`, MODE);
    return part.ok ? ok(new PartFile(path, part.value, limitBytes)) : part;
  }

  /** `too-large`, `disk-full` */
  async write(bytes: Uint8Array): Promise<Result<undefined>> {
    if (this.sizeBytes + bytes.byteLength > this.#limitBytes)
      return fail('too-large', 'This is more than one salvage may hold.', 'The limit is in the settings.');
    const written = await this.#part.write(this.sizeBytes, bytes);
    if (written.ok) this.sizeBytes += bytes.byteLength;
    return written;
  }

  /** Gives it its name. */
  async finish(): Promise<Result<undefined>> {
    const { sizeBytes } = this;
    const done = await this.#part.finish({
      path: this.#path,
      sizeBytes,
      modifiedAt: undefined,
      mode: MODE,
      replace: true,
    });
    this.#isDone = done.ok;
    return done;
  }

  /** Takes it away, unless it is whole. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isDone) await this.#part.remove();
  }
}
