import { lstat, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { problem } from '../../lib/result.ts';
import { explainLocal } from '../local/local-problems.ts';
import { localStat } from '../local/local-source.ts';
import { localItems } from './local-items.ts';
import type { Run } from './run.ts';
import type { SourceItem } from './source-item.ts';

/** How many things are looked at between two words about how many there are. */
const COUNT_STEP = 500;

/** A chosen thing of this computer as the first item of its walk. */
async function look(source: string): Promise<SourceItem> {
  if (basename(source) === '') {
    return {
      kind: 'failed',
      path: '',
      problem: problem('unsafe-name', 'A whole disk cannot be sent.', 'Choose a folder of it.'),
    };
  }
  try {
    const stats = await lstat(source);
    if (stats.isFile()) return { kind: 'file', path: '', ...localStat(stats) };
    if (stats.isDirectory()) return { kind: 'folder', path: '', ...localStat(stats) };
    if (!stats.isSymbolicLink()) return { kind: 'other', path: '' };
    return { kind: 'link', path: '', target: await readlink(source), modifiedAt: stats.mtimeMs };
  } catch (error) {
    return { kind: 'failed', path: '', problem: explainLocal(error, source) };
  }
}

/** A chosen thing of this computer, with all that is in it. */
export async function* localThing(source: string, signal: AbortSignal): AsyncGenerator<SourceItem> {
  const top = await look(source);
  yield top;
  if (top.kind === 'folder') yield* localItems(source, signal);
}

/** Counts what is to be sent, beside the work at it. */
export async function countLocal(run: Run, sources: readonly string[]): Promise<void> {
  const { tally, journal } = run.parts;
  tally.counting(true);
  let files = 0;
  let bytes = 0;
  const say = () => {
    tally.count(files, bytes);
    files = 0;
    bytes = 0;
  };
  for (const source of sources) {
    for await (const item of localThing(source, run.signal)) {
      if (run.signal.aborted) return;
      if (item.kind === 'folder' || item.kind === 'end') continue;
      files += 1;
      if (item.kind === 'file') bytes += item.sizeBytes;
      if (files >= COUNT_STEP) say();
    }
  }
  say();
  if (run.signal.aborted) return;
  journal.append({ t: 'totals', ...tally.counted });
  tally.counting(false);
}

/** Whether there are more small files in a folder than so many; no more is looked at than it takes to tell. */
export async function hasManySmall(
  source: string,
  count: number,
  maxBytes: number,
  signal: AbortSignal,
): Promise<boolean> {
  let found = 0;
  for await (const item of localThing(source, signal)) {
    if (item.kind === 'file' && item.sizeBytes <= maxBytes) found += 1;
    if (found > count) return true;
  }
  return false;
}
