import type { BigIntStats } from 'node:fs';
import { encodeAttributes } from './attributes.ts';
import { packetType, PROTOCOL_VERSION, type StatusCode } from './protocol.ts';

export function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

export function uint64(value: bigint): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeBigUInt64BE(BigInt.asUintN(64, value));
  return bytes;
}

export function string(value: string | Buffer): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  return Buffer.concat([uint32(bytes.length), bytes]);
}

function packet(type: number, ...fields: Buffer[]): Buffer {
  const length = fields.reduce((sum, field) => sum + field.length, 1);
  return Buffer.concat([uint32(length), Buffer.of(type), ...fields]);
}

/** Names and versions of the extensions on offer. */
export function versionPacket(extensions: Readonly<Record<string, string>>): Buffer {
  const pairs = Object.entries(extensions).flatMap(([name, version]) => [string(name), string(version)]);
  return packet(packetType.VERSION, uint32(PROTOCOL_VERSION), ...pairs);
}

export function statusPacket(id: number, code: StatusCode, message: string): Buffer {
  return packet(packetType.STATUS, uint32(id), uint32(code), string(message), string('en'));
}

export function handlePacket(id: number, handle: Buffer): Buffer {
  return packet(packetType.HANDLE, uint32(id), string(handle));
}

/** Where the data of a DATA packet begins: length, type, id and the data's length stand before it. */
export const DATA_OFFSET = 13;

/** Completes a buffer that was read into from {@link DATA_OFFSET} on, which saves a copy. */
export function dataPacket(id: number, buffer: Buffer, byteCount: number): Buffer {
  buffer.writeUInt32BE(1 + 4 + 4 + byteCount, 0);
  buffer.writeUInt8(packetType.DATA, 4);
  buffer.writeUInt32BE(id, 5);
  buffer.writeUInt32BE(byteCount, 9);
  return buffer.subarray(0, DATA_OFFSET + byteCount);
}

export interface NamedEntry {
  name: Buffer;
  longName: Buffer;
  /** Without it the attributes are left out. */
  stats?: BigIntStats;
}

export function namePacket(id: number, entries: readonly NamedEntry[]): Buffer {
  const fields = entries.flatMap((entry) => [
    string(entry.name),
    string(entry.longName),
    entry.stats === undefined ? uint32(0) : encodeAttributes(entry.stats),
  ]);
  return packet(packetType.NAME, uint32(id), uint32(entries.length), ...fields);
}

export function attributesPacket(id: number, stats: BigIntStats): Buffer {
  return packet(packetType.ATTRS, uint32(id), encodeAttributes(stats));
}

export function extendedPacket(id: number, ...fields: Buffer[]): Buffer {
  return packet(packetType.EXTENDED_REPLY, uint32(id), ...fields);
}
