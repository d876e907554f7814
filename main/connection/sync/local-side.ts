import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Result } from '../../contract/problem.ts';
import { describe, fail, ok } from '../../lib/result.ts';
import { MAX_CANDIDATES } from './git-lists.ts';
import { forEachAtOnce, lookInside } from './side.ts';
import type { Seen, Side, Walked } from './side.ts';
import { pathFault } from './sync-paths.ts';

const STATS_AT_ONCE = 32;
/** Reading several files at once is no faster where they lie on one disk. */
const HASHES_AT_ONCE = 2;

const cancelled = () => fail('cancelled', 'The comparison was cancelled.');

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** The folder on this computer. */
export function localSide(folder: string, signal: AbortSignal): Side {
  const absolute = (path: string): string => join(folder, ...path.split('/'));

  async function stat(path: string): Promise<Result<Seen>> {
    if (signal.aborted) return cancelled();
    try {
      const found = await lstat(absolute(path));
      if (found.isFile()) return ok({ kind: 'file', sizeBytes: found.size, modifiedAt: found.mtimeMs });
      if (found.isSymbolicLink()) return ok({ kind: 'link' });
      return ok({ kind: found.isDirectory() ? 'folder' : 'other' });
    } catch (error) {
      return ok({ kind: hasCode(error, 'ENOENT', 'ENOTDIR') ? 'missing' : 'unreadable' });
    }
  }

  async function walk(): Promise<Result<Walked>> {
    const walked: Walked = { paths: new Set(), isCut: false };
    const folders = [''];
    for (let above = folders.pop(); above !== undefined; above = folders.pop()) {
      const opened = await opendir(above === '' ? folder : absolute(above)).catch((error: unknown) => describe(error));
      if (typeof opened === 'string') {
        if (above === '') return fail('not-allowed', 'The folder on this computer cannot be read.', undefined, opened);
        // Told apart from what is not there: it is looked at again, and cannot be.
        walked.paths.add(above);
        continue;
      }
      for await (const entry of opened) {
        if (signal.aborted) return cancelled();
        const path = above === '' ? entry.name : `${above}/${entry.name}`;
        if (pathFault(path) === 'repository') continue;
        if (entry.isDirectory()) folders.push(path);
        else walked.paths.add(path);
        if (walked.paths.size + folders.length >= MAX_CANDIDATES) return ok({ ...walked, isCut: true });
      }
    }
    return ok(walked);
  }

  async function hash(paths: readonly string[]): Promise<Result<Map<string, string>>> {
    const hashes = new Map<string, string>();
    const done = await forEachAtOnce(paths, HASHES_AT_ONCE, async (path) => {
      const sum = createHash('sha256');
      try {
        await pipeline(createReadStream(absolute(path)), sum, { signal });
        hashes.set(path, sum.digest('hex'));
      } catch {
        if (signal.aborted) return cancelled();
      }
      return undefined;
    });
    return done.ok ? ok(hashes) : done;
  }

  return { look: (paths) => lookInside(paths, STATS_AT_ONCE, stat), walk, hash };
}
