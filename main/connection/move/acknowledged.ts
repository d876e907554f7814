/** Which bytes of a file have arrived, when its parts arrive in any order. */
export class Acknowledged {
  #prefix: number;
  #total: number;
  /** Parts beyond the first hole: where each starts, and where it ends. */
  readonly #beyond = new Map<number, number>();

  /** @param from everything before it is there already */
  constructor(from: number) {
    this.#prefix = from;
    this.#total = from;
  }

  /** All bytes before this one are there. */
  get prefix(): number {
    return this.#prefix;
  }

  /** Bytes that are there, those beyond holes included. */
  get total(): number {
    return this.#total;
  }

  /** Each part once, and no two that overlap. */
  add(start: number, byteCount: number): void {
    this.#total += byteCount;
    this.#beyond.set(start, start + byteCount);
    for (let end = this.#beyond.get(this.#prefix); end !== undefined; end = this.#beyond.get(this.#prefix)) {
      this.#beyond.delete(this.#prefix);
      this.#prefix = end;
    }
  }
}
