import { securityTypes } from './security-types.ts';
import { VncFailure } from './vnc-failure.ts';
import type { Wire } from './wire.ts';

/**
 * Plays a server of RFB 3.8 that asks for no sign-in, up to the viewer's ClientInit (RFC 6143, 7.3.1).
 *
 * @returns whether the viewer shares the screen with others
 */
export async function greetViewer(wire: Wire): Promise<boolean> {
  wire.write(Buffer.from('RFB 003.008\n', 'latin1'));
  const version = (await wire.read(12)).toString('latin1');
  if (version !== 'RFB 003.008\n') throw broken('its version');
  wire.write(Buffer.of(1, securityTypes.none));
  if ((await wire.readByte()) !== securityTypes.none) throw broken('its way to sign in');
  wire.write(Buffer.alloc(4));
  return (await wire.readByte()) !== 0;
}

function broken(what: string): VncFailure {
  return new VncFailure(
    'internal',
    'Something went wrong inside Jumpseat.',
    'Reconnect the screen.',
    `the viewer answered wrongly about ${what}`,
  );
}
