import type { SFTPWrapper, Stats } from 'ssh2';
import type { Problem, Result } from '../contract/problem.ts';
import { describe, fail, ok } from '../lib/result.ts';
import { toStat } from './remote/attributes.ts';
import type { FileChannel } from './remote/remote-files.ts';
import { alreadyExists, diskFull, explainStatus, notEmpty, sftpStatus, shownPath } from './remote/sftp-status.ts';
import { openChannel } from './ssh2-exec.ts';
import type { Link } from './ssh2-exec.ts';
import { askHandle, createSftpChannel } from './ssh2-sftp-channel.ts';
import type { Answer, SftpChannel } from './ssh2-sftp-channel.ts';
import { createSftpFile, refuse, settle, toInput } from './ssh2-sftp-file.ts';
import { listFolder } from './ssh2-sftp-list.ts';

/** So much may be on its way down one channel. What asks for it holds the memory; ssh2 itself keeps none of it. */
export const SFTP_WINDOW_BYTES = 16 * 1024 * 1024;
/** Largest data of one packet that OpenSSH takes and gives (its 256 KiB packet less 1 KiB). */
const MAX_DATA_BYTES = 255 * 1024;
/** What a server without `limits@openssh.com` takes (draft-ietf-secsh-filexfer-02, section 3). */
const SAFE_DATA_BYTES = 32 * 1024;
/** Less would be a server that wants to be slow. */
const MIN_DATA_BYTES = 1024;
const SAFE_HANDLES = 64;
const MAX_HANDLES = 1024;
/** Longer than any path of any system we know. */
const MAX_PATH_LENGTH = 32 * 1024;

/** Draft-ietf-secsh-filexfer-02, section 6.3. */
const flags = { read: 1, write: 2, create: 2 | 8 | 32 } as const;

/** Opens an SFTP channel. `not-supported` without SFTP, `busy` when the server opens no more channels. */
export async function openSftpChannel(link: Link): Promise<Result<FileChannel>> {
  const opened = await openChannel<SFTPWrapper, SftpChannel>(
    link,
    (done) => link.client.sftp(done),
    (sftp) => createSftpChannel(sftp, link),
    (sftp) => sftp.end(),
    (error) => explainOpening(link.host, error),
  );
  if (!opened.ok) return opened;
  const channel = opened.value;
  if (channel.ended.aborted) return { ok: false, problem: channel.ended.reason as Problem };
  if (channel.sftp.version === 3) return ok(createSftpFiles(channel));
  channel.close();
  return fail('not-supported', `The file service of ${link.host} does not speak version 3 of SFTP.`);
}

function explainOpening(host: string, error: Error & { level?: unknown; reason?: unknown }): Result<never> {
  // Only a refused channel has a reason (RFC 4254, section 5.1).
  if (error.reason !== undefined)
    return fail(
      'busy',
      `The machine at ${host} did not open another channel.`,
      'It may allow only a few at once: close a terminal and try again.',
      describe(error),
    );
  if (error.level === 'sftp-protocol')
    return fail(
      'protocol-error',
      `The file service of ${host} answered with something that breaks the SFTP protocol.`,
      'It may print a greeting where it should not: look at the shell start-up files there.',
      describe(error),
    );
  return fail('not-supported', `The machine at ${host} has no file service (SFTP).`, undefined, describe(error));
}

type Refusal = Exclude<Answer<unknown>, { kind: 'value' }>;
const notAPath: Refusal = { kind: 'status', code: sftpStatus.BAD_MESSAGE, text: 'not a path' };

function isOdd(path: string): boolean {
  return path === '' || path.includes('\0') || path.length > MAX_PATH_LENGTH;
}

