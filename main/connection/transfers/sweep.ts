import { removeRemoteTree } from './remove-remote-tree.ts';
import type { RemoteFiles } from '../remote/remote-files.ts';
import type { Target } from './target.ts';

export interface Leftovers {
  /** Where `.part` files may be. */
  folders: readonly string[];
  /** Folders of one transfer alone, with all that is in them. */
  stagings: readonly string[];
  tag: string;
  /** When there was time enough: a machine can list without end. */
  signal: AbortSignal;
}

/**
 * Takes away what a transfer left half-written. Gives what could not be looked at or removed, and whether some of it was
 * still being written.
 * @param channels where the transfer goes to a machine
 */
export async function sweep(
  target: Target,
  channels: readonly [RemoteFiles, ...RemoteFiles[]] | undefined,
  left: Leftovers,
): Promise<{ folders: string[]; stagings: string[]; isFilling: boolean }> {
  const folders: string[] = [];
  const stagings: string[] = [];
  let isFilling = false;
  const ending = `.${left.tag}.part`;
  for (const folder of left.folders)
    if (!(await target.removeEnding(folder, ending, left.signal))) folders.push(folder);
  for (const staging of left.stagings) {
    if (channels === undefined || !staging.endsWith(ending)) continue;
    const removal = await removeRemoteTree(channels, staging, left.signal);
    if (removal !== 'gone') stagings.push(staging);
    isFilling ||= removal === 'filling';
  }
  return { folders, stagings, isFilling };
}
