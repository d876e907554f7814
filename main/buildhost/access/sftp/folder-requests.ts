import type { BigIntStats } from 'node:fs';
import { lstat, mkdir, opendir, rmdir } from 'node:fs/promises';
import { readAttributes } from './attributes.ts';
import type { OpenFolder } from './handles.ts';
import { longNamePrefix } from './long-name.ts';
import { handlePacket, type NamedEntry, namePacket, statusPacket } from './packet-writer.ts';
import { packetType, statusCode } from './protocol.ts';
import { type RequestHandler, type SftpState, success, systemPath } from './request.ts';

const DEFAULT_FOLDER_MODE = 0o777;
/** Entries per reply: the longest names still fit a packet. */
const ENTRIES_PER_REPLY = 128;

function describeEntry(state: SftpState, name: string, stats: BigIntStats): NamedEntry {
  const bytes = state.dialect.toWire(name);
  const prefix = longNamePrefix(stats, state.owners, state.nowMs());
  return { name: bytes, longName: Buffer.concat([Buffer.from(prefix, 'utf8'), bytes]), stats };
}

async function nextNames(state: SftpState, open: OpenFolder): Promise<string[]> {
  const names: string[] = open.isStarted ? [] : ['.', '..'];
  open.isStarted = true;
  while (names.length < ENTRIES_PER_REPLY) {
    const entry = await open.folder.read();
    if (entry === null) break;
    // With the encoding "buffer" the name is bytes, whatever its type says.
    names.push(state.dialect.fromSystem(entry.name));
  }
  return names;
}

const openFolder: RequestHandler = async (state, id, fields) => {
  const path = state.dialect.resolve(state.base, fields.bytes());
  state.handles.requireRoom();
  const options = { encoding: 'buffer' as BufferEncoding, bufferSize: ENTRIES_PER_REPLY };
  const folder = await opendir(state.dialect.forSystem(path), options);
  return handlePacket(id, await state.handles.add({ kind: 'folder', folder, path, isStarted: false }));
};

const readFolder: RequestHandler = async (state, id, fields) => {
  const { dialect } = state;
  const open = state.handles.folder(fields.bytes());
  for (;;) {
    const names = await nextNames(state, open);
    if (names.length === 0) return statusPacket(id, statusCode.EOF, 'End of the folder');
    const found = await Promise.all(
      names.map(async (name) => {
        // What went away since it was listed is left out.
        const stats = await lstat(dialect.forSystem(dialect.join(open.path, name)), { bigint: true }).catch(
          () => undefined,
        );
        return stats === undefined ? [] : [describeEntry(state, name, stats)];
      }),
    );
    const entries = found.flat();
    if (entries.length > 0) return namePacket(id, entries);
  }
};

const makeFolder: RequestHandler = async (state, id, fields) => {
  const path = systemPath(state, fields);
  const { mode } = readAttributes(fields);
  await mkdir(path, { mode: mode ?? DEFAULT_FOLDER_MODE });
  return success(id);
};

const removeFolder: RequestHandler = async (state, id, fields) => {
  await rmdir(systemPath(state, fields));
  return success(id);
};

/** Requests about folders. */
export const folderRequests: ReadonlyMap<number, RequestHandler> = new Map([
  [packetType.OPENDIR, openFolder],
  [packetType.READDIR, readFolder],
  [packetType.MKDIR, makeFolder],
  [packetType.RMDIR, removeFolder],
]);
