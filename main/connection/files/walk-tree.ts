import type { Problem } from '../../contract/problem.ts';
import { fail, problem } from '../../lib/result.ts';
import type { RemoteEntry, RemoteFiles } from '../remote/remote-files.ts';
import { isUsableName, joinPath, visibleText } from './entry-names.ts';
import { inParallel, requestsAtOnce } from './file-task.ts';

/** Deeper than this nobody's folders go; a machine that says so leads round in a circle. */
const MAX_DEPTH = 256;
/** Folders that may wait to be looked into. */
const MAX_WAITING = 250_000;

/**
 * What is done on the way through a tree. Links are things like any other: nothing is followed. A problem that is given
 * back goes to `onFailure`.
 */
export interface TreeVisitor {
  /** Before a folder is listed; after a problem it is left out. */
  onEnter?(path: string): Promise<Problem | undefined>;
  onThing(path: string, entry: RemoteEntry): Promise<Problem | undefined>;
  /** After everything in a folder; `isWhole`: nothing in it failed. */
  onLeave?(path: string, isWhole: boolean): Promise<Problem | undefined>;
  /** A folder could not be listed. True: try once more. */
  onRefused?(path: string, problem: Problem): Promise<boolean>;
  onFailure(path: string, problem: Problem): void;
}

interface Folder {
  path: string;
  depth: number;
  parent: Folder | undefined;
  /** Folders in it that are not done, and its own listing. */
  pending: number;
  isWhole: boolean;
}

interface Walk {
  files: RemoteFiles;
  os: 'posix' | 'windows';
  /** Folders, absolute. */
  roots: readonly string[];
  visitor: TreeVisitor;
  signal: AbortSignal;
}

/** Goes through trees, some folders at once, the deepest first, so that little waits. Ends early with the signal. */
export async function walkTree({ files, os, roots, visitor, signal }: Walk): Promise<void> {
  const stack: Folder[] = roots
    .map((path) => ({ path, depth: 0, parent: undefined, pending: 1, isWhole: true }))
    .toReversed();
  const atOnce = files.via === 'sftp' ? 8 : 2;
  const requests = requestsAtOnce(files);
  let active = 0;
  let wake = () => {};

  function failed(folder: Folder | undefined, path: string, reason: Problem | undefined): void {
    if (reason === undefined) return;
    for (let one = folder; one?.isWhole === true; one = one.parent) one.isWhole = false;
    visitor.onFailure(path, reason);
  }

  function found(folder: Folder, entry: RemoteEntry): void {
    const path = joinPath(folder.path, entry.name);
    if (folder.depth >= MAX_DEPTH || stack.length >= MAX_WAITING) {
      return failed(folder, path, problem('limit-reached', 'There are too many folders within one another.'));
    }
    folder.pending += 1;
    stack.push({ path, depth: folder.depth + 1, parent: folder, pending: 1, isWhole: true });
  }

  async function take(folder: Folder, entries: readonly RemoteEntry[]): Promise<void> {
    const usable = entries.filter((entry) => {
      if (isUsableName(entry.name, os)) return true;
      const what = `The machine gave a name that no file can have: ${visibleText(entry.name, 100)}`;
      failed(folder, folder.path, problem('unsafe-name', what));
      return false;
    });
    for (const entry of usable) if (entry.stat.kind === 'folder') found(folder, entry);
    const things = usable.filter((entry) => entry.stat.kind !== 'folder');
    wake();
    await inParallel(things, requests, signal, async (entry) => {
      const path = joinPath(folder.path, entry.name);
      failed(folder, path, await visitor.onThing(path, entry));
    });
  }

  async function list(folder: Folder) {
    const { path } = folder;
    if (path.length > 4_096) return fail('limit-reached', 'This path is too long.');
    return files.list(path, (entries) => take(folder, entries), signal);
  }

  async function visit(folder: Folder): Promise<void> {
    const { path } = folder;
    const refused = await visitor.onEnter?.(path);
    failed(folder, path, refused);
    if (refused === undefined) {
      let listed = await list(folder);
      if (!listed.ok && !signal.aborted && (await visitor.onRefused?.(path, listed.problem)) === true) {
        listed = await list(folder);
      }
      if (!listed.ok && !signal.aborted) failed(folder, path, listed.problem);
    }
    await leave(folder);
  }

  async function leave(folder: Folder): Promise<void> {
    for (let one: Folder | undefined = folder; one !== undefined && !signal.aborted; one = one.parent) {
      one.pending -= 1;
      if (one.pending > 0) return;
      failed(one.parent, one.path, await visitor.onLeave?.(one.path, one.isWhole));
    }
  }

  await new Promise<void>((resolve, reject) => {
    function pump(): void {
      while (active < atOnce && !signal.aborted) {
        const next = stack.pop();
        if (next === undefined) break;
        active += 1;
        visit(next).then(() => {
          active -= 1;
          pump();
        }, reject);
      }
      if (active === 0) resolve();
    }
    wake = pump;
    pump();
  });
}
