import { readDer, readDerInteger, readExplicit, tags } from './der.ts';
import { isDisconnect, readIoData } from './mcs.ts';
import { MAX_HEADER_BYTES, measurePdu } from './measure-pdu.ts';
import type { PduKind } from './measure-pdu.ts';
import { offersRefresh } from './refresh-rect.ts';

/** What the server said of how the connection goes, as far as a relay can see it. */
export interface ServerWords {
  /** NTSTATUS with which CredSSP ended (MS-CSSP 2.2.1); Windows says it for a wrong password. */
  logonStatus?: number;
  /** The password is right, but the account may not come in this way (MS-RDPBCGR 2.2.10.2). */
  isDenied?: boolean;
  /** Of the licensing before a session (MS-RDPBCGR 2.2.1.12.1.3). */
  licenceError?: number;
  /** MS-RDPBCGR 2.2.5.1.1; the latest one that is none of "no error". */
  errorInfo?: number;
  /** The session is on another machine. */
  isRedirected?: boolean;
  /** A session was offered: signing in is over, or goes on in the picture. */
  isActive?: boolean;
  /** It paints a part of the picture anew when it is asked to. */
  canRefresh?: boolean;
  /** The server took leave in good order. */
  hasLeft?: boolean;
}

/** Nothing that is looked for is longer; of longer PDUs only the length is read. */
const MAX_READ_BYTES = 8192;
const TOKEN_ERROR_FIELD = 4;
const EARLY_RESULT_BYTES = 4;

const SEC_LICENSE_PKT = 0x0080;
const LICENSE_ERROR_ALERT = 0xff;
/** STATUS_VALID_CLIENT: no licence is needed. */
const LICENCE_VALID = 7;

/** Share Control and Share Data Header (MS-RDPBCGR 2.2.8.1.1.1); in bytes from the start. */
const SHARE_TYPE_OFFSET = 2;
const DATA_TYPE_OFFSET = 14;
const COMPRESSION_OFFSET = 15;
const DATA_OFFSET = 18;
const shareTypes = { DEMAND_ACTIVE: 1, DATA: 7, REDIRECT: 10 } as const;
const SET_ERROR_INFO = 0x2f;
const COMPRESSED = 0x20;

/** Reads along in what the server says, without holding it up. */
export class ServerWatch {
  readonly words: ServerWords = {};
  #hasTokens: boolean;
  #hasEarlyResult: boolean;
  #isLost = false;
  #head: Buffer = Buffer.alloc(0);
  #skipBytes = 0;

  constructor(before: { hasTokens: boolean; hasEarlyResult: boolean }) {
    this.#hasTokens = before.hasTokens;
    this.#hasEarlyResult = before.hasEarlyResult;
  }

  see(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0 && !this.#isLost) {
      const skipped = Math.min(this.#skipBytes, rest.length);
      this.#skipBytes -= skipped;
      rest = rest.subarray(skipped);
      if (rest.length > 0) rest = this.#take(rest);
    }
  }

  /** Takes the next PDU, or all of `rest` when it is not whole yet. */
  #take(rest: Buffer): Buffer {
    const heldBytes = this.#head.length;
    // The start of a PDU is put together in a small buffer; long PDUs are never kept.
    const head = heldBytes === 0 ? rest : Buffer.concat([this.#head, rest.subarray(0, MAX_READ_BYTES)]);
    const measured = this.#measure(head);
    if (measured === 'malformed') {
      this.#isLost = true;
      return rest;
    }
    const byteCount = measured === 'incomplete' ? MAX_HEADER_BYTES : measured.byteCount;
    if (measured !== 'incomplete' && byteCount > MAX_READ_BYTES) {
      if (measured.kind === 'slow') this.#hasTokens = false;
      this.#head = Buffer.alloc(0);
      const left = byteCount - heldBytes;
      this.#skipBytes = Math.max(0, left - rest.length);
      return rest.subarray(Math.min(left, rest.length));
    }
    if (measured === 'incomplete' || head.length < byteCount) {
      this.#head = Buffer.from(head);
      return rest.subarray(rest.length);
    }
    this.#head = Buffer.alloc(0);
    this.#read(measured.kind, head.subarray(0, byteCount));
    return rest.subarray(byteCount - heldBytes);
  }

  #measure(head: Buffer): ReturnType<typeof measurePdu> | { kind: 'early'; byteCount: number } {
    const isEarlyResult = this.#hasTokens && this.#hasEarlyResult && head[0] !== tags.SEQUENCE && head[0] !== 3;
    return isEarlyResult ? { kind: 'early', byteCount: EARLY_RESULT_BYTES } : measurePdu(head, this.#hasTokens);
  }

  #read(kind: PduKind | 'early', pdu: Buffer): void {
    switch (kind) {
      case 'token':
        return this.#readToken(pdu);
      case 'early':
        this.#hasEarlyResult = false;
        this.words.isDenied = pdu.readUInt32LE(0) !== 0;
        return;
      case 'slow':
        this.#hasTokens = false;
        if (isDisconnect(pdu)) this.words.hasLeft = true;
        else this.#readData(readIoData(pdu, 'server'));
        return;
      case 'fast':
        return;
    }
  }

  #readToken(pdu: Buffer): void {
    const [request] = readDer(pdu) ?? [];
    const fields = request === undefined ? undefined : readDer(request.content);
    const status = fields && readExplicit(fields, TOKEN_ERROR_FIELD, tags.INTEGER);
    if (status === undefined) return;
    // A signed number of 32 bits by its specification, whose highest bit is set for errors; with or without a zero before.
    this.words.logonStatus = status.length === 4 ? status.readUInt32BE() : (readDerInteger(status) ?? 0);
  }

  #readData(data: Buffer | undefined): void {
    if (data === undefined || data.length < 6) return;
    if (data.readUInt16LE(0) !== data.length) return this.#readLicence(data);
    const type = data.readUInt16LE(SHARE_TYPE_OFFSET) & 0x0f;
    if (type === shareTypes.DEMAND_ACTIVE) {
      this.words.isActive = true;
      this.words.canRefresh = offersRefresh(data);
    }
    if (type === shareTypes.REDIRECT) this.words.isRedirected = true;
    if (type !== shareTypes.DATA || data.length < DATA_OFFSET + 4) return;
    if (data[DATA_TYPE_OFFSET] !== SET_ERROR_INFO || ((data[COMPRESSION_OFFSET] ?? 0) & COMPRESSED) !== 0) return;
    const errorInfo = data.readUInt32LE(DATA_OFFSET);
    if (errorInfo !== 0) this.words.errorInfo = errorInfo;
  }

  #readLicence(data: Buffer): void {
    if (this.words.isActive === true || data.length < 12) return;
    if ((data.readUInt16LE(0) & SEC_LICENSE_PKT) === 0 || data[4] !== LICENSE_ERROR_ALERT) return;
    const error = data.readUInt32LE(8);
    if (error !== LICENCE_VALID) this.words.licenceError = error;
  }
}
