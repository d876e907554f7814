import { chmod, lchown, link, lstat, lutimes, rename, statfs } from 'node:fs/promises';
import { readAttributes } from './attributes.ts';
import { fileOffset, writeAll } from './file-requests.ts';
import { extendedPacket, statusPacket, uint64 } from './packet-writer.ts';
import { canonicalReply } from './path-requests.ts';
import { MAX_DATA_BYTES, MAX_OPEN_HANDLES, MAX_PACKET_BYTES, packetType, statusCode } from './protocol.ts';
import { type RequestHandler, success, systemPath } from './request.ts';
import { StatusError } from './status.ts';

/** What no system here limits further; POSIX calls it NAME_MAX. */
const LONGEST_NAME_BYTES = 255n;

async function fileSystemReply(id: number, path: Buffer | string): Promise<Buffer> {
  const { bsize, blocks, bfree, bavail, files, ffree } = await statfs(path, { bigint: true });
  // f_bsize, f_frsize, f_blocks, f_bfree, f_bavail, f_files, f_ffree, f_favail, f_fsid, f_flag, f_namemax
  const fields = [bsize, bsize, blocks, bfree, bavail, files, ffree, ffree, 0n, 0n, LONGEST_NAME_BYTES];
  return extendedPacket(id, ...fields.map(uint64));
}

const posixRename: RequestHandler = async (state, id, fields) => {
  const from = systemPath(state, fields);
  await rename(from, systemPath(state, fields));
  return success(id);
};

const hardLink: RequestHandler = async (state, id, fields) => {
  const existing = systemPath(state, fields);
  await link(existing, systemPath(state, fields));
  return success(id);
};

const flush: RequestHandler = async (state, id, fields) => {
  await state.handles.file(fields.bytes()).file.sync();
  return success(id);
};

const fileSystemOfPath: RequestHandler = async (state, id, fields) => fileSystemReply(id, systemPath(state, fields));

const setLinkAttributes: RequestHandler = async (state, id, fields) => {
  const path = systemPath(state, fields);
  const wanted = readAttributes(fields);
  if (wanted.size !== undefined) throw new StatusError(statusCode.BAD_MESSAGE, 'The size of a link cannot be set.');
  if (wanted.mode !== undefined) {
    if ((await lstat(path)).isSymbolicLink())
      throw new StatusError(statusCode.OP_UNSUPPORTED, 'The permissions of a link cannot be set.');
    await chmod(path, wanted.mode);
  }
  if (wanted.times !== undefined) await lutimes(path, wanted.times.accessed, wanted.times.modified);
  if (wanted.owner !== undefined) await lchown(path, wanted.owner.user, wanted.owner.group);
  return success(id);
};

const limits: RequestHandler = async (_state, id) =>
  extendedPacket(
    id,
    ...[MAX_PACKET_BYTES, MAX_DATA_BYTES, MAX_DATA_BYTES, MAX_OPEN_HANDLES].map((value) => uint64(BigInt(value))),
  );

const expandPath: RequestHandler = async (state, id, fields) => {
  const wire = fields.bytes();
  const asked = wire.toString('latin1');
  if (!asked.startsWith('~')) return canonicalReply(state, id, state.dialect.resolve(state.base, wire));
  if (asked !== '~' && !asked.startsWith('~/'))
    throw new StatusError(statusCode.NO_SUCH_FILE, 'Only your own home folder can be written as ~.');
  const below = wire.subarray(2);
  return canonicalReply(state, id, below.length === 0 ? state.home : state.dialect.resolve(state.home, below));
};

/** Copies between two open files without the bytes crossing the connection; a length of 0 means all. */
const copyData: RequestHandler = async (state, id, fields) => {
  const source = state.handles.file(fields.bytes()).file;
  const from = fileOffset(fields.uint64());
  const asked = fileOffset(fields.uint64());
  const target = state.handles.file(fields.bytes()).file;
  const to = fileOffset(fields.uint64());
  const length = asked === 0 ? Number.POSITIVE_INFINITY : asked;
  const [sourceStats, targetStats] = await Promise.all([source.stat(), target.stat()]);
  if (sourceStats.ino === targetStats.ino && sourceStats.dev === targetStats.dev)
    throw new StatusError(statusCode.FAILURE, 'A file cannot be copied into itself.');
  const buffer = Buffer.allocUnsafe(MAX_DATA_BYTES);
  for (let done = 0; done < length;) {
    const wanted = Math.min(buffer.length, length - done);
    const { bytesRead } = await source.read(buffer, 0, wanted, from + done);
    if (bytesRead === 0) break;
    await writeAll(target, buffer.subarray(0, bytesRead), to + done);
    done += bytesRead;
  }
  return success(id);
};

/** Extensions by name; the version stands in the greeting (OpenSSH's PROTOCOL file, section 4). */
const extensions: ReadonlyMap<string, { version: string; handler: RequestHandler }> = new Map([
  ['posix-rename@openssh.com', { version: '1', handler: posixRename }],
  ['statvfs@openssh.com', { version: '2', handler: fileSystemOfPath }],
  ['hardlink@openssh.com', { version: '1', handler: hardLink }],
  ['fsync@openssh.com', { version: '1', handler: flush }],
  ['lsetstat@openssh.com', { version: '1', handler: setLinkAttributes }],
  ['limits@openssh.com', { version: '1', handler: limits }],
  ['expand-path@openssh.com', { version: '1', handler: expandPath }],
  ['copy-data', { version: '1', handler: copyData }],
]);

export const extensionVersions: Readonly<Record<string, string>> = Object.fromEntries(
  [...extensions].map(([name, { version }]) => [name, version]),
);

const extended: RequestHandler = async (state, id, fields) => {
  const extension = extensions.get(fields.text());
  if (extension === undefined) return statusPacket(id, statusCode.OP_UNSUPPORTED, 'This extension is not known here.');
  return extension.handler(state, id, fields);
};

export const extendedRequests: ReadonlyMap<number, RequestHandler> = new Map([[packetType.EXTENDED, extended]]);
