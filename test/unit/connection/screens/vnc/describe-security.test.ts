import { expect, it } from 'vitest';
import { describeSecurity } from '../../../../../main/connection/screens/vnc/describe-security.ts';
import { securityTypes as types } from '../../../../../main/connection/screens/vnc/security-types.ts';

it.each([
  [types.none, false, 'no password, not encrypted', false],
  [types.none, true, 'SSH, no password', true],
  [types.vncAuth, false, 'VNC password, not encrypted', false],
  [types.plain, false, 'user and password, sent in the clear, not encrypted', false],
  [types.plain, true, 'SSH, user and password', true],
  [types.x509Plain, false, 'TLS, user and password', true],
  [types.ra2, false, 'RSA-AES, password', true],
  [types.ra2ne, false, 'password under RSA, not encrypted', false],
])('type %i, tunnelled %s, is called "%s"', (type, isTunnelled, security, isEncrypted) => {
  expect(describeSecurity(type, isTunnelled)).toEqual({ security, isEncrypted });
});
