import type { HandleTable } from './handles.ts';
import type { OwnerNames } from './owners.ts';
import type { PacketReader } from './packet-reader.ts';
import { statusPacket } from './packet-writer.ts';
import type { PathDialect } from './paths.ts';
import { statusCode } from './protocol.ts';

/** What the requests of one SFTP channel share. */
export interface SftpState {
  handles: HandleTable;
  dialect: PathDialect;
  owners: OwnerNames;
  /** Relative paths start here; in the dialect's form. */
  base: string;
  /** What `~` stands for; in the dialect's form. */
  home: string;
  /** The client orders the arguments of SYMLINK as the draft says; OpenSSH and those who copied it do not. */
  isDraftOrder: boolean;
  nowMs(): number;
}

/** Reads its fields, does its work and gives the reply packet. Throws system errors and StatusErrors as they come. */
export type RequestHandler = (state: SftpState, id: number, fields: PacketReader) => Promise<Buffer>;

/** The next field as something to hand to node:fs. */
export function systemPath(state: SftpState, fields: PacketReader): Buffer | string {
  return state.dialect.forSystem(state.dialect.resolve(state.base, fields.bytes()));
}

export function success(id: number): Buffer {
  return statusPacket(id, statusCode.OK, 'Success');
}
