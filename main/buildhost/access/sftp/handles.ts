import type { Dir } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { MAX_OPEN_HANDLES, statusCode } from './protocol.ts';
import { StatusError } from './status.ts';

export interface OpenFile {
  kind: 'file';
  file: FileHandle;
  /** Writes go to the end, whatever offset they name. */
  isAppend: boolean;
}

export interface OpenFolder {
  kind: 'folder';
  folder: Dir;
  path: string;
  /** `.` and `..` come first. */
  isStarted: boolean;
}

type OpenHandle = OpenFile | OpenFolder;

const HANDLE_BYTES = 4;

/** What one SFTP channel has open; all of it is closed with the channel. */
export class HandleTable implements AsyncDisposable {
  readonly #open = new Map<number, OpenHandle>();
  #next = 0;
  #isDisposed = false;

  /** Throws a {@link StatusError} when too much is open, before anything is opened. */
  requireRoom(): void {
    if (this.#open.size >= MAX_OPEN_HANDLES)
      throw new StatusError(statusCode.FAILURE, `No more than ${MAX_OPEN_HANDLES} files can be open at a time.`);
  }

  async add(handle: OpenHandle): Promise<Buffer> {
    if (this.#isDisposed) {
      await release(handle);
      throw new StatusError(statusCode.FAILURE, 'The channel is closed.');
    }
    this.#next = (this.#next + 1) >>> 0;
    this.#open.set(this.#next, handle);
    const name = Buffer.allocUnsafe(HANDLE_BYTES);
    name.writeUInt32BE(this.#next);
    return name;
  }

  file(name: Buffer): OpenFile {
    const handle = this.#get(name);
    if (handle.kind === 'file') return handle;
    throw new StatusError(statusCode.FAILURE, 'This handle is for a folder.');
  }

  folder(name: Buffer): OpenFolder {
    const handle = this.#get(name);
    if (handle.kind === 'folder') return handle;
    throw new StatusError(statusCode.FAILURE, 'This handle is for a file.');
  }

  async close(name: Buffer): Promise<void> {
    const handle = this.#get(name);
    this.#open.delete(name.readUInt32BE());
    await release(handle);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    const handles = [...this.#open.values()];
    this.#open.clear();
    await Promise.allSettled(handles.map(release));
  }

  #get(name: Buffer): OpenHandle {
    const handle = name.length === HANDLE_BYTES ? this.#open.get(name.readUInt32BE()) : undefined;
    if (handle === undefined) throw new StatusError(statusCode.FAILURE, 'There is no such handle.');
    return handle;
  }
}

function release(handle: OpenHandle): Promise<void> {
  return handle.kind === 'file' ? handle.file.close() : handle.folder.close();
}
