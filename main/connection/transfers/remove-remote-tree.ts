import type { Result } from '../../contract/problem.ts';
import type { RemoteFiles } from '../remote/remote-files.ts';
import { Lanes } from './lanes.ts';
import { joinPath } from './source-item.ts';

const FILES_AT_ONCE = 64;
const FOLDERS_AT_ONCE = 8;
/** Deeper is not looked at: nothing that was sent is. */
const MAX_DEPTH = 128;
/** More folders in one than anybody sends: the machine makes them up. */
const MAX_FOLDERS = 100_000;

/** What became of a folder: `filling` while somebody on the machine still writes into it, `stays` when it will not go. */
type Removal = 'gone' | 'filling' | 'stays';

const isGone = (result: Result<unknown>): boolean => result.ok || result.problem.code === 'not-found';

/**
 * Removes a folder of a machine with all that is in it; links are removed as links. What there was no time for stays.
 */
export async function removeRemoteTree(
  channels: readonly [RemoteFiles, ...RemoteFiles[]],
  folder: string,
  signal: AbortSignal,
  depth = 0,
): Promise<Removal> {
  const [channel] = channels;
  const enough = new AbortController();
  const inside: string[] = [];
  const files = new Lanes(FILES_AT_ONCE, Number.POSITIVE_INFINITY);
  let left: Removal = 'gone';
  const listed = await channel.list(
    folder,
    async (entries) => {
      for (const { name, stat } of entries) {
        if (name === '' || name === '.' || name === '..' || name.includes('/')) continue;
        if (stat.kind === 'folder') {
          inside.push(name);
          if (inside.length >= MAX_FOLDERS) enough.abort();
        } else {
          await files.start(1, async () => {
            if (!isGone(await channel.removeFile(joinPath(folder, name)))) left = 'stays';
          });
        }
      }
    },
    AbortSignal.any([signal, enough.signal]),
  );
  await files.idle();
  if (!listed.ok) return listed.problem.code === 'not-found' ? 'gone' : 'stays';
  if (inside.length > 0 && depth >= MAX_DEPTH) return 'stays';
  const folders = new Lanes(depth === 0 ? FOLDERS_AT_ONCE : 1, Number.POSITIVE_INFINITY);
  for (const name of inside) {
    await folders.start(1, async () => {
      const removal = await removeRemoteTree(channels, joinPath(folder, name), signal, depth + 1);
      if (left !== 'stays' && removal !== 'gone') left = removal;
    });
  }
  await folders.idle();
  if (left !== 'gone') return left;
  const removed = await channel.removeFolder(folder);
  if (isGone(removed)) return 'gone';
  return !removed.ok && removed.problem.code === 'not-empty' ? 'filling' : 'stays';
}
