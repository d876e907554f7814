import type { BigIntStats } from 'node:fs';
import type { PacketReader } from './packet-reader.ts';
import { attributeFlag } from './protocol.ts';

/** What a client wants a file to have; what is absent stays as it is. */
export interface WantedAttributes {
  size?: number;
  owner?: { user: number; group: number };
  /** Permission bits only. */
  mode?: number;
  /** Seconds since the epoch. */
  times?: { accessed: number; modified: number };
}

const PERMISSION_BITS = 0o7777;

/** Reads ATTRS (draft-ietf-secsh-filexfer-02, section 5). */
export function readAttributes(reader: PacketReader): WantedAttributes {
  const flags = reader.uint32();
  const wanted: WantedAttributes = {};
  if ((flags & attributeFlag.SIZE) !== 0) wanted.size = Number(reader.uint64());
  if ((flags & attributeFlag.UIDGID) !== 0) wanted.owner = { user: reader.uint32(), group: reader.uint32() };
  if ((flags & attributeFlag.PERMISSIONS) !== 0) wanted.mode = reader.uint32() & PERMISSION_BITS;
  if ((flags & attributeFlag.ACMODTIME) !== 0) wanted.times = { accessed: reader.uint32(), modified: reader.uint32() };
  // Extended attributes are pairs that nobody sends; they are read so that what follows is found.
  if ((flags & attributeFlag.EXTENDED) !== 0)
    for (let left = reader.uint32(); left > 0; left -= 1) {
      reader.bytes();
      reader.bytes();
    }
  return wanted;
}

/** The protocol has 32 bits without a sign for a time. */
export function toSeconds(milliseconds: bigint): number {
  const seconds = milliseconds / 1000n;
  if (seconds < 0n) return 0;
  return seconds > 0xffff_ffffn ? 0xffff_ffff : Number(seconds);
}

export function encodeAttributes(stats: BigIntStats): Buffer {
  const { SIZE, UIDGID, PERMISSIONS, ACMODTIME } = attributeFlag;
  const bytes = Buffer.allocUnsafe(4 + 8 + 4 * 5);
  bytes.writeUInt32BE(SIZE | UIDGID | PERMISSIONS | ACMODTIME, 0);
  bytes.writeBigUInt64BE(stats.size, 4);
  bytes.writeUInt32BE(Number(stats.uid) >>> 0, 12);
  bytes.writeUInt32BE(Number(stats.gid) >>> 0, 16);
  bytes.writeUInt32BE(Number(stats.mode) >>> 0, 20);
  bytes.writeUInt32BE(toSeconds(stats.atimeMs), 24);
  bytes.writeUInt32BE(toSeconds(stats.mtimeMs), 28);
  return bytes;
}
