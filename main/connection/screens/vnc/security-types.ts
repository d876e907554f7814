/** Ways to sign in, by their numbers on the wire (RFC 6143, 7.1.2, and the RFB registry of the community). */
export const securityTypes = {
  none: 1,
  vncAuth: 2,
  ra2: 5,
  ra2ne: 6,
  tight: 16,
  tls: 18,
  venCrypt: 19,
  apple: 30,
  appleRsa: 33,
  appleKerberos: 35,
  appleSrp: 36,
  msLogon: 113,
  ra2With256: 129,
  ra2neWith256: 130,
  // Within VeNCrypt.
  plain: 256,
  tlsNone: 257,
  tlsVnc: 258,
  tlsPlain: 259,
  x509None: 260,
  x509Vnc: 261,
  x509Plain: 262,
} as const;

const names: Record<number, string> = {
  1: 'None',
  2: 'VncAuth',
  5: 'RA2',
  6: 'RA2ne',
  16: 'Tight',
  17: 'Ultra',
  18: 'TLS',
  19: 'VeNCrypt',
  20: 'SASL',
  21: 'MD5',
  22: 'XVP',
  30: 'Apple Diffie-Hellman',
  33: 'Apple RSA',
  35: 'Apple Kerberos',
  36: 'Apple SRP',
  113: 'MS-Logon II',
  129: 'RA2_256',
  130: 'RA2ne_256',
  256: 'Plain',
  257: 'TLSNone',
  258: 'TLSVnc',
  259: 'TLSPlain',
  260: 'X509None',
  261: 'X509Vnc',
  262: 'X509Plain',
  263: 'TLSSASL',
  264: 'X509SASL',
};

/** What a type is called in the manuals of servers, or its number. */
export function securityTypeName(type: number): string {
  return names[type] ?? `type ${type}`;
}
