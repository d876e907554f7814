import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { describe } from '../lib/result.ts';
import { editRecordSchema, type EditRecord } from './edit-record.ts';

/** Where the files of one edit lie; nobody but this user can look into any of them. */
export interface EditFolder {
  /** Holds the copy, and what editors put beside it. */
  folder: string;
  copy: string;
  /** What is on its way from the machine, or to it. */
  incoming: string;
  outgoing: string;
}

/** The copies of machines' files that are open on this computer. */
export class EditFolders {
  readonly #parent: string;
  readonly #log: (line: string) => void;

  constructor(parent: string, log: (line: string) => void) {
    this.#parent = parent;
    this.#log = log;
  }

  of(id: string, name: string): EditFolder {
    const folder = join(this.#parent, id);
    const work = join(this.#parent, `${id}.work`);
    return { folder, copy: join(folder, name), incoming: join(work, 'in'), outgoing: join(work, 'out') };
  }

  async make(id: string, name: string): Promise<EditFolder> {
    const made = this.of(id, name);
    for (const path of [made.folder, made.incoming, made.outgoing]) await mkdir(path, { recursive: true, mode: 0o700 });
    return made;
  }

  /** Written beside the copy, whole or not at all. */
  async write(record: EditRecord): Promise<void> {
    const path = join(this.#parent, `${record.id}.json`);
    await writeFile(`${path}.part`, JSON.stringify(record), { mode: 0o600 });
    await rename(`${path}.part`, path);
  }

  /** What earlier runs left; what has no record is removed, since nothing of it was ever open. */
  async read(): Promise<EditRecord[]> {
    const names = await readdir(this.#parent).catch(() => []);
    const records: EditRecord[] = [];
    for (const name of names.filter((one) => one.endsWith('.json'))) {
      try {
        records.push(editRecordSchema.parse(JSON.parse(await readFile(join(this.#parent, name), 'utf8'))));
      } catch (error) {
        this.#log(`edits: ${name} cannot be read: ${describe(error)}`);
      }
    }
    // A damaged record is no reason to remove what was edited: its name stays known.
    const known = new Set(names.filter((one) => one.endsWith('.json')).map((one) => one.slice(0, -'.json'.length)));
    for (const name of names) if (!known.has(name.split('.')[0] ?? name)) await this.#remove(name);
    return records;
  }

  async remove(id: string): Promise<void> {
    for (const name of [`${id}.work`, id, `${id}.json`]) await this.#remove(name);
  }

  async #remove(name: string): Promise<void> {
    try {
      await rm(join(this.#parent, name), { recursive: true, force: true, maxRetries: 3 });
    } catch (error) {
      this.#log(`edits: ${name} could not be removed: ${describe(error)}`);
    }
  }
}

/** SHA-256 in hex; undefined when there is no such file, or it cannot be read. */
export async function hashOf(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex');
  } catch {
    return undefined;
  }
}

/** Whether nothing of an edit lies in its folder: neither the copy, nor what an editor is about to put in its place. */
export async function isEmptied({ folder }: EditFolder): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT';
  }
}

/** Puts what was fetched in the place of the copy, which nobody can run. */
export async function takeIn({ incoming, copy }: EditFolder, name: string): Promise<void> {
  const fetched = join(incoming, name);
  const found = await lstat(fetched);
  if (!found.isFile()) throw new Error(`${name} is not a file`);
  await chmod(fetched, 0o600);
  await rename(fetched, copy);
}

/**
 * A copy that stands still while it travels, with the mode that the machine's file shall have.
 * @returns its path, SHA-256 and time
 */
export async function freeze(
  { copy, outgoing }: EditFolder,
  name: string,
  mode: number | undefined,
): Promise<{ path: string; sha256: string; modifiedAt: number }> {
  const path = join(outgoing, name);
  await rm(path, { force: true });
  await copyFile(copy, path);
  const sha256 = await hashOf(path);
  if (sha256 === undefined) throw new Error(`${name} is gone`);
  // Whoever sends it must be able to read it.
  await chmod(path, ((mode ?? 0o644) & 0o777) | 0o400);
  return { path, sha256, modifiedAt: (await lstat(path)).mtimeMs };
}
