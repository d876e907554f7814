import { readDer, readDerHeader, readDerInteger, readExplicit, tags, writeDer, writeDerInteger } from './der.ts';

/**
 * RDCleanPath: how a viewer without sockets asks for an RDP connection whose TLS somebody else does (IronRDP, crate
 * ironrdp-rdcleanpath). One PDU in DER each way, then plain RDP.
 */
const VERSION = 3390;
/** Of a request; what is asked for here has some hundred. */
const MAX_REQUEST_BYTES = 8192;

const fields = { version: 0, error: 1, x224: 6, certificates: 7, address: 9 } as const;

/** Codes of errors, `error_code` of the PDU. */
const GENERAL_ERROR = 1;
const NEGOTIATION_ERROR = 2;

/** How long the request is that begins with these bytes. */
export function measureRequest(bytes: Buffer): number | 'incomplete' | 'malformed' {
  const header = readDerHeader(bytes);
  if (typeof header === 'string') return header;
  const total = header.headerBytes + header.contentBytes;
  return header.tag === tags.SEQUENCE && total <= MAX_REQUEST_BYTES ? total : 'malformed';
}

/** The X.224 Connection Request that is to be sent to the server; undefined when the request is none. */
export function readRequest(bytes: Buffer): Buffer | undefined {
  const [outer, ...others] = readDer(bytes) ?? [];
  if (outer?.tag !== tags.SEQUENCE || others.length > 0) return undefined;
  const parts = readDer(outer.content) ?? [];
  const version = readExplicit(parts, fields.version, tags.INTEGER);
  if (version === undefined || readDerInteger(version) !== VERSION) return undefined;
  return readExplicit(parts, fields.x224, tags.OCTET_STRING);
}

interface Response {
  /** The server's X.224 Connection Confirm. */
  x224: Buffer;
  /** In DER, the server's own first. */
  certificates: readonly Buffer[];
  address: string;
}

/** The server is there, and TLS with it as well: RDP goes on from here. */
export function writeResponse({ x224, certificates, address }: Response): Buffer {
  const chain = certificates.map((certificate) => writeDer(tags.OCTET_STRING, certificate));
  return writePdu(
    explicit(fields.x224, writeDer(tags.OCTET_STRING, x224)),
    explicit(fields.certificates, writeDer(tags.SEQUENCE, ...chain)),
    explicit(fields.address, writeDer(tags.UTF8_STRING, Buffer.from(address))),
  );
}

/** The server refused what the viewer offered. */
export function writeNegotiationError(x224: Buffer): Buffer {
  return writePdu(writeError(NEGOTIATION_ERROR), explicit(fields.x224, writeDer(tags.OCTET_STRING, x224)));
}

/** There is no connection; why, the person is told by us and not by the viewer. */
export function writeGeneralError(): Buffer {
  return writePdu(writeError(GENERAL_ERROR));
}

function writeError(code: number): Buffer {
  return explicit(fields.error, writeDer(tags.SEQUENCE, explicit(0, writeDerInteger(code))));
}

function writePdu(...parts: readonly Buffer[]): Buffer {
  return writeDer(tags.SEQUENCE, explicit(fields.version, writeDerInteger(VERSION)), ...parts);
}

function explicit(number: number, content: Buffer): Buffer {
  return writeDer(tags.explicit(number), content);
}
