import {
  chmod,
  chown,
  link,
  lstat,
  readlink,
  realpath,
  rename,
  stat,
  symlink,
  truncate,
  unlink,
  utimes,
} from 'node:fs/promises';
import { readAttributes } from './attributes.ts';
import { attributesPacket, namePacket } from './packet-writer.ts';
import { packetType, statusCode } from './protocol.ts';
import { type RequestHandler, type SftpState, success, systemPath } from './request.ts';
import { StatusError } from './status.ts';

const attributes: RequestHandler = async (state, id, fields) =>
  attributesPacket(id, await stat(systemPath(state, fields), { bigint: true }));

const linkAttributes: RequestHandler = async (state, id, fields) =>
  attributesPacket(id, await lstat(systemPath(state, fields), { bigint: true }));

const setAttributes: RequestHandler = async (state, id, fields) => {
  const path = systemPath(state, fields);
  const wanted = readAttributes(fields);
  if (wanted.size !== undefined) await truncate(path, wanted.size);
  if (wanted.mode !== undefined) await chmod(path, wanted.mode);
  if (wanted.times !== undefined) await utimes(path, wanted.times.accessed, wanted.times.modified);
  if (wanted.owner !== undefined) await chown(path, wanted.owner.user, wanted.owner.group);
  return success(id);
};

const remove: RequestHandler = async (state, id, fields) => {
  const path = systemPath(state, fields);
  if ((await lstat(path)).isDirectory()) throw new StatusError(statusCode.FAILURE, 'This is a folder.');
  await unlink(path);
  return success(id);
};

/** The plain rename never replaces anything; posix-rename@openssh.com is there for that. */
const renameToFree: RequestHandler = async (state, id, fields) => {
  const from = systemPath(state, fields);
  const to = systemPath(state, fields);
  if ((await lstat(from)).isFile()) {
    // A link fails when the target exists, with no moment in between for somebody else to make it.
    const error = await link(from, to).then(
      () => undefined,
      (reason: NodeJS.ErrnoException) => reason,
    );
    if (error === undefined) await unlink(from);
    else if (error.code === 'EEXIST') throw error;
    else await renameUnlessThere(from, to);
  } else await renameUnlessThere(from, to);
  return success(id);
};

async function renameUnlessThere(from: Buffer | string, to: Buffer | string): Promise<void> {
  const isThere = await lstat(to).then(
    () => true,
    () => false,
  );
  if (isThere) throw new StatusError(statusCode.FAILURE, 'The target exists already.');
  await rename(from, to);
}

const readLink: RequestHandler = async (state, id, fields) => {
  const target = state.dialect.fromSystem(await readlink(systemPath(state, fields), { encoding: 'buffer' }));
  const wire = state.dialect.toWire(target);
  return namePacket(id, [{ name: wire, longName: wire }]);
};

const makeLink: RequestHandler = async (state, id, fields) => {
  const { dialect } = state;
  const first = fields.bytes();
  const second = fields.bytes();
  const [target, place] = state.isDraftOrder ? [second, first] : [first, second];
  await symlink(dialect.forSystem(dialect.verbatim(target)), dialect.forSystem(dialect.resolve(state.base, place)));
  return success(id);
};

/** The path without links and dots. Its last part need not exist. */
async function canonical(state: SftpState, path: string): Promise<string> {
  const { dialect } = state;
  const real = async (some: string): Promise<string> =>
    dialect.fromSystem(await realpath(dialect.forSystem(some), { encoding: 'buffer' }));
  try {
    return await real(path);
  } catch (error) {
    const { folder, name } = dialect.split(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || name === '.' || name === '..') throw error;
    return dialect.join(await real(folder), name);
  }
}

/** The reply to REALPATH and its relatives. */
export async function canonicalReply(state: SftpState, id: number, path: string): Promise<Buffer> {
  const wire = state.dialect.toWire(await canonical(state, path));
  return namePacket(id, [{ name: wire, longName: wire }]);
}

const realPath: RequestHandler = async (state, id, fields) => {
  const asked = fields.bytes();
  // An empty path is the folder one starts in.
  return canonicalReply(state, id, asked.length === 0 ? state.base : state.dialect.resolve(state.base, asked));
};

/** Requests that name a path. */
export const pathRequests: ReadonlyMap<number, RequestHandler> = new Map([
  [packetType.STAT, attributes],
  [packetType.LSTAT, linkAttributes],
  [packetType.SETSTAT, setAttributes],
  [packetType.REMOVE, remove],
  [packetType.RENAME, renameToFree],
  [packetType.READLINK, readLink],
  [packetType.SYMLINK, makeLink],
  [packetType.REALPATH, realPath],
]);
