import type { FileCallOutput } from '../../contract/file-port.ts';
import type { Result } from '../../contract/problem.ts';
import { ok } from '../../lib/result.ts';
import type { RemoteFiles, RemoteStat } from '../remote/remote-files.ts';
import { withoutEndSlashes } from './entry-names.ts';
import { type FileTask, follow, inParallel, osOf, requestsAtOnce, stopped } from './file-task.ts';
import { eachByCommand } from './each-by-command.ts';
import { walkTree } from './walk-tree.ts';

/** After this many things or this long, counting stops and says that there is more. */
export const MAX_COUNTED = 200_000;
const COUNTING_MS = 10_000;

type Count = FileCallOutput<'count'>;

function add(count: Count, { kind, sizeBytes }: RemoteStat): void {
  if (kind === 'folder') count.folders += 1;
  else if (kind === 'link') count.links += 1;
  else {
    count.files += 1;
    count.sizeBytes += kind === 'file' && Number.isFinite(sizeBytes) ? Math.max(0, sizeBytes) : 0;
  }
}

/** Counts what lies at the paths and in them. What cannot be looked into counts as itself. */
export async function countThings(
  task: FileTask,
  files: RemoteFiles,
  paths: readonly string[],
  limit = { things: MAX_COUNTED, milliseconds: COUNTING_MS },
): Promise<Result<Count>> {
  const count: Count = { files: 0, folders: 0, links: 0, sizeBytes: 0, isMore: false };
  const { controller, release } = follow(task.signal);
  const { signal } = controller;
  const giveUp = () => {
    count.isMore = true;
    controller.abort();
  };
  const cancel = task.clock.after(limit.milliseconds, giveUp);
  function counted(stat: RemoteStat): void {
    add(count, stat);
    if (count.files + count.folders + count.links >= limit.things) giveUp();
  }
  if (files.via === 'shell') {
    await eachByCommand({ ...task, signal }, paths.map(withoutEndSlashes), counted);
    cancel();
    release();
    return task.signal.aborted ? stopped(task) : ok(count);
  }
  const folders = new Set<string>();
  await inParallel(paths.map(withoutEndSlashes), requestsAtOnce(files), signal, async (path) => {
    const there = await files.stat(path, false);
    if (!there.ok) return;
    counted(there.value);
    if (there.value.kind === 'folder') folders.add(path);
  });
  await walkTree({
    files,
    os: await osOf(task),
    roots: [...folders],
    signal,
    visitor: {
      onThing(_, entry) {
        counted(entry.stat);
        return Promise.resolve(undefined);
      },
      onEnter(path) {
        if (!folders.has(path)) counted({ kind: 'folder', sizeBytes: 0, modifiedAt: undefined, mode: undefined });
        return Promise.resolve(undefined);
      },
      onFailure: () => {},
    },
  });
  cancel();
  release();
  return task.signal.aborted ? stopped(task) : ok(count);
}
