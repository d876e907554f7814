import { hash } from 'node:crypto';

/** Bits of a key: as many as a number holds exactly. With 200,000 paths two of them meet once in half a million times. */
const KEY_BITS = 53;

/**
 * What a path is remembered by. The salt is the transfer's own, so that a machine cannot choose names that look like one
 * another.
 */
export function pathKey(salt: string, path: string): number {
  const digest = hash('sha256', `${salt}\0${path}`, 'buffer');
  const key = digest.readUIntBE(0, 6) * 2 ** (KEY_BITS - 48) + ((digest[6] ?? 0) >> (56 - KEY_BITS));
  return key === 0 ? 1 : key;
}

/** How a key is written down. */
export const writeKey = (key: number): string => key.toString(36);

/** The key that was written down, or undefined when this is none. */
export function readKey(text: string): number | undefined {
  if (!/^[0-9a-z]{1,11}$/.test(text)) return undefined;
  const key = Number.parseInt(text, 36);
  return key > 0 && Number.isSafeInteger(key) ? key : undefined;
}

/** A set of keys that grows and never shrinks: 16 bytes for each, where a Set takes 40 and its numbers as much again. */
export class PathSet {
  // Open addressing; 0 is an empty place, and keys are evenly spread by themselves.
  #places = new Float64Array(64);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(key: number): boolean {
    return this.#places[this.#find(key)] === key;
  }

  /** Whether it is new. */
  add(key: number): boolean {
    const at = this.#find(key);
    if (this.#places[at] === key) return false;
    this.#places[at] = key;
    this.#size += 1;
    if (this.#size * 4 > this.#places.length * 3) this.#grow();
    return true;
  }

  #find(key: number): number {
    const mask = this.#places.length - 1;
    let at = (key % 0x7f_ff_ff_ff) & mask;
    for (;;) {
      const there = this.#places[at];
      if (there === 0 || there === key) return at;
      at = (at + 1) & mask;
    }
  }

  #grow(): void {
    const before = this.#places;
    this.#places = new Float64Array(before.length * 2);
    for (const key of before) if (key !== 0) this.#places[this.#find(key)] = key;
  }
}
