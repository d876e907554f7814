import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '../contract/problem.ts';
import { describe, fail, ok } from '../lib/result.ts';

/** Folders that nobody else can look into, all of them in one that is emptied at the start and at the end. */
export interface PrivateFolders {
  /** `storage-failed` */
  make(): Promise<Result<string>>;
  remove(folder: string): Promise<void>;
  /** Removes all of them. */
  empty(): Promise<void>;
}

export function openPrivateFolders(parent: string, log: (line: string) => void): PrivateFolders {
  async function remove(folder: string): Promise<void> {
    try {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    } catch (error) {
      // Another program may have a file of it open; it goes at the next start.
      log(`${folder} could not be removed: ${describe(error)}`);
    }
  }
  return {
    async make() {
      try {
        await mkdir(parent, { recursive: true, mode: 0o700 });
        // Made for this user alone.
        return ok(await mkdtemp(join(parent, 'files-')));
      } catch (error) {
        const hint = `Check that ${parent} can be written and that the disk is not full.`;
        return fail('storage-failed', `There is no place to put the files: ${describe(error)}.`, hint);
      }
    },
    remove,
    empty: () => remove(parent),
  };
}
