import type { SecretMark } from '../../contract/connection-work.ts';
import { digestOf, splitHashes, TAIL_BITS, TAIL_BYTES, tailHash, wholeHash } from '../../lib/secrets/mark-hash.ts';

interface Known {
  lengthBytes: number;
  whole: number;
  salt: string;
  sha256: string;
}

/** How many texts are remembered that were found to be secrets, so that a flood of one costs little. */
const REMEMBERED = 32;

/** The secrets that must not be recorded, as marks: it can tell a secret when it sees one, and nothing before. */
export class SecretTable {
  /** Length of the longest; 0 when there are none. */
  longestBytes = 0;
  readonly #byDigest = new Set<string>();
  readonly #byTail = new Map<number, Known[]>();
  /** One bit for each hash of a tail: of long secrets, and of those too short for a long tail. */
  readonly longTails = new Uint8Array(2 ** (TAIL_BITS - 3));
  readonly shortTails = new Uint8Array(2 ** (TAIL_BITS - 3));
  hasShort = false;
  readonly #seen = new Map<string, Known>();

  add(marks: readonly SecretMark[]): void {
    for (const { lengthBytes, rolling, salt, sha256 } of marks) {
      if (this.#byDigest.has(sha256)) continue;
      this.#byDigest.add(sha256);
      const { tail, whole } = splitHashes(rolling);
      const isShort = lengthBytes < TAIL_BYTES;
      const bits = isShort ? this.shortTails : this.longTails;
      this.hasShort ||= isShort;
      bits[tail >>> 3] = (bits[tail >>> 3] ?? 0) | (1 << (tail & 7));
      const others = this.#byTail.get(tail) ?? [];
      this.#byTail.set(
        tail,
        [...others, { lengthBytes, whole, salt, sha256 }].toSorted((one, other) => other.lengthBytes - one.lengthBytes),
      );
      this.longestBytes = Math.max(this.longestBytes, lengthBytes);
    }
  }

  /**
   * Whether a secret may end here. Cheap: it is asked at every byte.
   *
   * @param older the four bytes before @param newer, which are the last four
   */
  mayEnd(older: number, newer: number): boolean {
    return (
      hasBit(this.longTails, tailHash(older, newer)) || (this.hasShort && hasBit(this.shortTails, tailHash(0, newer)))
    );
  }

  /** Length of the longest secret that ends at `end` of these bytes; 0 when none does. */
  find(bytes: Uint8Array, end: number, older: number, newer: number): number {
    return this.#check(tailHash(older, newer), bytes, end) || this.#check(tailHash(0, newer), bytes, end);
  }

  #check(tail: number, bytes: Uint8Array, end: number): number {
    for (const known of this.#byTail.get(tail) ?? []) {
      const start = end - known.lengthBytes;
      if (start < 0 || wholeHash(bytes, start, end) !== known.whole) continue;
      if (this.#is(known, bytes.subarray(start, end))) return known.lengthBytes;
    }
    return 0;
  }

  #is(known: Known, candidate: Uint8Array): boolean {
    const text = Buffer.from(candidate.buffer, candidate.byteOffset, candidate.length).toString('latin1');
    if (this.#seen.get(text) === known) return true;
    if (digestOf(known.salt, candidate) !== known.sha256) return false;
    if (this.#seen.size >= REMEMBERED) this.#seen.clear();
    this.#seen.set(text, known);
    return true;
  }
}

function hasBit(bits: Uint8Array, at: number): boolean {
  return ((bits[at >>> 3] ?? 0) & (1 << (at & 7))) !== 0;
}
