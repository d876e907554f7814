import { createPrivateKey, createPublicKey } from 'node:crypto';
import { publicBlobOf, toOpenSsh } from './openssh-key.ts';
import { WireReader, faultOf } from './ssh-wire.ts';

/** Keys are a few kilobytes; what is larger is something else. */
export const MAX_KEY_FILE_BYTES = 64 * 1024;

/** What can be told about a private key without its passphrase. */
export interface PrivateKeyFacts {
  isEncrypted: boolean;
  /** The public key blob, when the file shows it. */
  publicBlob?: Buffer | undefined;
  /** Why it cannot be used, for people. */
  fault?: string | undefined;
}

const OPENSSH = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END OPENSSH PRIVATE KEY-----/;
const PEM = /-----BEGIN (RSA |EC |DSA |ENCRYPTED )?PRIVATE KEY-----/;
const PUTTY = /^PuTTY-User-Key-File-(\d+):/;

/** What a file's text is as a private key, or undefined when it is none. */
export function readPrivateKey(text: string): PrivateKeyFacts | undefined {
  const openSsh = OPENSSH.exec(text)?.[1];
  if (openSsh !== undefined) return readOpenSsh(Buffer.from(openSsh, 'base64'));
  if (PUTTY.test(text)) return readPutty(text);
  const kind = PEM.exec(text);
  return kind === null ? undefined : readPem(text, kind[1]);
}

/** OpenSSH's format (PROTOCOL.key) shows the public part also when the private one is encrypted. */
function readOpenSsh(bytes: Buffer): PrivateKeyFacts {
  try {
    const magic = 'openssh-key-v1\0';
    if (bytes.toString('latin1', 0, magic.length) !== magic) throw new Error('not the format');
    const reader = new WireReader(bytes.subarray(magic.length));
    const cipher = reader.text();
    reader.string();
    reader.string();
    const count = reader.uint32();
    const publicBlob = Buffer.from(reader.string());
    const isEncrypted = cipher !== 'none';
    if (count !== 1) return { isEncrypted, fault: 'This file holds several keys; Jumpseat reads files with one.' };
    return { isEncrypted, publicBlob, fault: faultOf(publicBlob) };
  } catch {
    return { isEncrypted: false, fault: 'This key file is damaged.' };
  }
}

function readPem(text: string, kind: string | undefined): PrivateKeyFacts {
  if (kind === 'DSA ') return { isEncrypted: false, fault: 'Servers do not accept DSA keys any more. Make a new key.' };
  if (kind === 'ENCRYPTED ' || text.includes('Proc-Type: 4,ENCRYPTED')) return { isEncrypted: true };
  try {
    const publicBlob = publicBlobOf(createPublicKey(text));
    if (publicBlob === undefined) return { isEncrypted: false, fault: 'SSH has no keys of this kind.' };
    return { isEncrypted: false, publicBlob, fault: faultOf(publicBlob) };
  } catch {
    return { isEncrypted: false, fault: 'This key file is damaged.' };
  }
}

function readPutty(text: string): PrivateKeyFacts {
  const field = (name: string) => new RegExp(`^${name}: *(.*)$`, 'm').exec(text)?.[1]?.trim();
  const lines = text.split(/\r?\n/);
  const at = lines.findIndex((line) => line.startsWith('Public-Lines:'));
  const count = Number(field('Public-Lines') ?? 0);
  const publicBlob = at < 0 ? undefined : Buffer.from(lines.slice(at + 1, at + 1 + count).join(''), 'base64');
  return {
    isEncrypted: field('Encryption') !== 'none',
    publicBlob: publicBlob?.length === 0 ? undefined : publicBlob,
    fault:
      'This is a PuTTY key. Export it with PuTTYgen (Conversions, Export OpenSSH key) and use that file, or load it into Pageant.',
  };
}

/**
 * The private key in a format that the SSH engine reads: PKCS #8 (RFC 5958) is turned into OpenSSH's, in memory.
 * `passphrase` is left out where the engine itself decrypts. Throws when the passphrase is wrong.
 */
export function forEngine(
  text: string,
  passphrase: string | undefined,
): { privateKey: string; passphrase?: string | undefined } | undefined {
  const isPkcs8 = /-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/.test(text);
  if (!isPkcs8) return { privateKey: text, passphrase };
  const key = createPrivateKey({ key: text, ...(passphrase === undefined ? {} : { passphrase }) });
  const converted = toOpenSsh(key, '');
  return converted === undefined ? undefined : { privateKey: converted.privateKey };
}
