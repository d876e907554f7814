import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import type { Result } from '../../contract/problem.ts';
import { describe, fail, ok } from '../../lib/result.ts';

const READ_BYTES = 1_048_576;

/** Size and SHA-256 of a file of this computer. `not-found`, `not-allowed`, `not-supported`, `cancelled` */
export async function localChecksum(
  path: string,
  signal?: AbortSignal,
): Promise<Result<{ sizeBytes: number; sha256: string }>> {
  try {
    // Looked at first: to open a pipe is to wait.
    const there = await stat(path);
    if (!there.isFile()) return fail('not-supported', 'This is no file of this computer.', 'Choose a file.');
    const hash = createHash('sha256');
    let sizeBytes = 0;
    const stream = createReadStream(path, { highWaterMark: READ_BYTES, ...(signal === undefined ? {} : { signal }) });
    stream.on('data', (chunk) => {
      hash.update(chunk);
      sizeBytes += chunk.length;
    });
    await finished(stream);
    return ok({ sizeBytes, sha256: hash.digest('hex') });
  } catch (error) {
    return localProblem(error, signal);
  }
}

function localProblem(error: unknown, signal: AbortSignal | undefined): Extract<Result<never>, { ok: false }> {
  if (signal?.aborted === true) return fail('cancelled', 'This was stopped.');
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return fail('not-found', 'The file is not on this computer any more.', 'Choose another one.');
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return fail('not-allowed', 'This computer does not let Jumpseat read the file.', 'Change its permissions.');
  }
  return fail('storage-failed', 'The file of this computer cannot be read.', undefined, describe(error));
}
