import { randomUUID } from 'node:crypto';
import type { Result } from '../../contract/problem.ts';
import { fail, ok } from '../../lib/result.ts';
import type { RemoteFiles } from '../remote/remote-files.ts';
import { copyTree } from './copy-tree.ts';
import { baseName, isThing, joinPath, parentPath, withoutEndSlashes } from './entry-names.ts';
import type { FileTask } from './file-task.ts';
import { copyName } from './free-name.ts';
import { removeThings } from './remove-things.ts';

/** Names that are tried before it is given up. */
const MAX_NAMES = 1_000;

/** A name beside another one that nobody else has; it ends like everything that is not whole yet. */
export function partPath(path: string): string {
  return joinPath(parentPath(path), `.jumpseat-${randomUUID()}.part`);
}

/** Removes what a copy left behind, although the task has stopped. */
export async function removePart(task: FileTask, files: RemoteFiles, part: string): Promise<void> {
  if (task.machine.lost.aborted || !(await files.stat(part, false)).ok) return;
  await removeThings({ ...task, signal: task.machine.lost, onProgress: () => {} }, files, [part]);
}

/** Copies a thing beside itself under a free name. Half a copy never has that name. */
export async function duplicate(task: FileTask, files: RemoteFiles, given: string): Promise<Result<{ path: string }>> {
  const path = withoutEndSlashes(given);
  if (!isThing(path)) return fail('not-allowed', 'This has no place beside itself.', 'Choose something in a folder.');
  const source = await files.stat(path, false);
  if (!source.ok) return source;
  const kind = source.value.kind === 'folder' ? 'folder' : 'file';
  const part = partPath(path);
  const copied = await copyTree(task, files, path, part);
  const named = copied.ok ? await nameCopy(files, path, kind, part) : copied;
  if (!named.ok) await removePart(task, files, part);
  return named;
}

async function nameCopy(
  files: RemoteFiles,
  path: string,
  kind: 'file' | 'folder',
  part: string,
): Promise<Result<{ path: string }>> {
  for (let number = 1; number <= MAX_NAMES; number += 1) {
    const target = joinPath(parentPath(path), copyName(baseName(path), kind, number));
    if ((await files.stat(target, false)).ok) continue;
    const named = await files.rename(part, target, false);
    if (named.ok) return ok({ path: target });
    // Somebody took the name meanwhile.
    if (named.problem.code !== 'already-exists') return named;
  }
  return fail('already-exists', 'There are too many copies of this already.', 'Remove some of them.');
}
