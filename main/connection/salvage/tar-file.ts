import { createTarPacker } from 'modern-tar';
import type { TarHeader } from 'modern-tar';
import type { Problem, Result } from '../../contract/problem.ts';
import { describe, fail, ok } from '../../lib/result.ts';
import type { PartFile } from './part-file.ts';

/** What is known of a thing when it is written into the archive. */
export interface TarThing {
  path: string;
  kind: 'file' | 'link';
  sizeBytes: number;
  modifiedAt: number | undefined;
  mode: number | undefined;
  /** Of a link. */
  target?: string | undefined;
}

/** Ustar has 100 bytes for a name; longer ones, and what is not ASCII, go into a pax header (POSIX, pax). */
const PLAIN = /^[ -~]{1,100}$/;

/** A tar file of this computer that we write ourselves: nothing in it but files and links, each as it was asked for. */
export class TarFile {
  count = 0;
  readonly #packer = createTarPacker();
  readonly #written: Promise<void>;
  #problem: Problem | undefined;

  constructor(file: PartFile) {
    this.#written = this.#save(file);
    this.#written.catch(() => {});
  }

  /** What makes it useless to go on. */
  get problem(): Problem | undefined {
    return this.#problem;
  }

  /** The pieces must be as long together as it was said. Throws what they throw: then the archive is spoilt. */
  async add(thing: TarThing, pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void> {
    const writer = this.#packer.controller.add(headerOf(thing)).getWriter();
    try {
      for await (const piece of pieces) {
        if (this.#problem !== undefined) throw new Error(this.#problem.message);
        await writer.write(piece);
      }
      await writer.close();
      this.count += 1;
    } catch (error) {
      this.#packer.controller.error(error);
      throw error;
    }
  }

  /** Writes the end; the file may be given its name then. */
  async finish(): Promise<Result<undefined>> {
    if (this.#problem === undefined) this.#packer.controller.finalize();
    try {
      await this.#written;
    } catch (error) {
      this.#problem ??= fail('internal', 'The archive could not be written.', undefined, describe(error)).problem;
    }
    return this.#problem === undefined ? ok() : { ok: false, problem: this.#problem };
  }

  async #save(file: PartFile): Promise<void> {
    for await (const chunk of this.#packer.readable as unknown as AsyncIterable<Uint8Array>) {
      const written = await file.write(chunk);
      if (written.ok) continue;
      this.#problem = written.problem;
      throw new Error(written.problem.message);
    }
  }
}

function headerOf({ path, kind, sizeBytes, modifiedAt, mode, target }: TarThing): TarHeader {
  const long = {
    ...(PLAIN.test(path) ? {} : { path }),
    ...(target === undefined || PLAIN.test(target) ? {} : { linkpath: target }),
  };
  return {
    name: path,
    size: kind === 'link' ? 0 : sizeBytes,
    type: kind === 'link' ? 'symlink' : 'file',
    mode: kind === 'link' ? 0o777 : (mode ?? 0o644) & 0o777,
    uid: 0,
    gid: 0,
    ...(modifiedAt === undefined ? {} : { mtime: new Date(modifiedAt) }),
    ...(target === undefined ? {} : { linkname: target }),
    ...(Object.keys(long).length === 0 ? {} : { pax: long }),
  };
}
