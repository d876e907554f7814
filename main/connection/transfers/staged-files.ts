import { pause } from '../../lib/pause.ts';
import type { TreeItem } from '../move/mover.ts';
import { PathSet, pathKey } from './path-set.ts';
import { remoteItems } from './remote-items.ts';
import type { Run } from './run.ts';

/** Between two looks at a folder; milliseconds. */
const LOOK_AGAIN_MS = 500;
/** What writes into it for longer than this will not end; milliseconds. */
const RESTLESS_LIMIT_MS = 60_000;

/** A file as it is when all of it has arrived: path, size and time. */
export function stagedKey(run: Run, item: Pick<TreeItem, 'path' | 'sizeBytes' | 'modifiedAt'>): number {
  const seconds = item.modifiedAt === undefined ? '' : Math.floor(item.modifiedAt / 1000);
  return pathKey(run.parts.journal.salt, `${item.path}\0${item.sizeBytes}\0${seconds}`);
}

/**
 * What an earlier run has put into a folder, by {@link stagedKey}, once nothing moves in it any more: the tar of a
 * connection that was lost, or of a process that crashed, still unpacks what it was sent, and would write over what is
 * sent now.
 */
export async function stagedFiles(run: Run, folder: string): Promise<PathSet> {
  const { clock } = run.parts;
  const giveUpAt = clock.now() + RESTLESS_LIMIT_MS;
  for (let before = await look(run, folder); ;) {
    await pause(clock, LOOK_AGAIN_MS);
    const now = await look(run, folder);
    const isAtRest = now.mark === before.mark && now.found.size === before.found.size;
    if (isAtRest || run.signal.aborted || clock.now() > giveUpAt) return now.found;
    before = now;
  }
}

/** The files of a moment, and a mark of them all, in whatever order they were told. */
async function look(run: Run, folder: string): Promise<{ found: PathSet; mark: number }> {
  const found = new PathSet();
  let mark = 0;
  for await (const item of remoteItems({ channels: run.parts.channels, root: folder, signal: run.signal })) {
    if (item.kind !== 'file') continue;
    const key = stagedKey(run, item);
    found.add(key);
    mark ^= key % 2 ** 32;
  }
  return { found, mark };
}
