import type { GuardedRfb } from './guarded-rfb.ts';
import type { ScreenLink } from '../screen-link.ts';

/** Hexadecimal in pairs, as in screenCertificateSchema of the contract. */
export async function sha256Of(key: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', key));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':');
}

/** RA2ne: nothing is sent to the server before its key has proved to be the one of this session. */
export async function approveKey(rfb: GuardedRfb, link: ScreenLink, key: Uint8Array<ArrayBuffer>): Promise<void> {
  link.tellServerKey(await sha256Of(key));
  await link.trusted;
  rfb.approveServer();
}
