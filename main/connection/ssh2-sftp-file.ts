import type { InputAttributes, Stats } from 'ssh2';
import type { Problem, Result } from '../contract/problem.ts';
import { ok } from '../lib/result.ts';
import { toStat } from './remote/attributes.ts';
import type { Attributes, RemoteFile } from './remote/remote-files.ts';
import { diskFull, explainStatus, sftpStatus } from './remote/sftp-status.ts';
import type { Answer, SftpChannel } from './ssh2-sftp-channel.ts';

/** Seconds as they fit into SFTP's 32 bits. */
function toSeconds(ms: number): number {
  return Math.min(Math.max(0, Math.floor(ms / 1000)), 0xffff_ffff);
}

/** SFTP sets both times at once or none; the time of the last access follows that of the change. */
export function toInput({ mode, modifiedAt }: Attributes): InputAttributes {
  return {
    ...(mode === undefined ? {} : { mode: mode & 0o7777 }),
    ...(modifiedAt === undefined ? {} : { atime: toSeconds(modifiedAt), mtime: toSeconds(modifiedAt) }),
  };
}

/** The problem in an answer that is no value. */
export function refuse(
  answer: Exclude<Answer<unknown>, { kind: 'value' }>,
  verb: string,
  path: string,
): { ok: false; problem: Problem } {
  if (answer.kind === 'ended') return { ok: false, problem: answer.problem };
  return { ok: false, problem: explainStatus(answer.code, answer.text, { verb, path }) };
}

/** A value, or a problem in place of every other answer. */
export function settle<T>(answer: Answer<T>, verb: string, path: string): Result<T> {
  return answer.kind === 'value' ? ok(answer.value) : refuse(answer, verb, path);
}

interface Open {
  path: string;
  handle: Buffer;
  readBytes: number;
  writeBytes: number;
  freeBytes(): Promise<number | undefined>;
}

/** A file that is open through an SFTP channel. Any number of reads and writes may be on their way. */
export function createSftpFile(channel: SftpChannel, open: Open): RemoteFile {
  const { path, handle } = open;
  let isOpen = true;
  const release = channel.hold();

  async function read(position: number, into: Buffer): Promise<Result<number>> {
    let filled = 0;
    while (filled < into.length) {
      const length = Math.min(open.readBytes, into.length - filled);
      const from = filled;
      const answer = await channel.ask<number>((sftp, done) =>
        // Without this mark ssh2 tells the end of a file and an empty answer alike.
        sftp.read(handle, into, from, length, position + from, Object.assign(done, { _wantEOFError: true })),
      );
      if (answer.kind === 'status' && answer.code === sftpStatus.EOF) break;
      if (answer.kind !== 'value') return refuse(answer, 'read', path);
      if (answer.value === 0) return { ok: false, problem: channel.breakOff('no bytes in a reply to READ') };
      filled += answer.value;
    }
    return ok(filled);
  }

  async function writePiece(position: number, bytes: Buffer): Promise<Result<undefined>> {
    const answer = await channel.ask<undefined>((sftp, done) =>
      sftp.write(handle, bytes, 0, bytes.length, position, (error) => done(error, undefined)),
    );
    if (answer.kind === 'status' && answer.code === sftpStatus.FAILURE) {
      const free = await open.freeBytes();
      if (free !== undefined && free < bytes.length) return { ok: false, problem: diskFull({ verb: 'write', path }) };
    }
    return settle(answer, 'write to', path);
  }

  return {
    isSequential: false,
    read: (position, into) => read(position, toBuffer(into)),
    async write(position, bytes) {
      const all = toBuffer(bytes);
      const pieces: Promise<Result<undefined>>[] = [];
      for (let from = 0; from < all.length; from += open.writeBytes)
        pieces.push(writePiece(position + from, all.subarray(from, from + open.writeBytes)));
      const results = await Promise.all(pieces);
      return results.find((result) => !result.ok) ?? ok();
    },
    async stat() {
      const answer = await channel.ask<Stats>((sftp, done) => sftp.fstat(handle, done));
      const found = settle(answer, 'look at', path);
      return found.ok ? ok(toStat(found.value)) : found;
    },
    async setAttributes(attributes) {
      const answer = await channel.ask<undefined>((sftp, done) =>
        sftp.fsetstat(handle, toInput(attributes), (error) => done(error, undefined)),
      );
      return settle(answer, 'change', path);
    },
    async close() {
      if (!isOpen) return ok();
      isOpen = false;
      const answer = await channel.ask<undefined>((sftp, done) =>
        sftp.close(handle, (error) => done(error, undefined)),
      );
      release();
      // Some file systems find out only now that there was no space.
      if (answer.kind === 'status' && answer.code === sftpStatus.FAILURE && (await open.freeBytes()) === 0)
        return { ok: false, problem: diskFull({ verb: 'close', path }) };
      return settle(answer, 'finish writing', path);
    },
  };
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
