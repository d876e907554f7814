import type { Result } from '../../contract/problem.ts';
import { fail, ok } from '../../lib/result.ts';
import type { RemoteFile, RemoteFiles } from '../remote/remote-files.ts';

/** Pieces on their way at once, each as large as a request may be. */
const PIECES = 8;

/** Copies a file of the machine by reading and writing it; the copy has its bits and its time. */
export async function copyFile(
  files: RemoteFiles,
  from: string,
  to: string,
  signal: AbortSignal,
  onBytes: (count: number) => void,
): Promise<Result<undefined>> {
  const source = await files.openFile(from, 'read');
  if (!source.ok) return source;
  try {
    const stat = await source.value.stat();
    if (!stat.ok) return stat;
    const mode = stat.value.mode === undefined ? undefined : stat.value.mode & 0o777;
    const target = await files.openFile(to, 'create', mode === undefined ? undefined : mode | 0o200);
    if (!target.ok) return target;
    const copied = await pump(source.value, target.value, {
      sizeBytes: stat.value.sizeBytes,
      pieceBytes: Math.min(files.readBytes, files.writeBytes),
      signal,
      onBytes,
    });
    const { modifiedAt } = stat.value;
    const kept = copied.ok ? await target.value.setAttributes({ mode, modifiedAt }) : copied;
    const closed = await target.value.close();
    return kept.ok ? closed : kept;
  } finally {
    await source.value.close();
  }
}

interface Pump {
  sizeBytes: number;
  pieceBytes: number;
  signal: AbortSignal;
  onBytes(count: number): void;
}

/** As many bytes as the file had at the beginning: one that grows would never end. */
async function pump(
  source: RemoteFile,
  target: RemoteFile,
  { sizeBytes, pieceBytes, signal, onBytes }: Pump,
): Promise<Result<undefined>> {
  const atOnce = source.isSequential || target.isSequential ? 1 : PIECES;
  let next = 0;
  let failure: Result<undefined> | undefined;
  async function work(): Promise<void> {
    const buffer = new Uint8Array(pieceBytes);
    while (next < sizeBytes && failure === undefined) {
      if (signal.aborted) {
        failure = fail('cancelled', 'This was stopped.');
        return;
      }
      const at = next;
      const wanted = Math.min(pieceBytes, sizeBytes - at);
      next += wanted;
      const read = await source.read(at, buffer.subarray(0, wanted));
      if (!read.ok) failure = read;
      else if (read.value < wanted) failure = fail('changed-meanwhile', 'The file became shorter while it was copied.');
      else {
        const written = await target.write(at, buffer.subarray(0, wanted));
        if (written.ok) onBytes(wanted);
        else failure = written;
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));
  return failure ?? ok();
}
