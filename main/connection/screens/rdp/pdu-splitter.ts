import { measurePdu } from './measure-pdu.ts';
import type { PduKind } from './measure-pdu.ts';

export interface Pdu {
  kind: PduKind;
  bytes: Buffer;
}

/**
 * Puts PDUs together again, no matter how the stream was cut. What cannot be told apart is handed out as it came, from
 * there on: a viewer that says something unforeseen is the server's to judge.
 */
export class PduSplitter {
  #rest: Buffer = Buffer.alloc(0);
  #hasTokens: boolean;
  #isLost = false;

  /** @param hasTokens whether CredSSP comes first */
  constructor(hasTokens: boolean) {
    this.#hasTokens = hasTokens;
  }

  /** Whether the order was lost: nothing is known of the bytes any more. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** The PDUs that are whole now; without order, all that came, as `undefined` kind. */
  split(chunk: Buffer): (Pdu | { kind: undefined; bytes: Buffer })[] {
    if (this.#isLost) return [{ kind: undefined, bytes: chunk }];
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const pdus: (Pdu | { kind: undefined; bytes: Buffer })[] = [];
    let offset = 0;
    while (offset < bytes.length) {
      const measured = measurePdu(bytes.subarray(offset), this.#hasTokens);
      if (measured === 'malformed') {
        this.#isLost = true;
        this.#rest = Buffer.alloc(0);
        return [...pdus, { kind: undefined, bytes: bytes.subarray(offset) }];
      }
      if (measured === 'incomplete' || offset + measured.byteCount > bytes.length) break;
      pdus.push({ kind: measured.kind, bytes: bytes.subarray(offset, offset + measured.byteCount) });
      if (measured.kind === 'slow') this.#hasTokens = false;
      offset += measured.byteCount;
    }
    this.#rest = bytes.subarray(offset);
    return pdus;
  }
}
