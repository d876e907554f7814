import { createHash } from 'node:crypto';

/** Shorter secrets are not looked for: they would be found in every other word. */
export const SHORTEST_BYTES = 4;
/** Secrets of at least this length are looked for by this many of their last bytes, others by {@link SHORTEST_BYTES}. */
export const TAIL_BYTES = 8;
/** How many values the hash of a tail has: 2 to this power. */
export const TAIL_BITS = 18;

const TAIL_RANGE = 2 ** TAIL_BITS;
const LINE_FEED = 0x0a;

/**
 * Whether a byte counts when secrets are compared: control characters and spaces do not, since terminals and shells put
 * them where a line wraps.
 */
export function counts(byte: number): boolean {
  return byte > 0x20 && byte !== 0x7f;
}

/** @param older the four bytes before @param newer, which is the last four; most significant byte first */
export function tailHash(older: number, newer: number): number {
  let hash = Math.imul(older ^ Math.imul(newer, 0x85ebca6b), 0x9e3779b1) ^ newer;
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
  return (hash ^ (hash >>> 13)) >>> (32 - TAIL_BITS);
}

/** FNV-1a over a part of the bytes, folded to 30 bits. */
export function wholeHash(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return (hash ^ (hash >>> 30)) & 0x3fffffff;
}

/** `rolling` of a mark: the hash of its tail in the lower bits, that of the whole above. */
export function joinHashes(tail: number, whole: number): number {
  return whole * TAIL_RANGE + tail;
}

export function splitHashes(rolling: number): { tail: number; whole: number } {
  return { tail: rolling % TAIL_RANGE, whole: Math.floor(rolling / TAIL_RANGE) };
}

/** `sha256` of a mark. */
export function digestOf(salt: string, bytes: Uint8Array): string {
  return createHash('sha256').update(salt).update(Uint8Array.of(LINE_FEED)).update(bytes).digest('hex');
}
