import { createHash } from 'node:crypto';
import { lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '../contract/problem.ts';
import { sessionRecordSchema, type SessionRecord } from '../contract/record.ts';
import { describe, fail, ok } from '../lib/result.ts';

/** Records on the disk: a folder each, in which everything lies that stays of a session. */
export interface RecordFiles {
  /** Names of all folders, those that changed last first. */
  folders(): Promise<string[]>;
  folderOf(sessionId: string): string;
  /** Undefined when there is none; one that cannot be read is kept under another name, and logged. */
  read(folder: string): Promise<SessionRecord | undefined>;
  /** Whole or not at all. `storage-failed` */
  write(record: SessionRecord): Promise<Result<undefined>>;
  /** Makes a folder within that of a session. `storage-failed` */
  make(sessionId: string, ...names: string[]): Promise<Result<string>>;
  /** Removes all that stayed of a session, or what lies below these names. `storage-failed` */
  remove(sessionId: string, ...names: string[]): Promise<Result<undefined>>;
  /** How much a session takes on the disk; bytes of its files. */
  measure(sessionId: string): Promise<number>;
}

const FILE = 'record.json';

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** A name for a folder, whatever the id is made of: ids of sessions come from services. */
function hashed(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 32);
}

function safeName(id: string): string {
  return /^[a-z0-9][a-z0-9-]{0,63}$/.test(id) ? id : hashed(id);
}

/** Sum of the files in a folder; links count as what they are themselves. */
async function sizeOf(folder: string): Promise<number> {
  let total = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    try {
      total += entry.isDirectory() ? await sizeOf(path) : (await lstat(path)).size;
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
    }
  }
  return total;
}

/** @param folder made when missing, for this user alone */
export function openRecordFiles(folder: string, log: (line: string) => void): RecordFiles {
  const folderOf = (sessionId: string): string => join(folder, hashed(sessionId));
  const failed = (error: unknown): Result<never> =>
    fail(
      'storage-failed',
      `What stays of the session could not be saved: ${describe(error)}.`,
      `Check that ${folder} can be written and that the disk is not full.`,
    );

  async function changedAt(path: string): Promise<number> {
    return lstat(join(path, FILE)).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
  }

  return {
    folderOf,
    async folders() {
      try {
        const entries = await readdir(folder, { withFileTypes: true });
        const found: { path: string; at: number }[] = [];
        for (const entry of entries) {
          const path = join(folder, entry.name);
          if (entry.isDirectory()) found.push({ path, at: await changedAt(path) });
        }
        return found.toSorted((one, other) => other.at - one.at).map(({ path }) => path);
      } catch (error) {
        if (!hasCode(error, 'ENOENT')) log(`records: ${describe(error)}`);
        return [];
      }
    },
    async read(path) {
      const file = join(path, FILE);
      let text: string;
      try {
        text = await readFile(file, 'utf8');
      } catch (error) {
        if (!hasCode(error, 'ENOENT')) log(`records: ${file} cannot be read: ${describe(error)}`);
        return undefined;
      }
      try {
        const record = sessionRecordSchema.parse(JSON.parse(text));
        if (folderOf(record.id) !== path) throw new Error('it is the record of another session');
        return record;
      } catch (error) {
        const aside = join(path, 'record.unreadable.json');
        log(`records: ${file} is damaged (${describe(error)}); it is kept as ${aside}`);
        await rename(file, aside).catch((reason: unknown) => log(`records: ${describe(reason)}`));
        return undefined;
      }
    },
    async write(record) {
      try {
        const own = folderOf(record.id);
        await mkdir(own, { recursive: true, mode: 0o700 });
        const file = join(own, FILE);
        const handle = await open(`${file}.part`, 'w', 0o600);
        try {
          await handle.writeFile(JSON.stringify(record));
          // Or a lost current could leave the name with nothing behind it.
          await handle.datasync();
        } finally {
          await handle.close();
        }
        await rename(`${file}.part`, file);
        return ok();
      } catch (error) {
        return failed(error);
      }
    },
    async make(sessionId, ...names) {
      try {
        const path = join(folderOf(sessionId), ...names.map(safeName));
        await mkdir(path, { recursive: true, mode: 0o700 });
        return ok(path);
      } catch (error) {
        return failed(error);
      }
    },
    async remove(sessionId, ...names) {
      try {
        await rm(join(folderOf(sessionId), ...names.map(safeName)), { recursive: true, force: true });
        return ok();
      } catch (error) {
        return failed(error);
      }
    },
    async measure(sessionId) {
      try {
        return await sizeOf(folderOf(sessionId));
      } catch (error) {
        if (!hasCode(error, 'ENOENT')) log(`records: ${describe(error)}`);
        return 0;
      }
    },
  };
}
