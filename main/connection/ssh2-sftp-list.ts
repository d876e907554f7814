import type { FileEntryWithStats } from 'ssh2';
import type { Result } from '../contract/problem.ts';
import { fail, ok } from '../lib/result.ts';
import { ownerOf, toStat } from './remote/attributes.ts';
import type { RemoteEntry, RemoteFiles } from './remote/remote-files.ts';
import { sftpStatus } from './remote/sftp-status.ts';
import { askHandle } from './ssh2-sftp-channel.ts';
import type { Answer, SftpChannel } from './ssh2-sftp-channel.ts';
import { refuse } from './ssh2-sftp-file.ts';

/** OpenSSH gives 100 names per request: one at a time, a folder of 100,000 would take a thousand round trips. */
const MAX_IN_FLIGHT = 16;
/** Replies without a name that a server may give in a row; the protocol knows none. */
const MAX_EMPTY_REPLIES = 8;

/**
 * Lists a folder, as `RemoteFiles.list` says. How much a machine gives has no end of its own here: entries are handed on as
 * they come, and whoever takes them says when it is enough.
 */
export async function listFolder(
  channel: SftpChannel,
  path: string,
  onEntries: Parameters<RemoteFiles['list']>[1],
  signal?: AbortSignal,
): Promise<Result<undefined>> {
  if (path === '' || path.includes('\0'))
    return refuse({ kind: 'status', code: sftpStatus.BAD_MESSAGE, text: 'not a path' }, 'list', path);
  const opened = await askHandle(channel, (sftp, done) => sftp.opendir(path, done));
  if (opened.kind !== 'value') return refuse(opened, 'list', path);
  const handle = opened.value;
  const read = () => channel.ask<FileEntryWithStats[]>((sftp, done) => sftp.readdir(handle, done));
  const release = channel.hold();
  try {
    return await readAll(channel, path, read, onEntries, signal);
  } finally {
    release();
    // What is still on its way is answered before this, and forgotten.
    void channel.ask<undefined>((sftp, done) => sftp.close(handle, (error) => done(error, undefined)));
  }
}

async function readAll(
  channel: SftpChannel,
  path: string,
  read: () => Promise<Answer<FileEntryWithStats[]>>,
  onEntries: Parameters<RemoteFiles['list']>[1],
  signal: AbortSignal | undefined,
): Promise<Result<undefined>> {
  const inFlight = [read()];
  let wanted = 1;
  let emptyReplies = 0;
  for (;;) {
    const answer = await untilStopped(inFlight.shift(), signal);
    if (answer === 'stopped') return fail('cancelled', 'The listing was stopped.');
    if (answer === undefined || (answer.kind === 'status' && answer.code === sftpStatus.EOF)) return ok();
    if (answer.kind !== 'value') return refuse(answer, 'list', path);
    emptyReplies = answer.value.length === 0 ? emptyReplies + 1 : 0;
    if (emptyReplies > MAX_EMPTY_REPLIES)
      return { ok: false, problem: channel.breakOff('replies to READDIR without a name') };
    // Small folders are over with the second request; large ones are worth more at once.
    wanted = Math.min(wanted * 2, MAX_IN_FLIGHT);
    while (inFlight.length < wanted) inFlight.push(read());
    // ssh2 leaves out `.` and `..`.
    if (answer.value.length > 0) await onEntries(answer.value.map(toEntry));
  }
}

function toEntry({ filename, longname, attrs }: FileEntryWithStats): RemoteEntry {
  return { name: filename, stat: toStat(attrs, longname), ...ownerOf(attrs, longname) };
}

/** A silent machine keeps nobody waiting who does not want to know any more. */
async function untilStopped<T>(
  promise: Promise<T> | undefined,
  signal?: AbortSignal,
): Promise<T | 'stopped' | undefined> {
  if (signal === undefined) return promise;
  if (signal.aborted) return 'stopped';
  let onAbort = () => {};
  const stopped = new Promise<'stopped'>((resolve) => {
    onAbort = () => resolve('stopped');
    signal.addEventListener('abort', onAbort);
  });
  const first = await Promise.race([promise, stopped]);
  signal.removeEventListener('abort', onAbort);
  return signal.aborted ? 'stopped' : first;
}
