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
  readonly #longTails = new Uint8Array(2 ** (TAIL_BITS - 3));
  readonly #shortTails = new Uint8Array(2 ** (TAIL_BITS - 3));
  #hasShort = false;
  readonly #seen = new Map<string, Known>();

  add(marks: readonly SecretMark[]): void {
    for (const { lengthBytes, rolling, salt, sha256 } of marks) {
      if (this.#byDigest.has(sha256)) continue;
      this.#byDigest.add(sha256);
      const { tail, whole } = splitHashes(rolling);
      const isShort = lengthBytes < TAIL_BYTES;
      const bits = isShort ? this.#shortTails : this.#longTails;
      this.#hasShort ||= isShort;
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
   * Length of the longest secret that ends at `end` of these bytes; 0 when none does.
   *
   * @param older the four bytes before @param newer, which is the four before `end`
   */
  find(bytes: Uint8Array, end: number, older: number, newer: number): number {
    const long = tailHash(older, newer);
    let found = 0;
    if (((this.#longTails[long >>> 3] ?? 0) & (1 << (long & 7))) !== 0) found = this.#check(long, bytes, end);
    if (found !== 0 || !this.#hasShort) return found;
    const short = tailHash(0, newer);
    return ((this.#shortTails[short >>> 3] ?? 0) & (1 << (short & 7))) === 0 ? 0 : this.#check(short, bytes, end);
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
