import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { sshNumber, sshString, sshUint32 } from './ssh-wire.ts';

/** Unencrypted keys are padded to this many bytes (OpenSSH, PROTOCOL.key). */
const BLOCK_BYTES = 8;
const LINE_LENGTH = 70;

const curves: Record<string, string> = { 'P-256': 'nistp256', 'P-384': 'nistp384', 'P-521': 'nistp521' };

interface Fields {
  /** The key blob. */
  publicBlob: Buffer;
  /** What follows in the private section, kind included. */
  privateFields: Buffer;
}

function bytesOf(value: string | undefined): Buffer {
  return Buffer.from(value ?? '', 'base64url');
}

/** Parts of the key as SSH has them; undefined for a kind it does not have. */
function fieldsOf(key: KeyObject): Fields | undefined {
  const jwk = key.export({ format: 'jwk' });
  const part = (name: string) => bytesOf(typeof jwk[name] === 'string' ? jwk[name] : undefined);
  if (jwk.kty === 'OKP' && jwk.crv === 'Ed25519') {
    const head = Buffer.concat([sshString('ssh-ed25519'), sshString(part('x'))]);
    const secret = sshString(Buffer.concat([part('d'), part('x')]));
    return { publicBlob: head, privateFields: Buffer.concat([head, secret]) };
  }
  if (jwk.kty === 'EC') {
    const curve = curves[jwk.crv ?? ''];
    if (curve === undefined) return undefined;
    const point = Buffer.concat([Buffer.of(4), part('x'), part('y')]);
    const head = Buffer.concat([sshString(`ecdsa-sha2-${curve}`), sshString(curve), sshString(point)]);
    return { publicBlob: head, privateFields: Buffer.concat([head, sshNumber(part('d'))]) };
  }
  if (jwk.kty === 'RSA') {
    const kind = sshString('ssh-rsa');
    const [n, e, ...rest] = ['n', 'e', 'd', 'qi', 'p', 'q'].map((name) => sshNumber(part(name)));
    if (n === undefined || e === undefined) return undefined;
    return {
      publicBlob: Buffer.concat([kind, e, n]),
      privateFields: Buffer.concat([kind, n, e, ...rest]),
    };
  }
  return undefined;
}

export interface OpenSshKey {
  /** PEM in OpenSSH's own format, not encrypted. */
  privateKey: string;
  publicBlob: Buffer;
}

/** A private key in OpenSSH's format (PROTOCOL.key); undefined for a kind it does not have. */
export function toOpenSsh(key: KeyObject, comment: string): OpenSshKey | undefined {
  const fields = fieldsOf(key);
  if (fields === undefined) return undefined;
  // Two equal numbers show that decryption worked; nothing is encrypted here.
  const check = sshUint32(0);
  const inner = Buffer.concat([check, check, fields.privateFields, sshString(comment)]);
  const padding = Buffer.from(
    Array.from({ length: (BLOCK_BYTES - (inner.length % BLOCK_BYTES)) % BLOCK_BYTES }, (_none, index) => index + 1),
  );
  const bytes = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    sshString('none'),
    sshString('none'),
    sshString(''),
    sshUint32(1),
    sshString(fields.publicBlob),
    sshString(Buffer.concat([inner, padding])),
  ]);
  const lines = bytes.toString('base64').match(new RegExp(`.{1,${LINE_LENGTH}}`, 'g')) ?? [];
  const pem = ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''];
  return { privateKey: pem.join('\n'), publicBlob: fields.publicBlob };
}

/** A fresh ed25519 pair (RFC 8709). */
export function generateEd25519(comment: string): OpenSshKey {
  const made = toOpenSsh(generateKeyPairSync('ed25519').privateKey, comment);
  if (made === undefined) throw new Error('ed25519 keys cannot be made here');
  return made;
}

/** The key blob of a public or private key; undefined for a kind SSH does not have. */
export function publicBlobOf(key: KeyObject): Buffer | undefined {
  return fieldsOf(key)?.publicBlob;
}
