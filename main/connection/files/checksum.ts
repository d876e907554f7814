import { createHash } from 'node:crypto';
import type { Result } from '../../contract/problem.ts';
import { fail, ok } from '../../lib/result.ts';
import type { RemoteFile, RemoteFiles } from '../remote/remote-files.ts';
import { pathWord } from '../shell-files/shell-script.ts';
import { type FileTask, hasCommands, stopped } from './file-task.ts';
import { runLong } from './long-command.ts';
import { statRegularFile } from './read-preview.ts';

/** Pieces that are read at once; they are hashed in order. */
const PIECES = 8;

/** SHA-256 of a file in hex, worked out on the machine where it can, else by reading it. */
export async function checksum(task: FileTask, files: RemoteFiles, path: string): Promise<Result<{ sha256: string }>> {
  const there = await statRegularFile(files, path);
  if (!there.ok) return there;
  const able = await task.machine.abilities();
  if (!able.ok) return able;
  const { sha256 } = able.value;
  if (sha256 !== undefined && (await hasCommands(task))) {
    const done = await runLong(task, `exec ${sha256} < ${pathWord(path)}`);
    if (!done.ok) return done;
    const digest = /^\\?([0-9a-f]{64})\b/i.exec(done.value.output)?.[1];
    if (done.value.code === 0 && digest !== undefined) return ok({ sha256: digest.toLowerCase() });
    task.log(`no checksum from the machine (code ${done.value.code}); reading the file instead`);
  }
  const opened = await files.openFile(path, 'read');
  if (!opened.ok) return opened;
  const hashed = await hashFile(task, opened.value, files.readBytes, there.value.sizeBytes);
  await opened.value.close();
  return hashed;
}

/** Reads ahead of the hash, which wants its bytes in order. */
async function hashFile(
  task: FileTask,
  file: RemoteFile,
  pieceBytes: number,
  sizeBytes: number,
): Promise<Result<{ sha256: string }>> {
  const hash = createHash('sha256');
  const atOnce = file.isSequential ? 1 : PIECES;
  const reads: Promise<Result<Buffer>>[] = [];
  let asked = 0;
  let done = 0;
  async function readPiece(at: number): Promise<Result<Buffer>> {
    const buffer = Buffer.allocUnsafe(pieceBytes);
    const read = await file.read(at, buffer);
    return read.ok ? ok(buffer.subarray(0, read.value)) : read;
  }
  for (;;) {
    if (task.signal.aborted) {
      await Promise.all(reads);
      return stopped(task);
    }
    // Past the size it had, one at a time: it may have grown, and ends where nothing more comes.
    while (reads.length === 0 || (reads.length < atOnce && asked < sizeBytes)) {
      reads.push(readPiece(asked));
      asked += pieceBytes;
    }
    const piece = await reads.shift();
    if (piece === undefined) return fail('internal', 'Nothing was read.');
    if (!piece.ok) {
      await Promise.all(reads);
      return piece;
    }
    hash.update(piece.value);
    done += piece.value.length;
    task.onProgress(done, Math.max(sizeBytes, done));
    if (piece.value.length < pieceBytes) break;
    if (done > sizeBytes + MAX_GROWTH_BYTES) {
      return fail('changed-meanwhile', 'This file grows faster than it can be read.', 'Try again when it is complete.');
    }
  }
  await Promise.all(reads);
  return ok({ sha256: hash.digest('hex') });
}

/** A file that grows by more than this while it is read has no checksum worth knowing. */
const MAX_GROWTH_BYTES = 64 * 1024 * 1024;
