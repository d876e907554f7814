import { createCipheriv, createDecipheriv, timingSafeEqual, type Cipheriv } from 'node:crypto';

const BLOCK = 16;
/** Of what it puts behind each message, in bytes. */
export const TAG_BYTES = BLOCK;

/** AES in EAX mode (Bellare, Rogaway, Wagner 2004), which Node.js does not have: AES-CTR under a CMAC (RFC 4493). */
export class AesEax {
  readonly #key: Buffer;
  readonly #size: number;
  /** Encrypts blocks, each for itself; made once, since that takes longer than a record's encryption. */
  readonly #blocks: Cipheriv;
  readonly #lastFull: Buffer;
  readonly #lastPart: Buffer;
  /** What the block with each purpose's number becomes, which every CMAC here begins with. */
  readonly #starts: readonly Buffer[];

  /** @param key 16 or 32 bytes */
  constructor(key: Buffer) {
    this.#key = key;
    this.#size = key.length * 8;
    this.#blocks = createCipheriv(`aes-${this.#size}-ecb`, key, null).setAutoPadding(false);
    this.#lastFull = doubled(this.#blocks.update(Buffer.alloc(BLOCK)));
    this.#lastPart = doubled(this.#lastFull);
    this.#starts = [0, 1, 2].map((purpose) => this.#blocks.update(numbered(purpose)));
  }

  /** The message encrypted, with its tag behind it. */
  seal(nonce: Buffer, header: Buffer, message: Uint8Array): Buffer {
    const start = this.#mac(0, nonce);
    const cipher = createCipheriv(`aes-${this.#size}-ctr`, this.#key, start);
    const sealed = Buffer.concat([cipher.update(message), cipher.final()]);
    return Buffer.concat([sealed, this.#tag(start, header, sealed)]);
  }

  /** The message, or undefined when it, its nonce or its header is not what was sealed. */
  open(nonce: Buffer, header: Buffer, sealedAndTag: Buffer): Buffer | undefined {
    const sealed = sealedAndTag.subarray(0, -TAG_BYTES);
    const start = this.#mac(0, nonce);
    const tag = sealedAndTag.subarray(sealed.length);
    if (tag.length !== TAG_BYTES || !timingSafeEqual(tag, this.#tag(start, header, sealed))) return undefined;
    const decipher = createDecipheriv(`aes-${this.#size}-ctr`, this.#key, start);
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  }

  #tag(start: Buffer, header: Buffer, sealed: Buffer): Buffer {
    return xor(xor(start, this.#mac(1, header)), this.#mac(2, sealed));
  }

  /** CMAC of the data behind a block with the number of its purpose. */
  #mac(purpose: number, data: Buffer): Buffer {
    if (data.length === 0) return this.#blocks.update(xor(numbered(purpose), this.#lastFull));
    const start = this.#starts[purpose] ?? numbered(purpose);
    const lastBytes = data.length % BLOCK || BLOCK;
    const last = Buffer.alloc(BLOCK);
    data.copy(last, 0, data.length - lastBytes);
    if (lastBytes < BLOCK) last[lastBytes] = 0x80;
    const closing = xor(last, lastBytes < BLOCK ? this.#lastPart : this.#lastFull);
    return this.#blocks.update(xor(closing, this.#chain(start, data.subarray(0, -lastBytes))));
  }

  /** The last block of AES-CBC. */
  #chain(start: Buffer, blocks: Buffer): Buffer {
    if (blocks.length === 0) return start;
    return createCipheriv(`aes-${this.#size}-cbc`, this.#key, start).update(blocks).subarray(-BLOCK);
  }
}

function numbered(purpose: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  block[BLOCK - 1] = purpose;
  return block;
}

function xor(one: Buffer, other: Buffer): Buffer {
  const result = Buffer.allocUnsafe(BLOCK);
  for (let index = 0; index < BLOCK; index += 1) result[index] = (one[index] ?? 0) ^ (other[index] ?? 0);
  return result;
}

/** In the field of RFC 4493, 2.3. */
function doubled(block: Buffer): Buffer {
  const result = Buffer.alloc(BLOCK);
  for (let index = 0; index < BLOCK; index += 1)
    result[index] = ((block[index] ?? 0) << 1) | ((block[index + 1] ?? 0) >> 7);
  if (((block[0] ?? 0) & 0x80) !== 0) result[BLOCK - 1] = (result[BLOCK - 1] ?? 0) ^ 0x87;
  return result;
}
