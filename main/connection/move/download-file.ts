import { lstat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Problem, Result } from '../../contract/problem.ts';
import { plainText } from '../../lib/plain-text.ts';
import { fail, ok, problem } from '../../lib/result.ts';
import { partName } from '../local/file-names.ts';
import { freeLocalBytes } from '../local/free-space.ts';
import { LocalPart } from '../local/local-part.ts';
import { LocalSource } from '../local/local-source.ts';
import { codeOf, explainLocal } from '../local/local-problems.ts';
import type { RemoteFile, RemoteFiles, RemoteStat } from '../remote/remote-files.ts';
import { transferBuffers } from './buffer-pool.ts';
import { leasesOf } from './channel-leases.ts';
import type { Lease } from './channel-leases.ts';
import { orAborted, unlessAborted } from './aborted.ts';
import { channelsFor, moveBytes } from './lanes.ts';
import { createProgress } from './move-progress.ts';
import type { MoveProgress } from './move-progress.ts';
import type { FileJob, MoveContext, MoveFile } from './mover.ts';
import { isSameTime } from './remote-part.ts';
import { isSameContent } from './same-content.ts';
import { beginSmallWork } from './small-work.ts';

/** After these the `.part` stays, to go on from. */
const RESUMABLE = new Set<Problem['code']>(['cancelled', 'connection-lost', 'timed-out', 'disk-full']);
/** From here on it is asked whether there is room, before anything is written. */
const ASK_ROOM_BYTES = 1024 * 1024;

interface Download {
  context: MoveContext;
  job: FileJob;
  lease: Lease;
  progress: MoveProgress;
  partPath: string;
}

const tooLarge = problem(
  'too-large',
  'The file is far larger now than when its folder was looked at.',
  'Try again: then it is counted with what it has.',
);

interface Source {
  file: RemoteFile;
  stat: RemoteStat;
}

/** Fetches one file from the machine. */
export const downloadFile: MoveFile = async (context, job) => {
  const progress = createProgress(context, job);
  const { signal, machine } = context;
  const lease = await leasesOf(machine).lease(channelsFor(context, job.resume?.sizeBytes ?? 0), signal);
  if (!lease.ok) return lease;
  const { files } = lease.value;
  const partPath = join(dirname(job.local), partName(basename(job.local), job.tag));
  const download = { context, job, lease: lease.value, progress, partPath };
  let source: Source | undefined;
  try {
    const opened = await unlessAborted(openSource(files, job.remote), signal, (late) => void late.file.close());
    if (!opened.ok) return opened;
    source = opened.value;
    if (job.accepts?.(source.stat.sizeBytes) === false) return await giveUp(download, tooLarge);
    return await fetchFrom(download, source);
  } finally {
    void source?.file.close();
    lease.value.release();
  }
};

async function openSource(files: RemoteFiles, path: string): Promise<Result<Source>> {
  // Before it is opened: a pipe on the machine may never answer.
  const before = await files.stat(path, true);
  if (!before.ok) return before;
  if (before.value.kind !== 'file') {
    return fail('not-supported', `“${plainText(path, 300)}” is not a file.`, 'Only files and folders can be fetched.');
  }
  const file = await files.openFile(path, 'read');
  return file.ok ? ok({ file: file.value, stat: before.value }) : file;
}

async function fetchFrom(download: Download, { file, stat }: Source): Promise<Result<undefined>> {
  const { context, job, lease, progress } = download;
  const { sizeBytes, modifiedAt, mode } = stat;
  const started = await unlessAborted(start(download, stat), context.signal, (late) => {
    if (late !== 'done') void late.part.close();
  });
  if (!started.ok) return giveUp(download, started.problem);
  progress.begin(started.value === 'done' ? sizeBytes : started.value.from, { sizeBytes, modifiedAt });
  if (started.value === 'done') return ok();
  await using part = started.value.part;
  const { from } = started.value;
  const isOneRequest = sizeBytes - from <= lease.files.readBytes && !file.isSequential;
  const moved = await (isOneRequest
    ? fetchAtOnce(download, { file, stat }, part, from)
    : fetchInParts(download, { file, stat }, part, from));
  if (!moved.ok) return await giveUp(download, moved.problem);
  const finished = await part.finish({ path: job.local, sizeBytes, modifiedAt, replace: job.replace, mode });
  if (!finished.ok) {
    const isDone = finished.problem.code === 'already-exists' && (await isHere(download, stat));
    if (!isDone) return await giveUp(download, finished.problem);
    await part.remove();
  }
  progress.finished();
  return ok();
}

/** Content, and whether it is still the same file, back to back. */
async function fetchAtOnce(
  { context, job, lease, progress }: Download,
  { file, stat }: Source,
  part: LocalPart,
  from: number,
): Promise<Result<undefined>> {
  const byteCount = stat.sizeBytes - from;
  using _small = beginSmallWork(context.machine);
  const buffer = await transferBuffers.take(byteCount);
  const bytes = buffer.subarray(0, byteCount);
  const answers = await orAborted(
    Promise.all([
      byteCount === 0 ? ok(0) : file.read(from, bytes),
      isUnchanged(lease.files, file, job.remote, stat),
    ]).then(async ([read, unchanged]) => {
      const isWhole = read.ok && read.value === byteCount && unchanged.ok && !context.signal.aborted;
      const written = isWhole && byteCount > 0 ? await part.write(from, bytes) : ok();
      transferBuffers.give(buffer);
      return { read, unchanged, written };
    }),
    context.signal,
  );
  if (answers === undefined) return fail('cancelled', 'The transfer was stopped.');
  const { read, unchanged, written } = answers;
  if (!read.ok) return read;
  if (!unchanged.ok) return unchanged;
  if (read.value !== byteCount) return fail('changed-meanwhile', 'The file became shorter while it was being fetched.');
  if (written.ok) progress.arrivedAll();
  return written;
}

