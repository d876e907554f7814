/** How much of a terminal's output is kept for a window that attaches again. */
export const REPLAY_BYTES = 1_048_576;
const FIRST_CAPACITY_BYTES = 65_536;
/** When the buffer is full, this much makes room at once, so that the bookkeeping is rare. */
const DROP_BYTES = 262_144;
/** How far to look for the end of the line that was cut. */
const LINE_SEARCH_BYTES = 65_536;
/** Longer than any mode sequence; bytes of one that may go on in the next part. */
const CARRY_BYTES = 32;
const ESCAPE = 0x1b;

/** Private modes (DECSET) that shape what follows: cursor keys, wrap, cursor, screens, mouse, focus, paste. */
const keptModes = new Set([1, 7, 25, 47, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1047, 1049, 2004]);

/**
 * The last bytes a terminal put out, as they came. What is dropped at the front leaves the modes it had set behind, and
 * the cut is moved to a line's start, so that a terminal that is fed the rest shows what the first one showed.
 */
export class ReplayBuffer {
  readonly #limitBytes: number;
  readonly #modes = new Map<number, boolean>();
  #bytes = Buffer.alloc(0);
  #length = 0;
  #carry = Buffer.alloc(0);
  #isCut = false;

  constructor(limitBytes: number = REPLAY_BYTES) {
    this.#limitBytes = limitBytes;
  }

  append(bytes: Uint8Array): void {
    let rest = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (rest.length > this.#limitBytes) {
      this.#drop(this.#length);
      this.#noteModes(rest.subarray(0, rest.length - this.#limitBytes));
      this.#isCut = true;
      rest = rest.subarray(rest.length - this.#limitBytes);
    }
    const excess = this.#length + rest.length - this.#limitBytes;
    if (excess > 0) this.#drop(Math.min(this.#length, Math.max(excess, DROP_BYTES)));
    this.#reserve(this.#length + rest.length);
    rest.copy(this.#bytes, this.#length);
    this.#length += rest.length;
  }

  /** What to write to a fresh terminal. */
  snapshot(): Uint8Array<ArrayBuffer> {
    const kept = this.#bytes.subarray(0, this.#length);
    if (!this.#isCut) return new Uint8Array(kept);
    const modes = [...this.#modes].map(([mode, isOn]) => `\x1b[?${mode}${isOn ? 'h' : 'l'}`).join('');
    return new Uint8Array(Buffer.concat([Buffer.from(`${modes}\x1b[0m`), kept.subarray(cutAt(kept))]));
  }

  #reserve(neededBytes: number): void {
    if (this.#bytes.length >= neededBytes) return;
    const capacity = Math.max(FIRST_CAPACITY_BYTES, 2 ** Math.ceil(Math.log2(neededBytes)));
    const grown = Buffer.alloc(Math.min(capacity, this.#limitBytes));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }

  #drop(byteCount: number): void {
    if (byteCount === 0) return;
    this.#noteModes(this.#bytes.subarray(0, byteCount));
    this.#bytes.copyWithin(0, byteCount, this.#length);
    this.#length -= byteCount;
    this.#isCut = true;
  }

  #noteModes(dropped: Buffer): void {
    const bytes = this.#carry.length === 0 ? dropped : Buffer.concat([this.#carry, dropped]);
    for (let at = bytes.indexOf('\x1b[?'); at >= 0; at = bytes.indexOf('\x1b[?', at + 1)) {
      const sequence = /^\x1b\[\?([\d;]+)([hl])/.exec(bytes.toString('latin1', at, at + CARRY_BYTES));
      for (const mode of sequence?.[1]?.split(';').map(Number) ?? []) {
        if (keptModes.has(mode)) this.#modes.set(mode, sequence?.[2] === 'h');
      }
    }
    const lastEscape = bytes.lastIndexOf(ESCAPE);
    const isOpen = lastEscape >= 0 && bytes.length - lastEscape < CARRY_BYTES;
    this.#carry = isOpen ? Buffer.from(bytes.subarray(lastEscape)) : Buffer.alloc(0);
  }
}

/** Where a cut text can start: after a line's end, or at least not inside a character. */
function cutAt(kept: Buffer): number {
  const lineEnd = kept.subarray(0, LINE_SEARCH_BYTES).indexOf('\n');
  if (lineEnd >= 0) return lineEnd + 1;
  let start = 0;
  // 10xxxxxx continues a UTF-8 character.
  while (start < 4 && ((kept[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return start;
}
