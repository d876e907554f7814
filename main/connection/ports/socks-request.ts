import { hostSchema } from '../../contract/session.ts';

/** Longest that a greeting or a request may be; a name has at most 255 bytes. */
export const MAX_REQUEST_BYTES = 600;

/** Replies of SOCKS 5 (RFC 1928, section 6). */
export const socksReply = {
  SUCCEEDED: 0,
  FAILED: 1,
  NOT_ALLOWED: 2,
  HOST_UNREACHABLE: 4,
  REFUSED: 5,
  COMMAND_NOT_SUPPORTED: 7,
  ADDRESS_NOT_SUPPORTED: 8,
} as const;

/** The method "no authentication", and that none is acceptable (RFC 1928, section 3). */
const NO_AUTHENTICATION = 0;
const NO_METHOD = 0xff;
const CONNECT = 1;

/** Where a program wants to be connected to. */
export interface SocksTarget {
  host: string;
  port: number;
}

/** How far the bytes that came so far lead. `bytes`: those of them that belong to it. */
export type SocksStep =
  | { kind: 'more' }
  /** The methods were told; this is to be answered. */
  | { kind: 'greeting'; bytes: number; answer: Buffer }
  | { kind: 'connect'; bytes: number; version: 4 | 5; target: SocksTarget }
  /** It ends with this answer, if there is any. */
  | { kind: 'refused'; answer: Buffer | undefined };

/** The answer to a request, of the version in which it was made. */
export function answerSocks(version: 4 | 5, reply: number): Buffer {
  // Which address is used at the other end, SSH does not tell.
  if (version === 5) return Buffer.from([5, reply, 0, 1, 0, 0, 0, 0, 0, 0]);
  return Buffer.from([0, reply === socksReply.SUCCEEDED ? 90 : 91, 0, 0, 0, 0, 0, 0]);
}

/** Reads the first thing that a program says: methods of SOCKS 5, or a request of SOCKS 4 or 4a. */
export function readGreeting(bytes: Buffer): SocksStep {
  const version = bytes[0];
  if (version === undefined) return { kind: 'more' };
  if (version === 4) return readSocks4(bytes);
  if (version !== 5) return { kind: 'refused', answer: undefined };
  const count = bytes[1];
  if (count === undefined || bytes.length < 2 + count) return { kind: 'more' };
  const knows = bytes.subarray(2, 2 + count).includes(NO_AUTHENTICATION);
  if (!knows) return { kind: 'refused', answer: Buffer.from([5, NO_METHOD]) };
  return { kind: 'greeting', bytes: 2 + count, answer: Buffer.from([5, NO_AUTHENTICATION]) };
}

/** Reads a request of SOCKS 5 (RFC 1928, section 4). */
export function readRequest(bytes: Buffer): SocksStep {
  const refuse = (reply: number): SocksStep => ({ kind: 'refused', answer: answerSocks(5, reply) });
  if (bytes.length < 5) return { kind: 'more' };
  const [version, command, , kind, first = 0] = bytes;
  if (version !== 5) return { kind: 'refused', answer: undefined };
  if (command !== CONNECT) return refuse(socksReply.COMMAND_NOT_SUPPORTED);
  const start = kind === 3 ? 5 : 4;
  const length = kind === 1 ? 4 : kind === 3 ? first : kind === 4 ? 16 : undefined;
  if (length === undefined) return refuse(socksReply.ADDRESS_NOT_SUPPORTED);
  const end = start + length + 2;
  if (bytes.length < end) return { kind: 'more' };
  const address = bytes.subarray(start, start + length);
  const host = kind === 3 ? address.toString('latin1') : kind === 1 ? address.join('.') : readIpv6(address);
  const target = toTarget(host, bytes.readUInt16BE(end - 2));
  if (target === undefined) return refuse(socksReply.ADDRESS_NOT_SUPPORTED);
  return { kind: 'connect', bytes: end, version: 5, target };
}

/** SOCKS 4 and 4a, where an address 0.0.0.x says that a name follows (https://www.openssh.org/txt/socks4a.protocol). */
function readSocks4(bytes: Buffer): SocksStep {
  const refused: SocksStep = { kind: 'refused', answer: answerSocks(4, socksReply.FAILED) };
  if (bytes.length < 9) return { kind: 'more' };
  if (bytes[1] !== CONNECT) return refused;
  const address = bytes.subarray(4, 8);
  const userEnd = bytes.indexOf(0, 8);
  if (userEnd < 0) return { kind: 'more' };
  const isNamed = address[0] === 0 && address[1] === 0 && address[2] === 0 && address[3] !== 0;
  const end = isNamed ? bytes.indexOf(0, userEnd + 1) : userEnd;
  if (end < 0) return { kind: 'more' };
  const host = isNamed ? bytes.toString('latin1', userEnd + 1, end) : address.join('.');
  const target = toTarget(host, bytes.readUInt16BE(2));
  return target === undefined ? refused : { kind: 'connect', bytes: end + 1, version: 4, target };
}

function readIpv6(address: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) => address.readUInt16BE(index * 2).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

function toTarget(host: string, port: number): SocksTarget | undefined {
  return port > 0 && hostSchema.safeParse(host).success ? { host, port } : undefined;
}
