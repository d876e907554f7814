import { createHash } from 'node:crypto';
import type { Result } from '../../contract/problem.ts';
import { fail, ok } from '../../lib/result.ts';
import { pathWord, scriptCommand } from '../shell-files/shell-script.ts';
import type { RemoteFiles } from '../remote/remote-files.ts';
import { transferBuffers } from './buffer-pool.ts';
import { unlessAborted } from './aborted.ts';
import type { MoveContext } from './mover.ts';

/** Read back whole, sooner than a command is started. */
const READ_BACK_BYTES = 1024 * 1024;
/** Besides the first and the last MiB. */
const SAMPLES = 6;
const SAMPLE_BYTES = 128 * 1024;
/** A slow disk still reads this much in a second. */
const SLOW_BYTES_PER_MS = 10_000;
const COMMAND_MS = 30_000;
const MAX_ANSWER_BYTES = 4096;

type Read = (position: number, into: Uint8Array) => Promise<Result<number>>;

/**
 * Whether the first `byteCount` bytes of both files are the same: by SHA-256 where the machine can work it out by itself,
 * otherwise by reading back its first and last MiB and some in between.
 */
export async function isSameContent(
  context: MoveContext,
  files: RemoteFiles,
  remotePath: string,
  readLocal: Read,
  byteCount: number,
): Promise<Result<boolean>> {
  if (byteCount === 0) return ok(true);
  if (byteCount > READ_BACK_BYTES) {
    const command = await digestCommand(context, remotePath, byteCount);
    const [remote, local] =
      command === undefined
        ? []
        : await Promise.all([digestOf(context, command, byteCount), localSha256(readLocal, byteCount, context.signal)]);
    if (context.signal.aborted) return fail('cancelled', 'The transfer was stopped.');
    if (remote !== undefined && local !== undefined) return local.ok ? ok(local.value === remote) : local;
  }
  return compareSamples(context, files, remotePath, readLocal, byteCount);
}

async function digestCommand(context: MoveContext, path: string, byteCount: number): Promise<string | undefined> {
  const abilities = await context.machine.abilities();
  if (!abilities.ok || !abilities.value.hasShell || abilities.value.sha256 === undefined) return undefined;
  return scriptCommand(`head -c ${byteCount} ${pathWord(path)} | ${abilities.value.sha256}`);
}

async function digestOf(context: MoveContext, command: string, byteCount: number): Promise<string | undefined> {
  const timeoutMs = COMMAND_MS + byteCount / SLOW_BYTES_PER_MS;
  const ran = await context.machine.run(command, { maxBytes: MAX_ANSWER_BYTES, timeoutMs, signal: context.signal });
  if (!ran.ok || ran.value.code !== 0) return undefined;
  return /^\\?([0-9a-f]{64})(\s|$)/.exec(ran.value.output.toString('latin1'))?.[1];
}

async function localSha256(read: Read, byteCount: number, signal: AbortSignal): Promise<Result<string>> {
  const hash = createHash('sha256');
  const buffer = await transferBuffers.take(SAMPLE_BYTES);
  try {
    for (let position = 0; position < byteCount;) {
      if (signal.aborted) return fail('cancelled', 'The transfer was stopped.');
      const part = buffer.subarray(0, Math.min(buffer.byteLength, byteCount - position));
      const got = await read(position, part);
      if (!got.ok) return got;
      if (got.value === 0) break;
      hash.update(part.subarray(0, got.value));
      position += got.value;
    }
    return ok(hash.digest('hex'));
  } finally {
    transferBuffers.give(buffer);
  }
}

async function compareSamples(
  context: MoveContext,
  files: RemoteFiles,
  remotePath: string,
  readLocal: Read,
  byteCount: number,
): Promise<Result<boolean>> {
  const opened = await unlessAborted(files.openFile(remotePath, 'read'), context.signal);
  if (!opened.ok) return opened;
  const file = opened.value;
  const mine = await transferBuffers.take(SAMPLE_BYTES);
  const theirs = new Uint8Array(SAMPLE_BYTES);
  try {
    // A pipe reads only onwards, and what cannot be looked at is not believed.
    if (file.isSequential && byteCount > READ_BACK_BYTES) return ok(false);
    for (const { start, end } of sampleRanges(byteCount)) {
      const length = end - start;
      const remote = await unlessAborted(file.read(start, theirs.subarray(0, length)), context.signal);
      if (!remote.ok) return remote;
      const local = await readLocal(start, mine.subarray(0, length));
      if (!local.ok) return local;
      if (local.value !== length || remote.value !== length) return ok(false);
      if (Buffer.compare(mine.subarray(0, length), theirs.subarray(0, length)) !== 0) return ok(false);
    }
    return ok(true);
  } finally {
    transferBuffers.give(mine);
    void file.close();
  }
}

/** In ascending order, without overlaps. */
function sampleRanges(byteCount: number): { start: number; end: number }[] {
  const starts = new Set<number>();
  const addMebibyte = (from: number, to: number) => {
    for (let start = from; start < to; start += SAMPLE_BYTES) starts.add(start);
  };
  const step = (value: number) => Math.floor(value / SAMPLE_BYTES) * SAMPLE_BYTES;
  addMebibyte(0, Math.min(byteCount, READ_BACK_BYTES));
  for (let sample = 1; sample <= SAMPLES; sample += 1) starts.add(step((byteCount * sample) / (SAMPLES + 1)));
  addMebibyte(step(Math.max(0, byteCount - READ_BACK_BYTES)), byteCount);
  return [...starts]
    .toSorted((one, other) => one - other)
    .map((start) => ({ start, end: Math.min(start + SAMPLE_BYTES, byteCount) }))
    .filter(({ start, end }) => end > start);
}
