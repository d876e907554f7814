/** How much of a message has to be seen to know how long it is; in bytes, by type (RFC 6143, 7.5, and its registry). */
const headBytes: Partial<Record<number, number>> = {
  0: 1,
  2: 4,
  3: 1,
  4: 1,
  5: 2,
  6: 8,
  150: 1,
  248: 9,
  250: 1,
  251: 8,
  255: 2,
};

/** Messages that come of a key or a pointer: 7.5.4 and 7.5.5, and the extended keys of QEMU. */
const inputTypes: readonly number[] = [4, 5, 255];

/** Follows what a viewer says, to know where its messages end. */
export class ViewerMessages {
  readonly #onInput: () => void;
  #head: Buffer = Buffer.alloc(0);
  #restBytes = 0;
  #isLost = false;
  #answersFences = false;

  /** @param onInput somebody pressed a key, or moved the pointer */
  constructor(onInput: () => void = () => {}) {
    this.#onInput = onInput;
  }

  /** A message of ours may go here, between two of the viewer's. */
  get isBetween(): boolean {
    return !this.#isLost && this.#restBytes === 0 && this.#head.length === 0;
  }

  /** The server has asked for one: it is of TigerVNC's kind, which answers each request for a picture. */
  get answersFences(): boolean {
    return this.#answersFences;
  }

  take(chunk: Buffer): void {
    let left = chunk;
    while (left.length > 0 && !this.#isLost) {
      if (this.#restBytes > 0) {
        const skipped = Math.min(this.#restBytes, left.length);
        this.#restBytes -= skipped;
        left = left.subarray(skipped);
        continue;
      }
      const type = this.#head[0] ?? left[0] ?? 0;
      const wanted = (headBytes[type] ?? 0) - this.#head.length;
      if (wanted <= 0) {
        this.#isLost = true;
        return;
      }
      this.#head = Buffer.concat([this.#head, left.subarray(0, wanted)]);
      left = left.subarray(wanted);
      if (this.#head.length === headBytes[type]) this.#measure(type, this.#head);
    }
  }

  #measure(type: number, head: Buffer): void {
    const length = lengthOf(type, head);
    this.#head = Buffer.alloc(0);
    this.#isLost = length === undefined;
    this.#restBytes = (length ?? head.length) - head.length;
    if (type === 248) this.#answersFences = true;
    if (inputTypes.includes(type)) this.#onInput();
  }
}

/** Of a whole message, in bytes; undefined where that depends on more than can be seen. */
function lengthOf(type: number, head: Buffer): number | undefined {
  switch (type) {
    case 0:
      return 20;
    case 2:
      return 4 + 4 * head.readUInt16BE(2);
    case 3:
    case 150:
      return 10;
    case 4:
      return 8;
    case 5:
      // The eighth button, or the mark of a longer message.
      return (head.readUInt8(1) & 0x80) === 0 ? 6 : undefined;
    case 6:
      // Negative in the extended clipboard.
      return 8 + Math.abs(head.readInt32BE(4));
    case 248:
      return 9 + head.readUInt8(8);
    case 250:
      return 4;
    case 251:
      return 8 + 16 * head.readUInt8(6);
    case 255:
      return head.readUInt8(1) === 0 ? 12 : undefined;
    default:
      return undefined;
  }
}