async function fetchInParts(
  { context, job, lease, progress }: Download,
  { file, stat }: Source,
  part: LocalPart,
  from: number,
): Promise<Result<undefined>> {
  const moved = await moveBytes(context, {
    from,
    to: stat.sizeBytes,
    first: { lease, file },
    again: (files) => openSame(files, job.remote, stat),
    through: ({ lease: { files }, file: source }) => ({
      chunkBytes: files.readBytes,
      read: source.read.bind(source),
      write: part.write.bind(part),
    }),
    onArrived: progress.arrived,
  });
  if (!moved.ok) return moved;
  return unlessAborted(isUnchanged(lease.files, file, job.remote, stat), context.signal);
}

/** Finds what an earlier attempt left, or begins. */
async function start(
  download: Download,
  stat: RemoteStat,
): Promise<Result<'done' | { part: LocalPart; from: number }>> {
  const { context, job, lease, progress, partPath } = download;
  const point = job.resume;
  if (point !== undefined) {
    const isSameSource = point.sizeBytes === stat.sizeBytes && point.modifiedAt === stat.modifiedAt;
    const left = isSameSource ? await LocalPart.reopen(partPath, point.bytes) : ok(undefined);
    if (!left.ok) return left;
    const part = left.value;
    if (part !== undefined) {
      const same = await isSameContent(context, lease.files, job.remote, part.read.bind(part), point.bytes);
      if (same.ok && same.value) return ok({ part, from: point.bytes });
      await part.close();
      if (!same.ok) return same;
    } else if (isSameSource && (await isHere(download, stat))) return ok('done');
    progress.lost();
  }
  const there = await whatIsAt(job.local);
  if (!there.ok) return there;
  if (there.value === 'folder' || (there.value === 'file' && !job.replace)) {
    if (there.value === 'file' && (await isHere(download, stat))) return ok('done');
    const what = there.value === 'folder' ? 'A folder' : 'A file';
    return fail('already-exists', `${what} with this name is here already.`, 'Choose another name.');
  }
  if (stat.sizeBytes >= ASK_ROOM_BYTES) {
    const free = await freeLocalBytes(dirname(job.local));
    if (free !== undefined && free < stat.sizeBytes) {
      return fail('disk-full', 'There is not enough room for this file on this computer.', 'Make room, then resume.');
    }
  }
  const part = await LocalPart.create(partPath, stat.mode);
  return part.ok ? ok({ part: part.value, from: 0 }) : part;
}

async function whatIsAt(path: string): Promise<Result<'nothing' | 'file' | 'folder'>> {
  try {
    return ok((await lstat(path)).isDirectory() ? 'folder' : 'file');
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? ok('nothing') : { ok: false, problem: explainLocal(error, path) };
  }
}

/** Whether the file is here already, whole and with its time: its name was the last thing it got. */
async function isHere({ context, job, lease }: Download, stat: RemoteStat): Promise<boolean> {
  try {
    if (!(await lstat(job.local)).isFile()) return false;
  } catch {
    return false;
  }
  const opened = await LocalSource.open(job.local);
  if (!opened.ok) return false;
  await using here = opened.value;
  if (here.stat.sizeBytes !== stat.sizeBytes || !isSameTime(here.stat.modifiedAt, stat.modifiedAt)) return false;
  const same = await isSameContent(context, lease.files, job.remote, here.read.bind(here), stat.sizeBytes);
  return same.ok && same.value;
}

function isSameStat(one: RemoteStat, other: RemoteStat): boolean {
  return one.kind === 'file' && one.sizeBytes === other.sizeBytes && one.modifiedAt === other.modifiedAt;
}

/** The same file on another channel; one that was put in its place meanwhile is not mixed in. */
async function openSame(files: RemoteFiles, path: string, stat: RemoteStat): Promise<Result<RemoteFile>> {
  const file = await files.openFile(path, 'read');
  if (!file.ok) return file;
  const now = await file.value.stat();
  if (now.ok && isSameStat(now.value, stat)) return file;
  void file.value.close();
  return now.ok ? fail('changed-meanwhile', 'The file changed while it was being fetched.') : now;
}

/** `changed-meanwhile` unless the file, open and by its name, is as it was. */
async function isUnchanged(
  files: RemoteFiles,
  file: RemoteFile,
  path: string,
  stat: RemoteStat,
): Promise<Result<undefined>> {
  const [open, named] = await Promise.all([file.isSequential ? undefined : file.stat(), files.stat(path, true)]);
  if (open?.ok === false) return open;
  if (!named.ok && named.problem.code !== 'not-found') return named;
  if (named.ok && isSameStat(named.value, stat) && (open === undefined || isSameStat(open.value, stat))) return ok();
  const hint = 'It is fetched again from the start.';
  return fail('changed-meanwhile', 'The file changed while it was being fetched.', hint);
}

async function giveUp({ progress, partPath }: Download, problem: Problem): Promise<Result<undefined>> {
  if (RESUMABLE.has(problem.code)) {
    progress.stopped();
  } else {
    await LocalPart.removeAt(partPath);
    progress.lost();
  }
  return { ok: false, problem };
}
