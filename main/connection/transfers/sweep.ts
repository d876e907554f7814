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
 * Takes away what a transfer left half-written. Gives what could not be looked at or removed.
 * @param channels where the transfer goes to a machine
 */
export async function sweep(
  target: Target,
  channels: readonly [RemoteFiles, ...RemoteFiles[]] | undefined,
  left: Leftovers,
): Promise<{ folders: string[]; stagings: string[] }> {
  const folders: string[] = [];
  const stagings: string[] = [];
  const ending = `.${left.tag}.part`;
  for (const folder of left.folders)
    if (!(await target.removeEnding(folder, ending, left.signal))) folders.push(folder);
  for (const staging of left.stagings) {
    if (channels === undefined || !staging.endsWith(ending)) continue;
    if (!(await removeRemoteTree(channels, staging, left.signal))) stagings.push(staging);
  }
  return { folders, stagings };
}
