const FIRST_CAPACITY = 4_096;
const NO_OFFSET = -1;

/** The bytes of a terminal's output that count when secrets are looked for, with where each stands in the output. */
export class Lane {
  count = 0;
  /** The four bytes before the last four, and these, as {@link SecretTable.find} wants them. */
  older = 0;
  newer = 0;
  /** Of which the first `count` are filled. No private fields: every byte of a flood passes here. */
  bytes = new Uint8Array(FIRST_CAPACITY);
  offsets = new Float64Array(FIRST_CAPACITY);

  /** Makes room, so that as many can be added. */
  reserve(more: number): void {
    if (this.count + more <= this.bytes.length) return;
    const capacity = 2 ** Math.ceil(Math.log2(this.count + more));
    const bytes = new Uint8Array(capacity);
    const offsets = new Float64Array(capacity);
    bytes.set(this.bytes.subarray(0, this.count));
    offsets.set(this.offsets.subarray(0, this.count));
    this.bytes = bytes;
    this.offsets = offsets;
  }

  add(byte: number, offset: number): void {
    this.bytes[this.count] = byte;
    this.offsets[this.count] = offset;
    this.count += 1;
    this.older = (this.older << 8) | (this.newer >>> 24);
    this.newer = (this.newer << 8) | byte;
  }

  /** Takes the last one back: it was erased on the screen. */
  takeBack(): void {
    if (this.count === 0) return;
    this.count -= 1;
    this.newer = this.#word(this.count);
    this.older = this.#word(this.count - 4);
  }

  offset(index: number): number {
    return this.offsets[index] ?? NO_OFFSET;
  }

  /** Forgets all but the last `keep`, and all that stand before an offset. */
  trim(keep: number, before: number): void {
    let from = Math.max(0, this.count - keep);
    while (from < this.count && this.offset(from) < before) from += 1;
    if (from === 0) return;
    this.bytes.copyWithin(0, from, this.count);
    this.offsets.copyWithin(0, from, this.count);
    this.count -= from;
  }

  #word(end: number): number {
    let word = 0;
    for (let at = end - 4; at < end; at += 1) word = (word << 8) | (at < 0 ? 0 : (this.bytes[at] ?? 0));
    return word;
  }
}
