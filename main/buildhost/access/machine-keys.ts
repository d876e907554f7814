import { createHash } from 'node:crypto';
import ssh2 from 'ssh2';
import type { HostKey } from '../../contract/session.ts';

/** The keys of one machine; they live as long as its server and are never written to disk. */
export interface MachineKeys {
  /** OpenSSH private key, PEM. */
  hostPrivateKey: string;
  hostKey: HostKey;
  /** OpenSSH private key for the client, PEM. */
  clientPrivateKey: string;
  /** The client's public key as it travels in a sign-in (RFC 4253, section 6.6). */
  clientPublicKey: Buffer;
}

/** SHA-256 of a public key blob the way OpenSSH prints it. */
export function fingerprint(publicKey: Buffer): string {
  return `SHA256:${createHash('sha256').update(publicKey).digest('base64').replaceAll('=', '')}`;
}

/** Length of an ed25519 public key blob: two length fields, the name "ssh-ed25519", 32 bytes (RFC 8709, section 4). */
const PUBLIC_BLOB_BYTES = 4 + 11 + 4 + 32;
/** One pair in 256 fails; that so many do in a row will not be seen. */
const MAX_ATTEMPTS = 20;

interface KeyPair {
  privateKey: string;
  publicKey: Buffer;
}

/**
 * ssh2 drops a leading zero byte of the public key, and what it writes then can be read by nobody. Such a pair is thrown
 * away and another one made.
 */
function generatePair(comment: string): KeyPair {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const { private: privateKey } = ssh2.utils.generateKeyPairSync('ed25519', { comment });
    const parsed = ssh2.utils.parseKey(privateKey);
    if (parsed instanceof Error) continue;
    const publicKey = parsed.getPublicSSH();
    if (publicKey.length === PUBLIC_BLOB_BYTES) return { privateKey, publicKey };
  }
  throw new Error('No usable ed25519 key could be made.');
}

/** A fresh ed25519 pair for the machine and one for whoever signs in. */
export function generateMachineKeys(): MachineKeys {
  const host = generatePair('jumpseat machine');
  const client = generatePair('jumpseat session');
  return {
    hostPrivateKey: host.privateKey,
    hostKey: { algorithm: 'ssh-ed25519', sha256: fingerprint(host.publicKey), source: 'provider' },
    clientPrivateKey: client.privateKey,
    clientPublicKey: client.publicKey,
  };
}
