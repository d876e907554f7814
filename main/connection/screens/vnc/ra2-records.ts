import { Duplex } from 'node:stream';
import { AesEax, TAG_BYTES } from './aes-eax.ts';
import { protocolError, VncFailure } from './vnc-failure.ts';
import type { Wire } from './wire.ts';

/** TigerVNC takes no longer records. */
const MAX_RECORD_BYTES = 8192;
/** A screen that stands still has nothing to say. */
const NEVER_MS = 2 ** 31 - 1;

/** One direction of RSA-AES: records with a length before and a tag behind, counted from 0. */
export class RecordCipher {
  readonly #cipher: AesEax;
  readonly #count = Buffer.alloc(16);

  constructor(key: Buffer) {
    this.#cipher = new AesEax(key);
  }

  seal(bytes: Uint8Array): Buffer {
    const head = Buffer.alloc(2);
    head.writeUInt16BE(bytes.length);
    return Buffer.concat([head, this.#cipher.seal(this.#next(), head, bytes)]);
  }

  open(head: Buffer, sealed: Buffer): Buffer {
    const bytes = this.#cipher.open(this.#next(), head, sealed);
    if (bytes === undefined) throw protocolError('an RSA-AES record that was changed on the way');
    return bytes;
  }

  /** The number of the record, with its lowest byte first. */
  #next(): Buffer {
    const nonce = Buffer.from(this.#count);
    for (let index = 0; index < this.#count.length; index += 1) {
      this.#count[index] = ((this.#count[index] ?? 0) + 1) & 0xff;
      if (this.#count[index] !== 0) break;
    }
    return nonce;
  }
}

/** What is said in records on a wire, as plain bytes. */
export class RecordStream extends Duplex {
  readonly #wire: Wire;
  readonly #incoming: RecordCipher;
  readonly #outgoing: RecordCipher;
  #isReading = false;

  constructor(wire: Wire, incoming: RecordCipher, outgoing: RecordCipher) {
    super({ allowHalfOpen: false });
    this.#wire = wire;
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    wire.stream.once('close', () => this.destroy());
  }

  override _read(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    void this.#readOn();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const records: Buffer[] = [];
    for (let start = 0; start < chunk.length; start += MAX_RECORD_BYTES)
      records.push(this.#outgoing.seal(chunk.subarray(start, start + MAX_RECORD_BYTES)));
    this.#wire.stream.write(Buffer.concat(records), (error) => done(error));
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#wire.stream.destroy();
    done(error);
  }

  async #readOn(): Promise<void> {
    try {
      let hasRoom = true;
      while (hasRoom) hasRoom = this.push(await readRecord(this.#wire, this.#incoming, NEVER_MS));
      this.#isReading = false;
    } catch (error) {
      if (error instanceof VncFailure && error.problem.code !== 'protocol-error') this.push(null);
      else this.destroy(error instanceof Error ? error : undefined);
    }
  }
}

/** Errors: as of {@link Wire.read}, and `protocol-error`. */
export async function readRecord(wire: Wire, cipher: RecordCipher, limitMs?: number): Promise<Buffer> {
  const head = await wire.read(2, limitMs);
  return cipher.open(head, await wire.read(head.readUInt16BE() + TAG_BYTES, limitMs));
}
