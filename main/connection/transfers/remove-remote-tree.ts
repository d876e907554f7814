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

const isGone = (result: Result<unknown>): boolean => result.ok || result.problem.code === 'not-found';

/**
 * Removes a folder of a machine with all that is in it; links are removed as links. False when something stays, also what
 * there was no time for.
 */
export async function removeRemoteTree(
  channels: readonly [RemoteFiles, ...RemoteFiles[]],
  folder: string,
  signal: AbortSignal,
  depth = 0,
): Promise<boolean> {
  const [channel] = channels;
  const enough = new AbortController();
  const inside: string[] = [];
  const files = new Lanes(FILES_AT_ONCE, Number.POSITIVE_INFINITY);
  let isEmpty = true;
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
            if (!isGone(await channel.removeFile(joinPath(folder, name)))) isEmpty = false;
          });
        }
      }
    },
    AbortSignal.any([signal, enough.signal]),
  );
  await files.idle();
  if (!listed.ok) return listed.problem.code === 'not-found';
  if (inside.length > 0 && depth >= MAX_DEPTH) return false;
  const folders = new Lanes(depth === 0 ? FOLDERS_AT_ONCE : 1, Number.POSITIVE_INFINITY);
  for (const name of inside) {
    await folders.start(1, async () => {
      if (!(await removeRemoteTree(channels, joinPath(folder, name), signal, depth + 1))) isEmpty = false;
    });
  }
  await folders.idle();
  return isEmpty && isGone(await channel.removeFolder(folder));
}
