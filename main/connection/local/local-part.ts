import { constants } from 'node:fs';
import { link, lstat, open, rename, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { Result } from '../../contract/problem.ts';
import { plainText } from '../../lib/plain-text.ts';
import { fail, ok } from '../../lib/result.ts';
import { codeOf, explainLocal } from './local-problems.ts';

const { O_CREAT, O_EXCL, O_RDWR } = constants;
// Windows has neither; its links need no O_NOFOLLOW since what is there is looked at before and after.
const O_NOFOLLOW = constants.O_NOFOLLOW ?? 0;
const O_NONBLOCK = constants.O_NONBLOCK ?? 0;
const NO_HARD_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV']);

/** How a file shall be when it is whole. */
export interface FinishedFile {
  /** Absolute. */
  path: string;
  sizeBytes: number;
  modifiedAt: number | undefined;
  /** Permission bits as the machine has them; what is not safe of them is left out. */
  mode: number | undefined;
  /** Take the place of a file that is there, in one step; otherwise `already-exists`. */
  replace: boolean;
}

/**
 * A file of this computer on its way to being whole, under its `.part` name. Nothing is ever followed or opened that is
 * not a plain file of its own: what else has the name is refused, or taken away if it is a link.
 */
export class LocalPart implements AsyncDisposable {
  readonly path: string;
  readonly #handle: FileHandle;
  /** Permission bits it surely has. */
  readonly #mode: number | undefined;
  /** How long it is. */
  #sizeBytes: number;
  #isOpen = true;

  private constructor(path: string, handle: FileHandle, mode: number | undefined, sizeBytes: number) {
    this.path = path;
    this.#handle = handle;
    this.#mode = mode;
    this.#sizeBytes = sizeBytes;
  }

  /** An empty one. One that was left by an earlier attempt goes. */
  static async create(path: string, mode: number | undefined): Promise<Result<LocalPart>> {
    const bits = safeBits(mode) ?? 0o666;
    const make = () => open(path, O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW, bits);
    try {
      let handle: FileHandle;
      try {
        handle = await make();
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
        // Takes away a file, or a link and not what it leads to; fails for a folder.
        await unlink(path);
        handle = await make();
      }
      return ok(new LocalPart(path, handle, bits & ~process.umask(), 0));
    } catch (error) {
      return { ok: false, problem: explainLocal(error, path) };
    }
  }

  /** The one of an earlier attempt, or undefined when there is none with at least so many bytes in it. */
  static async reopen(path: string, atLeastBytes: number): Promise<Result<LocalPart | undefined>> {
    try {
      const before = await lstat(path);
      // Another name for the same file could lead out of the folder.
      if (!before.isFile() || before.nlink !== 1 || before.size < atLeastBytes) return ok(undefined);
      const handle = await open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK);
      const after = await handle.stat();
      if (after.isFile() && after.ino === before.ino && after.dev === before.dev) {
        return ok(new LocalPart(path, handle, undefined, after.size));
      }
      await handle.close();
      return ok(undefined);
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ELOOP') return ok(undefined);
      return { ok: false, problem: explainLocal(error, path) };
    }
  }

  async write(position: number, bytes: Uint8Array): Promise<Result<undefined>> {
    try {
      for (let done = 0; done < bytes.byteLength;) {
        const { bytesWritten } = await this.#handle.write(bytes, done, bytes.byteLength - done, position + done);
        done += bytesWritten;
      }
      this.#sizeBytes = Math.max(this.#sizeBytes, position + bytes.byteLength);
      return ok();
    } catch (error) {
      return { ok: false, problem: explainLocal(error, this.path) };
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

  /** Gives it its size, time, permissions and final name. */
  async finish(file: FinishedFile): Promise<Result<undefined>> {
    try {
      // An earlier attempt may have been longer.
      if (this.#sizeBytes > file.sizeBytes) await this.#handle.truncate(file.sizeBytes);
      if (this.#sizeBytes < file.sizeBytes) return fail('internal', `“${plainText(file.path, 300)}” is not whole.`);
      const mode = safeBits(file.mode);
      if (mode !== undefined && mode !== this.#mode && process.platform !== 'win32') await this.#handle.chmod(mode);
      if (file.modifiedAt !== undefined) {
        const seconds = file.modifiedAt / 1000;
        await this.#handle.utimes(seconds, seconds);
      }
      await this.close();
      return await giveName(this.path, file.path, file.replace);
    } catch (error) {
      return { ok: false, problem: explainLocal(error, file.path) };
    }
  }

  /** Takes it away. */
  async remove(): Promise<void> {
    await this.close();
    await LocalPart.removeAt(this.path);
  }

  /** Takes away what was left half-written, if it is there and no folder. */
  static async removeAt(path: string): Promise<void> {
    try {
      await unlink(path);
    } catch {
      // It is gone already, or was never there.
    }
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#handle.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Never setuid, setgid or sticky, and its owner can always read and write it. */
function safeBits(mode: number | undefined): number | undefined {
  return mode === undefined ? undefined : (mode & 0o777) | 0o600;
}

/** Reads until the buffer is full or the file ends. */
export async function readFully(handle: FileHandle, position: number, into: Uint8Array): Promise<number> {
  let done = 0;
  while (done < into.byteLength) {
    const { bytesRead } = await handle.read(into, done, into.byteLength - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}

/** Renames in one step. Without `replace` nothing that is there is touched. */
async function giveName(from: string, to: string, replace: boolean): Promise<Result<undefined>> {
  if (replace) {
    const there = await lstatOrNothing(to);
    if (there?.isDirectory() === true) return takenByFolder(to);
    await rename(from, to);
    return ok();
  }
  try {
    // `rename` would replace; a second name is refused where there is one already.
    await link(from, to);
  } catch (error) {
    if (!NO_HARD_LINKS.has(codeOf(error))) throw error;
    if ((await lstatOrNothing(to)) !== undefined) {
      return fail('already-exists', `“${plainText(to, 300)}” is there already.`, 'Choose another name.');
    }
    await rename(from, to);
    return ok();
  }
  await unlink(from);
  return ok();
}

function takenByFolder(path: string): Result<undefined> {
  const message = `A folder is where the file “${plainText(path, 300)}” is to be written.`;
  return fail('already-exists', message, 'Move the folder away, or choose another name.');
}

async function lstatOrNothing(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
