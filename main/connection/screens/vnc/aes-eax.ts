import { createCipheriv, createDecipheriv, timingSafeEqual } from 'node:crypto';

const BLOCK = 16;
/** Of what it puts behind each message, in bytes. */
export const TAG_BYTES = BLOCK;

/** AES in EAX mode (Bellare, Rogaway, Wagner 2004), which Node.js does not have: AES-CTR under a CMAC (RFC 4493). */
export class AesEax {
  readonly #key: Buffer;
  readonly #size: number;
  readonly #lastFull: Buffer;
  readonly #lastPart: Buffer;

  /** @param key 16 or 32 bytes */
  constructor(key: Buffer) {
    this.#key = key;
    this.#size = key.length * 8;
    this.#lastFull = doubled(this.#encryptBlocks(Buffer.alloc(BLOCK)));
    this.#lastPart = doubled(this.#lastFull);
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
    const blocks = Buffer.alloc(BLOCK + Math.ceil(data.length / BLOCK) * BLOCK);
    blocks[BLOCK - 1] = purpose;
    data.copy(blocks, BLOCK);
    const isWhole = data.length % BLOCK === 0;
    if (!isWhole) blocks[BLOCK + data.length] = 0x80;
    const last = blocks.subarray(-BLOCK);
    xor(last, isWhole ? this.#lastFull : this.#lastPart).copy(last);
    return this.#encryptBlocks(blocks).subarray(-BLOCK);
  }

  /** AES-CBC without padding. */
  #encryptBlocks(blocks: Buffer): Buffer {
    const cipher = createCipheriv(`aes-${this.#size}-cbc`, this.#key, Buffer.alloc(BLOCK)).setAutoPadding(false);
    return Buffer.concat([cipher.update(blocks), cipher.final()]);
  }
}

function xor(one: Buffer, other: Buffer): Buffer {
  return Buffer.from(one.map((byte, index) => byte ^ (other[index] ?? 0)));
}

/** In the field of RFC 4493, 2.3. */
function doubled(block: Buffer): Buffer {
  const result = Buffer.alloc(BLOCK);
  for (let index = 0; index < BLOCK; index += 1)
    result[index] = ((block[index] ?? 0) << 1) | ((block[index + 1] ?? 0) >> 7);
  if (((block[0] ?? 0) & 0x80) !== 0) result[BLOCK - 1] = (result[BLOCK - 1] ?? 0) ^ 0x87;
  return result;
}
