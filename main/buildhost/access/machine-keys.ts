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

function publicBlob(privateKey: string): Buffer {
  const parsed = ssh2.utils.parseKey(privateKey);
  if (parsed instanceof Error) throw parsed;
  return parsed.getPublicSSH();
}

/** A fresh ed25519 pair for the machine and one for whoever signs in. */
export function generateMachineKeys(): MachineKeys {
  const host = ssh2.utils.generateKeyPairSync('ed25519', { comment: 'jumpseat machine' }).private;
  const client = ssh2.utils.generateKeyPairSync('ed25519', { comment: 'jumpseat session' }).private;
  return {
    hostPrivateKey: host,
    hostKey: { algorithm: 'ssh-ed25519', sha256: fingerprint(publicBlob(host)), source: 'provider' },
    clientPrivateKey: client,
    clientPublicKey: publicBlob(client),
  };
}
