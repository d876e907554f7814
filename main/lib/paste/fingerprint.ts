import type { HostKey } from '../../contract/session.ts';

const fingerprint = /\b(RSA|ECDSA|ED25519) key fingerprint[^\n]{0,60}\s+(SHA256:[A-Za-z0-9+/]{43})(?![A-Za-z0-9+/])/i;

/** The host key that a text announces for the machine, in the words of OpenSSH and CircleCI. */
export function readFingerprint(text: string): HostKey | undefined {
  const match = fingerprint.exec(text);
  return match === null ? undefined : { algorithm: match[1] ?? '', sha256: match[2] ?? '', source: 'provider' };
}
