import { constants, fstatSync, lstatSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { BigIntStats, Stats } from 'node:fs';
import type { Result } from '../../contract/problem.ts';
import { plainText } from '../../lib/plain-text.ts';
import { fail, ok } from '../../lib/result.ts';
import { readFully } from './local-part.ts';
import { explainLocal } from './local-problems.ts';

/** What tells one content of a file from another without reading it. */
export interface LocalStat {
  sizeBytes: number;
  /** Whole milliseconds since the epoch. */
  modifiedAt: number;
  mode: number;
}

/** A plain file of this computer that is open for reading. */
export class LocalSource implements AsyncDisposable {
  readonly path: string;
  /** As it was when it was opened. */
  readonly stat: LocalStat;
  readonly #handle: FileHandle;
  readonly #first: Stats;

  private constructor(path: string, handle: FileHandle, first: Stats) {
    this.path = path;
    this.#handle = handle;
    this.#first = first;
    this.stat = localStat(first);
  }

  /** `not-found`, `not-allowed`, `not-supported` when it is no plain file */
  static async open(path: string): Promise<Result<LocalSource>> {
    let handle: FileHandle | undefined;
    try {
      // Opening a pipe would wait for somebody to write to it. A link that took the place of a file is not followed.
      const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);
      handle = await open(path, flags);
      // What is open is in memory: asking a thread for it costs ten times as much as the answer.
      const stats = fstatSync(handle.fd);
      if (stats.isFile()) return ok(new LocalSource(path, handle, stats));
      await handle.close();
      return fail('not-supported', `“${plainText(path, 300)}” is not a file.`, 'Only files and folders can be sent.');
    } catch (error) {
      await handle?.close();
      return { ok: false, problem: explainLocal(error, path) };
    }
  }

  /** Fills the buffer unless the file ends before; gives the number of bytes. */
  async read(position: number, into: Uint8Array): Promise<Result<number>> {
    try {
      return ok(await readFully(this.#handle, position, into));
    } catch (error) {
      return { ok: false, problem: explainLocal(error, this.path) };
    }
  }

  /** Whether the file under this name is still the one that was opened, with the same size and time. */
  isUnchanged(): boolean {
    try {
      const now = lstatSync(this.path);
      const first = this.#first;
      return now.size === first.size && now.mtimeMs === first.mtimeMs && now.ino === first.ino && now.dev === first.dev;
    } catch {
      return false;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}

export function localStat(stats: Stats | BigIntStats): LocalStat {
  return {
    sizeBytes: Number(stats.size),
    modifiedAt: Math.floor(Number(stats.mtimeMs)),
    mode: Number(stats.mode) & 0o7777,
  };
}
