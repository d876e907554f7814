import type { FileCallOutput } from '../../contract/file-port.ts';
import type { Result } from '../../contract/problem.ts';
import { fail, ok } from '../../lib/result.ts';
import type { RemoteFile, RemoteFiles, RemoteStat } from '../remote/remote-files.ts';

interface Preview {
  path: string;
  maxBytes: number;
  fromEnd: boolean;
}

/** What is at a path when a file is wanted; opening a pipe would wait for ever, opening a device may do things. */
export async function statRegularFile(files: RemoteFiles, path: string): Promise<Result<RemoteStat>> {
  const there = await files.stat(path, true);
  if (!there.ok) return there;
  if (there.value.kind === 'folder') return fail('not-supported', 'This is a folder.', 'Open it instead.');
  if (there.value.kind !== 'file') {
    return fail('not-supported', 'This is no file, but a pipe, a socket or a device.', 'Look at it in a terminal.');
  }
  return there;
}

/** The first bytes of a file, or the last ones. */
export async function readPreview(
  files: RemoteFiles,
  { path, maxBytes, fromEnd }: Preview,
): Promise<Result<FileCallOutput<'read'>>> {
  const there = await statRegularFile(files, path);
  if (!there.ok) return there;
  const opened = await files.openFile(path, 'read');
  if (!opened.ok) return opened;
  const { sizeBytes } = there.value;
  const start = fromEnd ? Math.max(0, sizeBytes - maxBytes) : 0;
  // Files of /proc have no size, but something in them; others grow.
  const wanted = sizeBytes === 0 ? maxBytes : Math.min(maxBytes, sizeBytes - start);
  const read = await readAll(opened.value, start, wanted, files.readBytes);
  await opened.value.close();
  if (!read.ok) return read;
  const total = Math.max(sizeBytes, start + read.value.length);
  const isCut =
    start > 0 || start + read.value.length < sizeBytes || (sizeBytes === 0 && read.value.length === maxBytes);
  return ok({ bytes: read.value, sizeBytes: total, isCut });
}

/** Some requests at once; a buffer of its own, which is posted. */
async function readAll(
  file: RemoteFile,
  start: number,
  wanted: number,
  pieceBytes: number,
): Promise<Result<Uint8Array<ArrayBuffer>>> {
  const bytes = new Uint8Array(wanted);
  let next = 0;
  let end = wanted;
  let failure: Extract<Result<never>, { ok: false }> | undefined;
  async function work(): Promise<void> {
    while (next < end && failure === undefined) {
      const at = next;
      const piece = bytes.subarray(at, Math.min(at + pieceBytes, wanted));
      next += piece.length;
      const read = await file.read(start + at, piece);
      if (!read.ok) failure = read;
      else if (read.value < piece.length) end = Math.min(end, at + read.value);
    }
  }
  await Promise.all(Array.from({ length: file.isSequential ? 1 : 8 }, work));
  return failure ?? ok(end === wanted ? bytes : bytes.slice(0, end));
}
