import type { ScreenCredentials } from '../../../contract/connection-control.ts';
import type { ScreenContext } from '../screen-context.ts';
import { startTls } from '../tls.ts';
import { signInWithApple } from './ard.ts';
import type { Choice } from './choose-security.ts';
import { securityTypes } from './security-types.ts';
import { awaitGoAhead, sendPlain } from './vencrypt.ts';
import { signInWithVncPassword } from './vnc-auth.ts';
import { VncFailure } from './vnc-failure.ts';
import type { Wire } from './wire.ts';

/**
 * Does what the chosen way asks for, up to the server's verdict.
 *
 * @returns what to go on with: the same wire, or one that is encrypted
 */
export async function proveIdentity(
  wire: Wire,
  { type }: Choice,
  { user = '', password = '' }: ScreenCredentials,
  context: ScreenContext,
): Promise<Wire> {
  switch (type) {
    case securityTypes.vncAuth:
      await signInWithVncPassword(wire, password);
      return wire;
    case securityTypes.plain:
      sendPlain(wire, user, password);
      return wire;
    case securityTypes.apple:
      await signInWithApple(wire, user, password);
      return wire;
    case securityTypes.x509None:
      return secure(wire, context);
    case securityTypes.x509Vnc: {
      const secured = await secure(wire, context);
      await signInWithVncPassword(secured, password);
      return secured;
    }
    case securityTypes.x509Plain: {
      const secured = await secure(wire, context);
      sendPlain(secured, user, password);
      return secured;
    }
    default:
      return wire;
  }
}

/** TLS with a certificate that is the pinned one, or becomes it. */
async function secure(wire: Wire, { clock, signal, trust }: ScreenContext): Promise<Wire> {
  await awaitGoAhead(wire);
  const started = await startTls(wire.stream, { clock, signal });
  if (!started.ok) throw VncFailure.of(started.problem);
  const { stream, certificate } = started.value;
  const { sha256, subject } = certificate;
  const trusted = trust({ sha256, ...(subject === undefined ? {} : { subject }) });
  if (!trusted.ok) {
    stream.destroy();
    throw VncFailure.of(trusted.problem);
  }
  return wire.over(stream);
}
