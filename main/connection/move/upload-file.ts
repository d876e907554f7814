import type { Problem, Result } from '../../contract/problem.ts';
import { fail, ok } from '../../lib/result.ts';
import { partName } from '../local/file-names.ts';
import { LocalSource } from '../local/local-source.ts';
import type { Attributes, RemoteFile, RemoteFiles } from '../remote/remote-files.ts';
import { transferBuffers } from './buffer-pool.ts';
import { leasesOf } from './channel-leases.ts';
import type { Lease } from './channel-leases.ts';
import { orAborted, unlessAborted } from './aborted.ts';
import { channelsFor, moveBytes } from './lanes.ts';
import { createProgress } from './move-progress.ts';
import type { MoveProgress } from './move-progress.ts';
import type { FileJob, MoveContext, MoveFile } from './mover.ts';
import { createRemotePart, explainTaken, isSameTime, reopenRemotePart, splitRemotePath } from './remote-part.ts';
import { isSameContent } from './same-content.ts';
import { beginSmallWork } from './small-work.ts';

/** After these the `.part` stays, to go on from. */
const RESUMABLE = new Set<Problem['code']>(['cancelled', 'connection-lost', 'timed-out', 'disk-full']);

const MAYBE_NAMED = new Set<Problem['code']>(['already-exists', 'not-found']);

interface Upload {
  context: MoveContext;
  job: FileJob;
  source: LocalSource;
  files: RemoteFiles;
  lease: Lease;
  part: string;
  progress: MoveProgress;
}

/** Sends one file to the machine. */
export const uploadFile: MoveFile = async (context, job) => {
  const opened = await LocalSource.open(job.local);
  const progress = createProgress(context, job);
  if (!opened.ok) {
    progress.lost();
    return opened;
  }
  await using source = opened.value;
  const channels = channelsFor(context, source.stat.sizeBytes);
  const lease = await leasesOf(context.machine).lease(channels, context.signal);
  if (!lease.ok) return lease;
  const { files } = lease.value;
  const { folder, name } = splitRemotePath(job.remote);
  const part = folder + partName(name, job.tag);
  const upload = { context, job, source, files, lease: lease.value, part, progress };
  try {
    return await send(upload);
  } finally {
    lease.value.release();
  }
};

async function send(upload: Upload): Promise<Result<undefined>> {
  const { context, source, files, progress } = upload;
  const { sizeBytes, modifiedAt } = source.stat;
  const { signal } = context;
  const started = await unlessAborted(start(upload), signal, (late) => {
    if (late !== 'done') void late.file.close();
  });
  if (!started.ok) return giveUp(upload, started.problem);
  if (started.value === 'done') {
    progress.begin(sizeBytes, { sizeBytes, modifiedAt });
    progress.finished();
    return ok();
  }
  const { file, from } = started.value;
  progress.begin(from, { sizeBytes, modifiedAt });
  const isOneRequest = sizeBytes - from <= files.writeBytes && !file.isSequential;
  const moved = await (isOneRequest ? sendAtOnce(upload, file, from) : sendInParts(upload, file, from));
  if (!moved.ok) {
    void file.close();
    return giveUp(upload, moved.problem);
  }
  if (!source.isUnchanged()) {
    return giveUp(
      upload,
      fail('changed-meanwhile', 'The file changed while it was being sent.', 'It is sent again from the start.')
        .problem,
    );
  }
  const named = await unlessAborted(giveName(upload), signal);
  if (!named.ok) return giveUp(upload, named.problem);
  progress.finished();
  return ok();
}

async function giveName(upload: Upload): Promise<Result<undefined>> {
  const { job, files, part } = upload;
  const named = await files.rename(part, job.remote, job.replace);
  if (named.ok || !MAYBE_NAMED.has(named.problem.code)) return explainTaken(files, job.remote, named);
  // An earlier attempt may have got here, and its end was not seen.
  if (!(await isThere(upload))) return explainTaken(files, job.remote, named);
  await files.removeFile(part);
  return ok();
}

