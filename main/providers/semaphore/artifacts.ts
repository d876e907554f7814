import type { Artifact } from '../../contract/build.ts';
import type { Result } from '../../contract/problem.ts';
import { plainText } from '../../lib/plain-text.ts';
import { fail, ok } from '../../lib/result.ts';
import type { SemaphoreApi } from './api.ts';

/** The API lists one folder at a time. */
const MAX_FOLDERS = 40;
const MAX_DEPTH = 8;
const MAX_FILES = 2000;

interface ReadArtifact {
  body: AsyncIterable<Uint8Array>;
  sizeBytes?: number | undefined;
}

/** A path as the API takes it: relative, and going down only. */
function isDownward(path: string): boolean {
  return (
    !path.startsWith('/') && !path.includes('\\') && path.split('/').every((part) => !['', '.', '..'].includes(part))
  );
}

/** Every file a job left behind, folder by folder. */
export async function listArtifacts(api: SemaphoreApi, jobId: string): Promise<Result<Artifact[]>> {
  const found: Artifact[] = [];
  const folders = [''];
  const seen = new Set(folders);
  for (let index = 0; index < folders.length && index < MAX_FOLDERS && found.length < MAX_FILES; index += 1) {
    const reply = await api.artifacts(jobId, folders[index] ?? '');
    // A job without artifacts has no folder either.
    if (!reply.ok && reply.problem.code === 'not-found') continue;
    if (!reply.ok) return found.length === 0 ? reply : ok(found);
    for (const { path, isFolder, sizeBytes } of reply.value) {
      if (!isDownward(path) || seen.has(path)) continue;
      seen.add(path);
      if (!isFolder) found.push({ id: path, name: plainText(path, 400), sizeBytes, machine: 0 });
      else if (path.split('/').length <= MAX_DEPTH) folders.push(path);
    }
  }
  return ok(found.slice(0, MAX_FILES));
}

/** The bytes of one file; they come from where the service keeps them, without the token. */
export async function readArtifact(api: SemaphoreApi, jobId: string, path: string): Promise<Result<ReadArtifact>> {
  if (!isDownward(path)) return fail('bad-request', 'This is not the name of an artifact.', 'Refresh the build.');
  const reply = await api.artifact(jobId, path);
  if (!reply.ok) return reply;
  const length = Number(reply.value.header('content-length') ?? Number.NaN);
  const isPlain = reply.value.header('content-encoding') === undefined;
  return ok({ body: reply.value.body, sizeBytes: Number.isSafeInteger(length) && isPlain ? length : undefined });
}
