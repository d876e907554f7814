import type { Problem, ProblemCode, Result } from '../../contract/problem.ts';
import { fail, ok } from '../../lib/result.ts';
import type { RemoteFiles } from '../remote/remote-files.ts';
import { copyTree } from './copy-tree.ts';
import { partPath, removePart } from './duplicate.ts';
import { baseName, isThing, joinPath, parentPath, withoutEndSlashes } from './entry-names.ts';
import type { FileTask } from './file-task.ts';
import { removeThings } from './remove-things.ts';

interface Move {
  from: string;
  to: string;
  replace: boolean;
}

/** Reasons that copying would not get around. */
const FINAL: ReadonlySet<ProblemCode> = new Set([
  'not-found',
  'already-exists',
  'not-empty',
  'disk-full',
  'connection-lost',
  'timed-out',
  'unsafe-name',
  'cancelled',
]);

/**
 * Renames or moves. Between two file systems, which the machine cannot, it is copied under another name, that is made
 * its own, and then the original is removed: at every moment one of them is whole.
 */
export async function move(task: FileTask, files: RemoteFiles, wanted: Move): Promise<Result<undefined>> {
  const from = withoutEndSlashes(wanted.from);
  const to = withoutEndSlashes(wanted.to);
  const { replace } = wanted;
  if (!isThing(from) || !isThing(to)) return fail('bad-request', 'This is not the name of something in a folder.');
  const [source, folder] = await Promise.all([realPlace(files, from), realPlace(files, to)]);
  if (!source.ok) return source;
  if (!folder.ok) return folder;
  if (source.value === folder.value) return ok();
  if (folder.value.startsWith(`${source.value}/`)) {
    return fail('bad-request', 'A folder cannot be moved into itself.', 'Choose another folder.');
  }
  const renamed = await files.rename(from, to, replace);
  if (renamed.ok || FINAL.has(renamed.problem.code)) return renamed;
  if (renamed.problem.code === 'not-allowed' && !(await mayRemoveFrom(files, from, renamed.problem))) return renamed;

  const [there, target, targetFolder] = await Promise.all([
    files.stat(from, false),
    files.stat(to, false),
    files.stat(parentPath(to), true),
  ]);
  if (!there.ok) return there;
  if (!targetFolder.ok) return targetFolder;
  if (target.ok && !replace)
    return fail('already-exists', 'There is something with this name already.', 'Choose another name.');
  // What is in such a folder is not lost to somebody who replaces a name.
  if (target.ok && target.value.kind === 'folder') return renamed;

  const part = partPath(to);
  const copied = await copyTree(task, files, from, part);
  const named = copied.ok ? await files.rename(part, to, replace) : copied;
  if (!named.ok) {
    await removePart(task, files, part);
    return named;
  }
  const removed = await removeThings({ ...task, onProgress: () => {} }, files, [from]);
  if (!removed.ok) return removed;
  const [left] = removed.value.failed;
  if (left === undefined) return ok();
  return fail(
    left.problem.code,
    'It was copied to its new place, but not all of the original could be removed.',
    'Look at both, and remove the one you do not need.',
    `${left.path}: ${left.problem.message}`,
  );
}

/**
 * SFTP has no word for "another file system", so servers answer with a refusal that says nothing. Whoever can make
 * something beside a thing can take the thing away.
 */
async function mayRemoveFrom(files: RemoteFiles, from: string, refusal: Problem): Promise<boolean> {
  if (/permission|not permitted|denied|read-only/i.test(refusal.detail ?? '')) return false;
  const trial = partPath(from);
  const made = await files.makeFolder(trial, 0o700);
  if (made.ok) await files.removeFolder(trial);
  return made.ok;
}

/** Where a thing lies, with links on the way there resolved, but not the thing itself. */
async function realPlace(files: RemoteFiles, path: string): Promise<Result<string>> {
  const folder = await files.realPath(parentPath(path));
  return folder.ok ? ok(joinPath(folder.value, baseName(path))) : folder;
}
