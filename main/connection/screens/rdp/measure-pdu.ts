import { readDerHeader, tags } from './der.ts';

/**
 * - `token`: CredSSP's messages (MS-CSSP 2.2.1) in DER, before RDP itself begins
 * - `slow`: TPKT (MS-RDPBCGR 2.2.8.1)
 * - `fast`: fast-path input or output (MS-RDPBCGR 2.2.8.1.2 and 2.2.9.1.2)
 */
export type PduKind = 'token' | 'slow' | 'fast';

export interface PduMeasure {
  kind: PduKind;
  byteCount: number;
}

const TPKT_VERSION = 3;
const MIN_TPKT_BYTES = 7;
/** A token holds a ticket or an NTLM message, some kilobytes at the most. */
const MAX_TOKEN_BYTES = 65_536;
/** More than this many bytes are never needed to measure a PDU. */
export const MAX_HEADER_BYTES = 6;

/**
 * How long the PDU is that begins with these bytes.
 * @param hasTokens whether RDP itself has not begun yet, so that a token may come
 */
export function measurePdu(bytes: Buffer, hasTokens: boolean): PduMeasure | 'incomplete' | 'malformed' {
  const [first, second, third] = bytes;
  if (first === undefined) return 'incomplete';
  if (first === TPKT_VERSION) {
    if (bytes.length < 4) return 'incomplete';
    const byteCount = bytes.readUInt16BE(2);
    return second === 0 && byteCount >= MIN_TPKT_BYTES ? { kind: 'slow', byteCount } : 'malformed';
  }
  if (hasTokens) return first === tags.SEQUENCE ? measureToken(bytes) : 'malformed';
  // The lowest two bits say what it is; 0 is fast-path.
  if ((first & 3) !== 0) return 'malformed';
  if (second === undefined) return 'incomplete';
  if ((second & 0x80) === 0) return second > 2 ? { kind: 'fast', byteCount: second } : 'malformed';
  if (third === undefined) return 'incomplete';
  const byteCount = ((second & 0x7f) << 8) | third;
  return byteCount > 3 ? { kind: 'fast', byteCount } : 'malformed';
}

function measureToken(bytes: Buffer): PduMeasure | 'incomplete' | 'malformed' {
  const header = readDerHeader(bytes);
  if (typeof header === 'string') return header;
  const byteCount = header.headerBytes + header.contentBytes;
  return byteCount <= MAX_TOKEN_BYTES ? { kind: 'token', byteCount } : 'malformed';
}
