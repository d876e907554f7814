import type { Duplex } from 'node:stream';
import type { ScreenCredentials } from '../../../contract/connection-control.ts';
import type { ScreenQuestion } from '../../../contract/screen.ts';
import type { ScreenContext } from '../screen-context.ts';
import { chooseSecurity, missing, showsKey, type Choice } from './choose-security.ts';
import { describeSecurity } from './describe-security.ts';
import { agreeOnVersion, type RfbVersion } from './rfb-version.ts';
import { quote, readRejection, readSecurityResult } from './security-result.ts';
import type { OwnKey } from './ra2.ts';
import { securityTypes } from './security-types.ts';
import { proveIdentity } from './prove-identity.ts';
import { unsupported } from './unsupported.ts';
import { chooseSubtype, readSubtypes } from './vencrypt.ts';
import { protocolError, VncFailure } from './vnc-failure.ts';
import { Wire } from './wire.ts';

/** What the connections of one screen share. */
export interface Memory {
  /** For RSA-AES. */
  ownKey: OwnKey;
  /** VeNCrypt shows its list to those alone who chose it, and there is no way back on that connection. */
  subtypes?: readonly number[];
}

export type SignInOutcome =
  | { kind: 'in'; wire: Wire; security: string; isEncrypted: boolean }
  /** Something is not known yet, or was refused. The connection is of no use any more. */
  | { kind: 'asks'; question: ScreenQuestion }
  /** A better way was found than this connection can still take. */
  | { kind: 'again' };

/** Signs in on a fresh connection. What ends the screen comes as {@link VncFailure}. */
export async function signIn(
  stream: Duplex,
  context: ScreenContext,
  known: ScreenCredentials,
  memory: Memory,
): Promise<SignInOutcome> {
  const { clock, signal, isTunnelled } = context;
  const wire = new Wire(stream, { clock, signal, peer: 'The server of the screen' });
  const version = await agreeOnVersion(wire);
  const types = await readTypes(wire, version);
  const select = (type: number): void => {
    // Before 3.7 the server itself has chosen.
    if (version !== '3.3') wire.write(Buffer.of(type));
  };
  let isInVenCrypt = false;
  const enterVenCrypt = async (): Promise<void> => {
    select(securityTypes.venCrypt);
    memory.subtypes = await readSubtypes(wire);
    isInVenCrypt = true;
  };
  const hasVenCrypt = types.includes(securityTypes.venCrypt);
  if (hasVenCrypt && memory.subtypes === undefined) await enterVenCrypt();
  const subtypes = hasVenCrypt ? (memory.subtypes ?? []) : [];
  const choice = chooseSecurity({ types, subtypes }, known, isTunnelled);
  if (choice === undefined) throw unsupported([...types, ...subtypes]);
  if (context.isPinned && !showsKey(choice.type)) throw downgraded();
  const fields = missing(choice.needs, known);
  if (fields.length > 0) return { kind: 'asks', question: { fields, isRetry: false } };
  if (isInVenCrypt && !choice.isInVenCrypt) return { kind: 'again' };
  if (choice.isInVenCrypt) {
    if (!isInVenCrypt) await enterVenCrypt();
    if (memory.subtypes?.includes(choice.type) !== true)
      throw protocolError('VeNCrypt offers something else each time');
    chooseSubtype(wire, choice.type);
  } else select(choice.type);
  const proven = await proveIdentity(wire, choice, known, memory.ownKey, context);
  if (proven.kind === 'asks') return { kind: 'asks', question: { fields: proven.fields, isRetry: false } };
  return conclude(proven.wire, { ...choice, needs: proven.needs }, version, context);
}

function downgraded(): VncFailure {
  return new VncFailure(
    'certificate-changed',
    'The server of the screen showed a certificate or key before, and shows none now.',
    'Somebody may be in between. Nothing was sent. If it was set up anew, end this session and connect again.',
  );
}

async function conclude(
  wire: Wire,
  choice: Choice,
  version: RfbVersion,
  { isTunnelled, log }: ScreenContext,
): Promise<SignInOutcome> {
  const result = await readSecurityResult(wire, version, choice.type !== securityTypes.none);
  if (result.isIn) return { kind: 'in', wire, ...describeSecurity(choice.type, isTunnelled) };
  if (choice.needs.length === 0)
    throw new VncFailure(
      'sign-in-refused',
      'The server of the screen lets nobody in, although it asks for no password.',
      'Look into its log. What it says stands in the details.',
      quote(result.reason),
    );
  log(`the sign-in was refused${result.reason === undefined ? '' : `: ${result.reason}`}`);
  return { kind: 'asks', question: { fields: [...choice.needs], isRetry: true } };
}

async function readTypes(wire: Wire, version: RfbVersion): Promise<number[]> {
  if (version === '3.3') {
    const type = await wire.readUint32();
    if (type === 0) throw await readRejection(wire);
    return [type];
  }
  const count = await wire.readByte();
  if (count === 0) throw await readRejection(wire);
  return [...(await wire.read(count))];
}
