import { salvageFiles } from '../../contract/salvage.ts';
import { fail } from '../../lib/result.ts';
import { choose, readPaths, statFiles } from './file-list.ts';
import { packFiles } from './pack-files.ts';
import type { FetchPart } from './part-context.ts';

const MAX_BYTES = 32 * 1024 * 1024;

/** Files that git does not know and does not ignore. */
export const fetchUntracked: FetchPart = async (context) => {
  const { machine, clone, order, signal, leaveOut } = context;
  if (!clone.ok) return clone;
  const { git, path } = clone.value;
  const listed = await git.run('g ls-files --others --exclude-standard -z', { maxBytes: MAX_BYTES, signal });
  if (!listed.ok) return listed;
  if (listed.value.code !== 0)
    return fail('service-failed', 'Git on the machine could not list the files.', undefined, listed.value.errors);
  const items = await statFiles(machine, path, readPaths(listed.value.output, leaveOut), { signal, leaveOut });
  if (!items.ok) return items;
  return packFiles(context, salvageFiles.untracked, path, choose(items.value, { ...order, ...context }, leaveOut));
};
