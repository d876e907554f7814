import { securityTypes as types } from './security-types.ts';

const descriptions: Record<number, string> = {
  [types.none]: 'no password',
  [types.vncAuth]: 'VNC password',
  [types.ra2]: 'RSA-AES, password',
  [types.ra2With256]: 'RSA-AES with 256 bits, password',
  [types.ra2ne]: 'password under RSA',
  [types.ra2neWith256]: 'password under RSA',
  [types.apple]: 'Apple sign-in',
  [types.plain]: 'user and password',
  [types.x509None]: 'TLS, no password',
  [types.x509Vnc]: 'TLS, VNC password',
  [types.x509Plain]: 'TLS, user and password',
};
const encrypted: readonly number[] = [types.ra2, types.ra2With256, types.x509None, types.x509Vnc, types.x509Plain];

/** How a screen is protected, for people, and whether nobody on the way can read along. */
export function describeSecurity(type: number, isTunnelled: boolean): { security: string; isEncrypted: boolean } {
  const description = descriptions[type] ?? 'password';
  const isEncrypted = isTunnelled || encrypted.includes(type);
  if (isTunnelled) return { security: `SSH, ${description}`, isEncrypted };
  if (isEncrypted) return { security: description, isEncrypted };
  const warning = type === types.plain ? 'sent in the clear, not encrypted' : 'not encrypted';
  return { security: `${description}, ${warning}`, isEncrypted };
}
