import type { Result } from '../../contract/problem.ts';
import { plainText } from '../../lib/plain-text.ts';
import { fail, ok } from '../../lib/result.ts';
import type { RemoteFile, RemoteFiles } from '../remote/remote-files.ts';

/** Read and write for the owner alone, until it is whole. */
const PART_MODE = 0o600;

/** An empty file under the `.part` name. One that was left by an earlier attempt goes. */
export async function createRemotePart(files: RemoteFiles, path: string): Promise<Result<RemoteFile>> {
  const created = await files.openFile(path, 'create', PART_MODE);
  if (created.ok || created.problem.code !== 'already-exists') return created;
  // Takes away a file, or a link and not what it leads to.
  const removed = await files.removeFile(path);
  if (!removed.ok) return removed;
  return files.openFile(path, 'create', PART_MODE);
}

/**
 * The `.part` of an earlier attempt, open for writing; undefined when there is none that is a plain file with at least so
 * many bytes in it.
 */
export async function reopenRemotePart(
  files: RemoteFiles,
  path: string,
  atLeastBytes: number,
): Promise<Result<RemoteFile | undefined>> {
  const stat = await files.stat(path, false);
  if (!stat.ok) return stat.problem.code === 'not-found' ? ok(undefined) : stat;
  if (stat.value.kind !== 'file' || stat.value.sizeBytes < atLeastBytes) return ok(undefined);
  return files.openFile(path, 'write');
}

/** Why a file cannot have its name, said better than by most machines. */
export async function explainTaken(files: RemoteFiles, path: string, failed: Result<undefined>) {
  if (failed.ok || failed.problem.code === 'connection-lost' || failed.problem.code === 'disk-full') return failed;
  const there = await files.stat(path, false);
  if (!there.ok || there.value.kind !== 'folder') return failed;
  const message = `A folder is where the file “${plainText(path, 300)}” is to be written on the machine.`;
  return fail('already-exists', message, 'Move the folder away, or choose another name.');
}

/** SFTP version 3 knows whole seconds. */
export function isSameTime(one: number | undefined, other: number | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return Math.floor(one / 1000) === Math.floor(other / 1000);
}

export function joinRemote(folder: string, path: string): string {
  return folder.endsWith('/') ? folder + path : `${folder}/${path}`;
}

/** Names of the parts of a path on a machine. */
export function splitRemotePath(path: string): { folder: string; name: string } {
  const slash = path.lastIndexOf('/');
  return { folder: path.slice(0, slash + 1), name: path.slice(slash + 1) };
}
