/** TPKT (RFC 1006) and the negotiation that X.224's connection PDUs carry (MS-RDPBCGR 2.2.1.1 and 2.2.1.2). */

const TPKT_VERSION = 3;
/** TPKT's header and the fixed part of an X.224 connection PDU. */
const CONNECTION_BYTES = 11;
const NEGOTIATION_BYTES = 8;
/** No server has more to say than a negotiation response at this point, 19 bytes; a cookie fits in as well. */
const MAX_CONNECTION_BYTES = 1024;

const CONNECTION_REQUEST = 0xe0;
const CONNECTION_CONFIRM = 0xd0;
const NEGOTIATION_RESPONSE = 2;
const NEGOTIATION_FAILURE = 3;

/** Bits of `requestedProtocols` and `selectedProtocol`. */
export const protocols = { TLS: 1, HYBRID: 2, HYBRID_EX: 8 } as const;

/** `failureCode` of a negotiation failure. */
export const negotiationFailures = {
  TLS_REQUIRED: 1,
  TLS_NOT_ALLOWED: 2,
  NO_CERTIFICATE: 3,
  INCONSISTENT_FLAGS: 4,
  NLA_REQUIRED: 5,
  CLIENT_CERTIFICATE_REQUIRED: 6,
} as const;

export type Confirm =
  | { kind: 'selected'; protocol: number }
  | { kind: 'refused'; failureCode: number }
  /** A server from before the negotiation: it knows RDP's own encryption only. */
  | { kind: 'old' };

/** How long the connection PDU is that begins with these bytes. */
export function measureConnectionPdu(bytes: Buffer): number | 'incomplete' | 'malformed' {
  const [version, reserved] = bytes;
  if (version !== undefined && version !== TPKT_VERSION) return 'malformed';
  if (reserved !== undefined && reserved !== 0) return 'malformed';
  if (bytes.length < 4) return 'incomplete';
  const total = bytes.readUInt16BE(2);
  return total >= CONNECTION_BYTES && total <= MAX_CONNECTION_BYTES ? total : 'malformed';
}

/** Whether the viewer's bytes are one X.224 Connection Request and nothing else. */
export function isConnectionRequest(bytes: Buffer): boolean {
  return measureConnectionPdu(bytes) === bytes.length && hasHeader(bytes, CONNECTION_REQUEST);
}

/** Reads the server's answer to a Connection Request; undefined when it is none. */
export function readConfirm(bytes: Buffer): Confirm | undefined {
  if (measureConnectionPdu(bytes) !== bytes.length || !hasHeader(bytes, CONNECTION_CONFIRM)) return undefined;
  if (bytes.length === CONNECTION_BYTES) return { kind: 'old' };
  if (bytes.length !== CONNECTION_BYTES + NEGOTIATION_BYTES) return undefined;
  if (bytes.readUInt16LE(CONNECTION_BYTES + 2) !== NEGOTIATION_BYTES) return undefined;
  const value = bytes.readUInt32LE(CONNECTION_BYTES + 4);
  switch (bytes[CONNECTION_BYTES]) {
    case NEGOTIATION_RESPONSE:
      return { kind: 'selected', protocol: value };
    case NEGOTIATION_FAILURE:
      return { kind: 'refused', failureCode: value };
    default:
      return undefined;
  }
}

/** X.224's own length counts all that comes after it. */
function hasHeader(bytes: Buffer, code: number): boolean {
  return bytes[4] === bytes.length - 5 && bytes[5] === code;
}
