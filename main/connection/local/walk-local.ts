import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../../contract/problem.ts';
import { problem } from '../../lib/result.ts';
import { localStat } from './local-source.ts';
import { explainLocal } from './local-problems.ts';
import { MAX_DEPTH } from './target-folder.ts';

/** Looked at ahead of whoever asks. */
const AHEAD = 64;

/** One thing of this computer below a folder; folders come before what is in them. */
export type LocalItem =
  | { path: string; kind: 'file' | 'folder'; sizeBytes: number; modifiedAt: number; mode: number }
  | { path: string; kind: 'link'; sizeBytes: number; modifiedAt: number; mode: number; target: string }
  /** A socket, pipe or device, which is not transferred. */
  | { path: string; kind: 'other' }
  /** A folder that cannot be read, or something that cannot be looked at. */
  | { path: string; kind: 'failed'; problem: Problem };

/**
 * Everything below a folder, in the order of names, folder by folder. Links are reported, never followed. Takes the
 * memory of one path through the tree, however many files there are.
 *
 * @param source absolute
 */
export async function* walkLocal(source: string, signal?: AbortSignal): AsyncGenerator<LocalItem> {
  yield* walkFolder(source, '', 0, signal);
}

async function* walkFolder(
  folder: string,
  prefix: string,
  depth: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<LocalItem> {
  const own = prefix.slice(0, -1);
  if (depth > MAX_DEPTH) {
    yield { path: own, kind: 'failed', problem: problem('limit-reached', 'The folders lie too deep in one another.') };
    return;
  }
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    yield { path: own, kind: 'failed', problem: explainLocal(error, folder) };
    return;
  }
  // By code unit: the same on every computer.
  names.sort((one, other) => (one < other ? -1 : 1));
  for (let start = 0; start < names.length; start += AHEAD) {
    if (isGivenUp(signal)) return;
    const some = names.slice(start, start + AHEAD);
    const items = await Promise.all(some.map((name) => look(join(folder, name), prefix + name)));
    for (const [index, item] of items.entries()) {
      yield item;
      if (item.kind !== 'folder') continue;
      yield* walkFolder(join(folder, some[index] ?? ''), `${item.path}/`, depth + 1, signal);
      if (isGivenUp(signal)) return;
    }
  }
}

const isGivenUp = (signal: AbortSignal | undefined) => signal?.aborted === true;

async function look(at: string, path: string): Promise<LocalItem> {
  try {
    const stats = await lstat(at);
    if (stats.isFile()) return { path, kind: 'file', ...localStat(stats) };
    if (stats.isDirectory()) return { path, kind: 'folder', ...localStat(stats), sizeBytes: 0 };
    if (!stats.isSymbolicLink()) return { path, kind: 'other' };
    return { path, kind: 'link', ...localStat(stats), sizeBytes: 0, target: await readlink(at) };
  } catch (error) {
    return { path, kind: 'failed', problem: explainLocal(error, at) };
  }
}
