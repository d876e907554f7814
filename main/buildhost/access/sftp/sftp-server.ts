import { homedir } from 'node:os';
import type { ServerChannel } from 'ssh2';
import type { Clock } from '../../../lib/clock.ts';
import { describe } from '../../../lib/result.ts';
import { finishChannel } from '../channel-exit.ts';
import type { ChannelWriter } from '../channel-writer.ts';
import { extendedRequests, extensionVersions } from './extended-requests.ts';
import { fileRequests } from './file-requests.ts';
import { folderRequests } from './folder-requests.ts';
import { HandleTable } from './handles.ts';
import { readOwnerNames } from './owners.ts';
import { createPacketReader, createPacketSplitter, MalformedPacketError } from './packet-reader.ts';
import { statusPacket, versionPacket } from './packet-writer.ts';
import { pathRequests } from './path-requests.ts';
import { systemDialect } from './paths.ts';
import { packetType, statusCode } from './protocol.ts';
import type { RequestHandler, SftpState } from './request.ts';
import { statusOf } from './status.ts';

export interface SftpOptions {
  /** Absolute; relative paths start here. */
  workspace: string;
  environment: Record<string, string>;
  isSsh2: boolean;
  clock: Clock;
  log(line: string): void;
}

const handlers: ReadonlyMap<number, RequestHandler> = new Map([
  ...fileRequests,
  ...folderRequests,
  ...pathRequests,
  ...extendedRequests,
]);

async function answer(state: SftpState, packet: Buffer): Promise<Buffer> {
  const type = packet.readUInt8(0);
  const fields = createPacketReader(packet.subarray(1));
  const id = fields.uint32();
  const handler = handlers.get(type);
  if (handler === undefined) return statusPacket(id, statusCode.OP_UNSUPPORTED, 'This request is not known here.');
  try {
    return await handler(state, id, fields);
  } catch (error) {
    if (error instanceof MalformedPacketError) throw error;
    const { code, message } = statusOf(error);
    return statusPacket(id, code, message);
  }
}

/**
 * Serves SFTP version 3 on a channel with the rights of this process; nothing keeps it inside the workspace. Requests
 * are answered one after the other, so that WRITE and CLOSE sent back to back do what they say. ssh2 has a server side
 * of its own, but it can neither announce nor answer extensions and takes names for UTF-8.
 *
 * Returns what closes everything that is open; to be called when the channel is gone.
 */
export function serveSftp(channel: ServerChannel, writer: ChannelWriter, options: SftpOptions): () => void {
  const handles = new HandleTable();
  const splitter = createPacketSplitter();
  const dialect = systemDialect;
  const state: SftpState = {
    handles,
    dialect,
    owners: readOwnerNames(),
    base: dialect.fromSystem(options.workspace),
    home: dialect.fromSystem(options.environment['HOME'] ?? homedir()),
    isDraftOrder: options.isSsh2,
    nowMs: () => options.clock.now(),
  };
  let isGreeted = false;
  let isBusy = false;
  let isInputOver = false;

  const send = (packet: Buffer): Promise<void> =>
    new Promise((resolve) => {
      writer.write('out', packet, resolve);
    });

  async function reply(packet: Buffer): Promise<Buffer> {
    if (isGreeted) return answer(state, packet);
    if (packet.readUInt8(0) !== packetType.INIT) throw new MalformedPacketError('The first packet was not INIT.');
    isGreeted = true;
    return versionPacket(extensionVersions);
  }

  async function work(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    for (let packet = splitter.next(); packet !== undefined; packet = splitter.next()) await send(await reply(packet));
    isBusy = false;
    if (isInputOver) finishChannel(channel, writer, { code: 0 });
    else channel.resume();
  }

  function workOrClose(): void {
    work().catch((error: unknown) => {
      options.log(`An SFTP channel was closed: ${describe(error)}`);
      finishChannel(channel, writer, { code: 1 });
    });
  }

  channel.on('data', (chunk: Buffer) => {
    channel.pause();
    splitter.add(chunk);
    workOrClose();
  });
  channel.on('end', () => {
    isInputOver = true;
    workOrClose();
  });
  return () => void handles[Symbol.asyncDispose]();
}
