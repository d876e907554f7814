import { createHash } from 'node:crypto';
import { lookUp } from '../lib/look-up.ts';

/** A string or blob behind its length (RFC 4251, section 5). */
export function sshString(value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** A positive whole number as an mpint (RFC 4251, section 5): no leading zeros but the one that keeps it positive. */
export function sshNumber(bytes: Uint8Array): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  const bare = start < 0 ? new Uint8Array() : bytes.subarray(start);
  return sshString((bare[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), bare]) : bare);
}

export function sshUint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Reads what the functions above write; throws when the bytes end too soon. */
export class WireReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  byte(): number {
    return this.#take(1).readUInt8();
  }

  uint32(): number {
    return this.#take(4).readUInt32BE();
  }

  string(): Buffer {
    return this.#take(this.uint32());
  }

  text(): string {
    return this.string().toString('utf8');
  }

  #take(count: number): Buffer {
    if (this.#at + count > this.#bytes.length) throw new Error('the bytes end too soon');
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }
}

/** SHA-256 of a key blob as OpenSSH prints it. */
export function fingerprintOf(blob: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replaceAll('=', '')}`;
}

/** The kind a key blob names itself (RFC 4253, section 6.6), for example "ssh-ed25519"; undefined when it is no blob. */
export function typeOf(blob: Buffer): string | undefined {
  try {
    const type = new WireReader(blob).text();
    return /^[a-z0-9][a-z0-9@.-]{2,63}$/.test(type) ? type : undefined;
  } catch {
    return undefined;
  }
}

const names: Record<string, string> = {
  'ssh-ed25519': 'ed25519',
  'ssh-dss': 'DSA',
  'ecdsa-sha2-nistp256': 'ECDSA P-256',
  'ecdsa-sha2-nistp384': 'ECDSA P-384',
  'ecdsa-sha2-nistp521': 'ECDSA P-521',
  'sk-ssh-ed25519@openssh.com': 'ed25519 on a security key',
  'sk-ecdsa-sha2-nistp256@openssh.com': 'ECDSA P-256 on a security key',
};

/** The kind of a key for people: "ed25519", "RSA 3072". */
export function algorithmOf(blob: Buffer): string {
  const type = typeOf(blob) ?? 'unknown';
  if (type.includes('-cert-v01@')) return 'certificate';
  if (type !== 'ssh-rsa') return lookUp(names, type) ?? type;
  try {
    const reader = new WireReader(blob);
    reader.string();
    reader.string();
    const modulus = BigInt(`0x${reader.string().toString('hex') || '0'}`);
    return `RSA ${modulus.toString(2).length}`;
  } catch {
    return 'RSA';
  }
}

/** Why a key of this kind cannot sign in, for people, or undefined when it can. */
export function faultOf(blob: Buffer): string | undefined {
  const type = typeOf(blob);
  if (type === undefined) return 'This is not an SSH key.';
  if (type.includes('-cert-v01@')) return 'Jumpseat cannot use certificates yet.';
  if (type.startsWith('sk-')) return 'Jumpseat cannot use keys on a security key (FIDO) yet.';
  if (type === 'ssh-dss') return 'Servers do not accept DSA keys any more. Make a new key.';
  if (type === 'ssh-rsa' || lookUp(names, type) !== undefined) return undefined;
  return `Jumpseat cannot use keys of the kind ${type}.`;
}

/** Blob and comment of a line of authorized_keys or a .pub file; undefined when it is none. */
export function parsePublicLine(line: string): { blob: Buffer; comment: string } | undefined {
  const [type = '', base64 = '', ...comment] = line.trim().split(/\s+/);
  const blob = Buffer.from(base64, 'base64');
  return typeOf(blob) === type ? { blob, comment: comment.join(' ') } : undefined;
}

/** One line as authorized_keys takes it. */
export function publicLine(blob: Buffer, comment: string): string {
  return [typeOf(blob), blob.toString('base64'), comment].filter((part) => part !== '').join(' ');
}