/** Finds what an earlier attempt left, or begins. */
async function start(upload: Upload): Promise<Result<'done' | { file: RemoteFile; from: number }>> {
  const { context, job, source, files, part, progress } = upload;
  const point = job.resume;
  if (point !== undefined) {
    const isSameSource = point.sizeBytes === source.stat.sizeBytes && point.modifiedAt === source.stat.modifiedAt;
    const left = isSameSource ? await reopenRemotePart(files, part, point.bytes) : ok(undefined);
    if (!left.ok) return left;
    if (left.value !== undefined) {
      const read = source.read.bind(source);
      const same = await isSameContent(context, files, part, read, point.bytes);
      if (same.ok && same.value) return ok({ file: left.value, from: point.bytes });
      void left.value.close();
      if (!same.ok) return same;
    } else if (isSameSource && (await isThere(upload))) return ok('done');
    progress.lost();
  }
  // A large file is not sent in vain.
  if (!job.replace && source.stat.sizeBytes > files.writeBytes) {
    const there = await files.stat(job.remote, false);
    if (there.ok) {
      if (await isThere(upload)) return ok('done');
      return fail('already-exists', 'A file with this name is on the machine already.', 'Choose another name.');
    }
    if (there.problem.code !== 'not-found') return there;
  }
  const created = await createRemotePart(files, part);
  return created.ok ? ok({ file: created.value, from: 0 }) : created;
}

/** Whether the file is there already, whole and with its time: its name was the last thing it got. */
async function isThere({ context, job, source, files }: Upload): Promise<boolean> {
  const there = await files.stat(job.remote, false);
  if (!there.ok || there.value.kind !== 'file') return false;
  const { sizeBytes, modifiedAt } = source.stat;
  if (there.value.sizeBytes !== sizeBytes || !isSameTime(there.value.modifiedAt, modifiedAt)) return false;
  const same = await isSameContent(context, files, job.remote, source.read.bind(source), sizeBytes);
  return same.ok && same.value;
}

function attributesOf(source: LocalSource): Attributes {
  const { modifiedAt, mode } = source.stat;
  // Windows has no permission bits of this kind.
  return process.platform === 'win32' ? { modifiedAt } : { modifiedAt, mode: mode & 0o777 };
}

/** Content, attributes and the end, back to back: the machine keeps the order of requests for one file. */
async function sendAtOnce(upload: Upload, file: RemoteFile, from: number): Promise<Result<undefined>> {
  const { context, source, progress } = upload;
  const byteCount = source.stat.sizeBytes - from;
  using _small = beginSmallWork(context.machine);
  const buffer = await transferBuffers.take(byteCount);
  const bytes = buffer.subarray(0, byteCount);
  const read = await source.read(from, bytes);
  if (!read.ok || read.value !== byteCount) {
    transferBuffers.give(buffer);
    return read.ok ? fail('changed-meanwhile', 'The file became shorter while it was being sent.') : read;
  }
  const written = byteCount === 0 ? Promise.resolve(ok()) : file.write(from, bytes);
  const sent = Promise.all([written, file.setAttributes(attributesOf(source)), file.close()]).finally(() =>
    transferBuffers.give(buffer),
  );
  const answers = await orAborted(sent, context.signal);
  if (answers === undefined) return fail('cancelled', 'The transfer was stopped.');
  const [content, , closed] = answers;
  if (!content.ok) return content;
  if (!closed.ok) return closed;
  noteAttributes(upload, answers[1]);
  progress.arrivedAll();
  return ok();
}

async function sendInParts(upload: Upload, file: RemoteFile, from: number): Promise<Result<undefined>> {
  const { context, source, lease, part, progress } = upload;
  const moved = await moveBytes(context, {
    from,
    to: source.stat.sizeBytes,
    first: { lease, file },
    again: (files) => files.openFile(part, 'write'),
    through: ({ lease: { files }, file: to }) => ({
      chunkBytes: files.writeBytes,
      read: source.read.bind(source),
      write: to.write.bind(to),
    }),
    onArrived: progress.arrived,
  });
  if (!moved.ok) return moved;
  if (file.isSequential) {
    // Behind a pipe the last bytes are there when it is closed, and change the time once more.
    const closed = await unlessAborted(file.close(), context.signal);
    if (!closed.ok) return closed;
    noteAttributes(upload, await unlessAborted(lease.files.setAttributes(part, attributesOf(source)), context.signal));
    return ok();
  }
  const ended = Promise.all([file.setAttributes(attributesOf(source)), file.close()]);
  const answers = await orAborted(ended, context.signal);
  if (answers === undefined) return fail('cancelled', 'The transfer was stopped.');
  noteAttributes(upload, answers[0]);
  return answers[1];
}

/** A file that cannot have its time or permissions has arrived all the same. */
function noteAttributes({ context, part }: Upload, answer: Result<undefined>): void {
  if (!answer.ok) context.log(`attributes of ${part}: ${answer.problem.detail ?? answer.problem.message}`);
}

async function giveUp(upload: Upload, problem: Problem): Promise<Result<undefined>> {
  const { context, files, part, progress } = upload;
  if (RESUMABLE.has(problem.code)) {
    progress.stopped();
  } else {
    await unlessAborted(files.removeFile(part), context.signal);
    progress.lost();
  }
  return { ok: false, problem };
}
