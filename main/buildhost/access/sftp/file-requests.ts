import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { readAttributes } from './attributes.ts';
import { attributesPacket, DATA_OFFSET, dataPacket, handlePacket, statusPacket } from './packet-writer.ts';
import { MAX_DATA_BYTES, openFlag, packetType, statusCode } from './protocol.ts';
import { type RequestHandler, success, systemPath } from './request.ts';
import { StatusError } from './status.ts';

const DEFAULT_FILE_MODE = 0o666;

function systemFlags(wanted: number): number {
  const has = (flag: number): boolean => (wanted & flag) !== 0;
  const { O_RDONLY, O_WRONLY, O_RDWR, O_APPEND, O_CREAT, O_TRUNC, O_EXCL } = constants;
  let access = O_RDONLY;
  if (has(openFlag.WRITE)) access = has(openFlag.READ) ? O_RDWR : O_WRONLY;
  // A pipe would otherwise hold a thread of ours until somebody opens its other end. Absent on Windows.
  const patience = (constants as { O_NONBLOCK?: number }).O_NONBLOCK ?? 0;
  return (
    access |
    patience |
    (has(openFlag.APPEND) ? O_APPEND : 0) |
    (has(openFlag.CREAT) ? O_CREAT : 0) |
    (has(openFlag.TRUNC) ? O_TRUNC : 0) |
    (has(openFlag.EXCL) ? O_EXCL : 0)
  );
}

/** Offsets are 64 bits in the protocol; files are never that long. */
export function fileOffset(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER))
    throw new StatusError(statusCode.BAD_MESSAGE, 'The offset is beyond the end of any file.');
  return Number(value);
}

/** Writes all of it, or throws. `position` null writes at the end of a file opened for appending. */
export async function writeAll(file: FileHandle, data: Buffer, position: number | null): Promise<void> {
  for (let done = 0; done < data.length;) {
    const at = position === null ? null : position + done;
    done += (await file.write(data, done, data.length - done, at)).bytesWritten;
  }
}

const openFile: RequestHandler = async (state, id, fields) => {
  const path = systemPath(state, fields);
  const flags = fields.uint32();
  const { mode } = readAttributes(fields);
  state.handles.requireRoom();
  const file = await open(path, systemFlags(flags), mode ?? DEFAULT_FILE_MODE);
  return handlePacket(id, await state.handles.add({ kind: 'file', file, isAppend: (flags & openFlag.APPEND) !== 0 }));
};

const read: RequestHandler = async (state, id, fields) => {
  const { file } = state.handles.file(fields.bytes());
  const position = fileOffset(fields.uint64());
  const length = Math.min(fields.uint32(), MAX_DATA_BYTES);
  const buffer = Buffer.allocUnsafe(DATA_OFFSET + length);
  const { bytesRead } = await file.read({ buffer, offset: DATA_OFFSET, length, position });
  if (bytesRead === 0 && length > 0) return statusPacket(id, statusCode.EOF, 'End of file');
  return dataPacket(id, buffer, bytesRead);
};

const write: RequestHandler = async (state, id, fields) => {
  const { file, isAppend } = state.handles.file(fields.bytes());
  const position = fileOffset(fields.uint64());
  await writeAll(file, fields.bytes(), isAppend ? null : position);
  return success(id);
};

const fileAttributes: RequestHandler = async (state, id, fields) => {
  const { file } = state.handles.file(fields.bytes());
  return attributesPacket(id, await file.stat({ bigint: true }));
};

const setFileAttributes: RequestHandler = async (state, id, fields) => {
  const { file } = state.handles.file(fields.bytes());
  const wanted = readAttributes(fields);
  if (wanted.size !== undefined) await file.truncate(wanted.size);
  if (wanted.mode !== undefined) await file.chmod(wanted.mode);
  if (wanted.times !== undefined) await file.utimes(wanted.times.accessed, wanted.times.modified);
  if (wanted.owner !== undefined) await file.chown(wanted.owner.user, wanted.owner.group);
  return success(id);
};

const close: RequestHandler = async (state, id, fields) => {
  await state.handles.close(fields.bytes());
  return success(id);
};

/** Requests about open files. */
export const fileRequests: ReadonlyMap<number, RequestHandler> = new Map([
  [packetType.OPEN, openFile],
  [packetType.CLOSE, close],
  [packetType.READ, read],
  [packetType.WRITE, write],
  [packetType.FSTAT, fileAttributes],
  [packetType.FSETSTAT, setFileAttributes],
]);
