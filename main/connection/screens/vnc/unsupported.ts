import { securityTypeName, securityTypes } from './security-types.ts';
import { VncFailure } from './vnc-failure.ts';

const OTHERWISE = 'Or open the screen in another program.';
/** Names in a sentence; a server may list hundreds of types. */
const MAX_NAMES = 8;

const hints: { types: number[]; hint: string }[] = [
  {
    types: [securityTypes.appleRsa, securityTypes.appleKerberos, securityTypes.appleSrp],
    hint: 'On the Mac, in the settings of Screen Sharing, turn on “VNC viewers may control screen with password”.',
  },
  {
    types: [securityTypes.tls, securityTypes.tlsNone, securityTypes.tlsVnc, securityTypes.tlsPlain],
    hint: 'TLS without a certificate cannot be done here. Let the server offer X509Vnc as well, or VncAuth and open the screen through SSH; TigerVNC takes “-SecurityTypes X509Vnc,VncAuth”.',
  },
  {
    types: [securityTypes.msLogon],
    hint: 'Turn off “Require MS Logon” in the settings of UltraVNC, and set a VNC password.',
  },
];

/** The server knows no way to sign in that could be done here. */
export function unsupported(types: readonly number[]): VncFailure {
  const known = [...new Set(types)].map(securityTypeName);
  const listed = known.slice(0, MAX_NAMES).join(', ');
  const offered = known.length > MAX_NAMES ? `${listed} and ${known.length - MAX_NAMES} more` : listed;
  const hint =
    hints.find((candidate) => candidate.types.some((type) => types.includes(type)))?.hint ??
    'Set a VNC password on the server, so that it offers VncAuth.';
  return new VncFailure(
    'not-supported',
    `The server of the screen offers only ways to sign in that Jumpseat does not have: ${offered}.`,
    `${hint} ${OTHERWISE}`,
  );
}
