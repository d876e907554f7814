import { describe, expect, it } from 'vitest';
import { chooseSecurity } from '../../../../../main/connection/screens/vnc/choose-security.ts';
import { securityTypeName, securityTypes as types } from '../../../../../main/connection/screens/vnc/security-types.ts';

const password = 'p';
const user = 'u';
interface Case {
  offered: number[];
  subtypes?: number[];
  known?: { user?: string; password?: string };
  isTunnelled?: boolean;
  chosen: string | undefined;
}

const cases: Case[] = [
  { offered: [], chosen: undefined },
  { offered: [types.appleRsa, types.tight, 99], chosen: undefined },
  // What needs nothing, when nothing is known.
  { offered: [types.none, types.vncAuth], chosen: 'None' },
  { offered: [types.none, types.apple, types.ra2], chosen: 'None' },
  { offered: [types.venCrypt, types.none], subtypes: [types.x509Vnc, types.x509None], chosen: 'X509None' },
  // What is protected, when a password is known.
  { offered: [types.none, types.vncAuth], known: { password }, chosen: 'VncAuth' },
  { offered: [types.venCrypt], subtypes: [types.x509None, types.x509Vnc], known: { password }, chosen: 'X509Vnc' },
  { offered: [types.vncAuth, types.venCrypt], subtypes: [types.x509Vnc], known: { password }, chosen: 'X509Vnc' },
  { offered: [types.vncAuth, types.ra2, types.ra2With256], known: { password }, chosen: 'RA2' },
  { offered: [types.vncAuth, types.ra2ne], known: { password }, chosen: 'RA2ne' },
  // What the person can answer without being asked, before what is better but has to be asked for.
  { offered: [types.apple, types.vncAuth], known: { password }, chosen: 'VncAuth' },
  { offered: [types.apple, types.vncAuth], known: { user, password }, chosen: 'Apple Diffie-Hellman' },
  { offered: [types.apple, types.vncAuth], chosen: 'Apple Diffie-Hellman' },
  { offered: [types.venCrypt], subtypes: [types.x509Plain, types.x509Vnc], known: { password }, chosen: 'X509Vnc' },
  // The server's order, among equals.
  { offered: [types.venCrypt], subtypes: [types.x509Plain, types.x509Vnc], chosen: 'X509Plain' },
  { offered: [types.venCrypt], subtypes: [types.x509Vnc, types.x509Plain], chosen: 'X509Vnc' },
  {
    offered: [types.venCrypt],
    subtypes: [types.x509Vnc, types.x509Plain],
    known: { user, password },
    chosen: 'X509Vnc',
  },
  // A password in the clear goes last, but for where nobody reads along.
  { offered: [types.venCrypt], subtypes: [types.plain, types.vncAuth], known: { user, password }, chosen: 'VncAuth' },
  { offered: [types.venCrypt, types.none], subtypes: [types.plain], known: { user, password }, chosen: 'None' },
  { offered: [types.venCrypt], subtypes: [types.plain], known: { user, password }, chosen: 'Plain' },
  {
    offered: [types.venCrypt, types.vncAuth],
    subtypes: [types.plain],
    known: { user, password },
    isTunnelled: true,
    chosen: 'Plain',
  },
];

describe('the way to sign in', () => {
  it.each(cases)('of $offered and $subtypes, with $known known, is $chosen', (given) => {
    const { offered, subtypes = [], known = {}, isTunnelled = false, chosen } = given;
    const choice = chooseSecurity({ types: offered, subtypes }, known, isTunnelled);
    expect(choice === undefined ? undefined : securityTypeName(choice.type)).toBe(chosen);
  });

  it('is taken where VeNCrypt lists it, when it was chosen already', () => {
    const offer = { types: [types.venCrypt, types.vncAuth], subtypes: [types.tlsVnc, types.vncAuth] };
    expect(chooseSecurity(offer, { password }, false)).toMatchObject({ type: types.vncAuth, isInVenCrypt: true });
  });

  it('is no type of VeNCrypt that stands outside of it', () => {
    expect(chooseSecurity({ types: [types.x509None], subtypes: [] }, {}, false)).toBeUndefined();
  });
});