function createSftpFiles(channel: SftpChannel): FileChannel {
  const { sftp } = channel;
  const knows = (name: string, version: string) => sftp.extensions[name] === version;
  const hasLimits = sftp.maxOpenHandles !== undefined;
  const dataBytes = (limit: number) =>
    Math.max(MIN_DATA_BYTES, Math.min(hasLimits ? limit : SAFE_DATA_BYTES, MAX_DATA_BYTES));
  const readBytes = dataBytes(sftp.maxReadLength);
  const writeBytes = dataBytes(sftp.maxWriteLength);

  /** No path that the protocol or the machine could read otherwise than we do. */
  function ask<T>(
    paths: readonly string[],
    send: (done: (error: Error | null | undefined, value: T) => void) => void,
  ): Promise<Answer<T>> {
    if (paths.some(isOdd)) return Promise.resolve(notAPath);
    return channel.ask<T>((_sftp, done) => send(done));
  }
  const plain = (paths: readonly string[], send: (done: (error: Error | null | undefined) => void) => void) =>
    ask<undefined>(paths, (done) => send((error) => done(error, undefined)));

  async function lookAt(path: string, follow: boolean): Promise<Answer<Stats>> {
    return ask<Stats>([path], (done) => (follow ? sftp.stat(path, done) : sftp.lstat(path, done)));
  }
  async function exists(path: string): Promise<boolean> {
    return (await lookAt(path, false)).kind === 'value';
  }
  async function freeBytes(path: string): Promise<number | undefined> {
    if (!knows('statvfs@openssh.com', '2')) return undefined;
    const answer = await ask<{ f_frsize: number; f_bavail: number }>([path], (done) =>
      sftp.ext_openssh_statvfs(path, done),
    );
    if (answer.kind !== 'value') return undefined;
    return Math.min(answer.value.f_frsize * answer.value.f_bavail, Number.MAX_SAFE_INTEGER);
  }
  /** Why the machine said no more than "failure" when something was to be made at a path. */
  async function explainMaking(answer: Refusal, verb: string, path: string): Promise<Result<never>> {
    if (answer.kind === 'status' && answer.code === sftpStatus.FAILURE) {
      if (await exists(path)) return { ok: false, problem: alreadyExists({ verb, path }) };
      if ((await freeBytes(parentOf(path))) === 0) return { ok: false, problem: diskFull({ verb, path }) };
    }
    return refuse(answer, verb, path);
  }
  function asText(answer: Answer<string>, verb: string, path: string): Result<string> {
    if (answer.kind !== 'value') return refuse(answer, verb, path);
    const text = answer.value;
    const isFit = text !== '' && text.length <= MAX_PATH_LENGTH && !text.includes('\0');
    return isFit ? ok(text) : { ok: false, problem: channel.breakOff(`no usable path in a reply about ${path}`) };
  }
  async function isFolderWithEntries(path: string): Promise<boolean> {
    const stop = new AbortController();
    let count = 0;
    await listFolder(
      channel,
      path,
      (entries) => {
        count += entries.length;
        stop.abort();
      },
      stop.signal,
    );
    return count > 0;
  }

  return {
    via: 'sftp',
    readBytes,
    writeBytes,
    maxHandles: handlesOf(sftp.maxOpenHandles),
    ended: channel.ended,
    idleSince: () => channel.idleSince(),
    async realPath(path) {
      const found = asText(await ask<string>([path], (done) => sftp.realpath(path, done)), 'find', path);
      if (!found.ok || found.value.startsWith('/')) return found;
      return { ok: false, problem: channel.breakOff('a path that is not absolute in a reply to REALPATH') };
    },
    async stat(path, follow) {
      const found = settle(await lookAt(path, follow), 'look at', path);
      return found.ok ? ok(toStat(found.value)) : found;
    },
    list: (path, onEntries, signal) => listFolder(channel, path, onEntries, signal),
    async readLink(path) {
      return asText(await ask<string>([path], (done) => sftp.readlink(path, done)), 'read the link', path);
    },
    async makeFolder(path, mode) {
      const answer = await plain([path], (done) => sftp.mkdir(path, toInput({ mode }), done));
      return answer.kind === 'value' ? ok() : explainMaking(answer, 'make the folder', path);
    },
    async makeLink(path, target) {
      const answer = await plain([path, target], (done) => sftp.symlink(target, path, done));
      return answer.kind === 'value' ? ok() : explainMaking(answer, 'make the link', path);
    },
    async rename(from, to, replace) {
      const verb = `rename ${shownPath(from)} to`;
      const isPosix = knows('posix-rename@openssh.com', '1');
      if (replace && isPosix) {
        const answer = await plain([from, to], (done) => sftp.ext_openssh_rename(from, to, done));
        return settle(answer, verb, to);
      }
      // OpenSSH never replaces here. Others are asked first, since some of them do.
      if (!replace && !isPosix && (await exists(to))) return { ok: false, problem: alreadyExists({ verb, path: to }) };
      let answer = await plain([from, to], (done) => sftp.rename(from, to, done));
      if (answer.kind === 'value') return ok();
      if (answer.kind === 'status' && replace && (await exists(from)) && (await exists(to))) {
        // The last resort: a server without posix-rename@openssh.com does not know how to replace in one step. Between
        // these two there is nothing at `to`; what is to be there is whole, under its other name.
        const removed = await plain([to], (done) => sftp.unlink(to, done));
        if (removed.kind !== 'value') return settle(removed, 'replace', to);
        answer = await plain([from, to], (done) => sftp.rename(from, to, done));
        return settle(answer, verb, to);
      }
      if (answer.kind === 'status' && answer.code === sftpStatus.NO_SUCH_FILE && !(await exists(from)))
        return { ok: false, problem: explainStatus(answer.code, answer.text, { verb: 'rename', path: from }) };
      return explainMaking(answer, verb, to);
    },
    async removeFile(path) {
      const answer = await plain([path], (done) => sftp.unlink(path, done));
      if (answer.kind === 'status' && answer.code === sftpStatus.FAILURE) {
        const found = await lookAt(path, false);
        if (found.kind === 'value' && toStat(found.value).kind === 'folder')
          return fail('not-supported', `${shownPath(path)} is a folder, not a file.`);
      }
      return settle(answer, 'remove', path);
    },
    async removeFolder(path) {
      const answer = await plain([path], (done) => sftp.rmdir(path, done));
      if (answer.kind === 'status' && answer.code === sftpStatus.FAILURE && (await isFolderWithEntries(path)))
        return { ok: false, problem: notEmpty({ verb: 'remove', path }) };
      return settle(answer, 'remove the folder', path);
    },
    async setAttributes(path, attributes) {
      const answer = await plain([path], (done) => sftp.setstat(path, toInput(attributes), done));
      return settle(answer, 'change', path);
    },
    async openFile(path, how, mode) {
      const answer = isOdd(path)
        ? notAPath
        : await askHandle(channel, (_sftp, done) => sftp.open(path, flags[how], toInput({ mode }), done));
      if (answer.kind !== 'value')
        return how === 'create' ? explainMaking(answer, 'make', path) : refuse(answer, 'open', path);
      const open = { path, handle: answer.value, readBytes, writeBytes };
      return ok(createSftpFile(channel, { ...open, freeBytes: () => freeBytes(path) }));
    },
    freeBytes,
    close: () => channel.close(),
  };
}

function handlesOf(limit: number | undefined): number {
  if (limit === undefined) return SAFE_HANDLES;
  return Math.max(1, Math.min(limit, MAX_HANDLES));
}

function parentOf(path: string): string {
  const end = path.replace(/\/+$/, '').lastIndexOf('/');
  return end <= 0 ? '/' : path.slice(0, end);
}
