import type { ScreenCredentials } from '../../../contract/connection-control.ts';
import type { ScreenContext } from '../screen-context.ts';
import { startTls } from '../tls.ts';
import { signInWithApple } from './ard.ts';
import type { Choice } from './choose-security.ts';
import { signInWithRsa, type OwnKey, type Ra2Outcome, type Ra2Variant } from './ra2.ts';
import { securityTypes } from './security-types.ts';
import { awaitGoAhead, sendPlain } from './vencrypt.ts';
import { signInWithVncPassword } from './vnc-auth.ts';
import { VncFailure } from './vnc-failure.ts';
import type { Wire } from './wire.ts';

const ra2Variants: Partial<Record<number, Ra2Variant>> = {
  [securityTypes.ra2]: { hash: 'sha1', keyBytes: 16, encryptsAll: true },
  [securityTypes.ra2ne]: { hash: 'sha1', keyBytes: 16, encryptsAll: false },
  [securityTypes.ra2With256]: { hash: 'sha256', keyBytes: 32, encryptsAll: true },
  [securityTypes.ra2neWith256]: { hash: 'sha256', keyBytes: 32, encryptsAll: false },
};

/**
 * Does what the chosen way asks for, up to the server's verdict.
 *
 * @returns what to go on with: the same wire, or one that is encrypted; and what was given on it
 */
export async function proveIdentity(
  wire: Wire,
  { type, needs }: Choice,
  known: ScreenCredentials,
  ownKey: OwnKey,
  context: ScreenContext,
): Promise<Ra2Outcome> {
  const variant = ra2Variants[type];
  if (variant !== undefined) return signInWithRsa(wire, variant, known, ownKey, (key) => context.trust(key));
  const { user = '', password = '' } = known;
  const overTls: readonly number[] = [securityTypes.x509None, securityTypes.x509Vnc, securityTypes.x509Plain];
  const proven = overTls.includes(type) ? await secure(wire, context) : wire;
  switch (type) {
    case securityTypes.vncAuth:
    case securityTypes.x509Vnc:
      await signInWithVncPassword(proven, password);
      break;
    case securityTypes.plain:
    case securityTypes.x509Plain:
      sendPlain(proven, user, password);
      break;
    case securityTypes.apple:
      await signInWithApple(proven, user, password);
      break;
  }
  return { kind: 'said', wire: proven, needs };
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
