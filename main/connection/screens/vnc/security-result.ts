import { plainText } from '../../../lib/plain-text.ts';
import type { RfbVersion } from './rfb-version.ts';
import { VncFailure } from './vnc-failure.ts';
import type { Wire } from './wire.ts';

/** Of a reason; what is longer is cut. */
const MAX_REASON_BYTES = 1024;
/** The reason comes along with the refusal. */
const REASON_MS = 3000;

/** `refused` has what the server says about it, cleaned; nothing of it is ours. */
export type SecurityResult = { isIn: true } | { isIn: false; reason: string | undefined };

/**
 * How the sign-in ended (RFC 6143, 7.1.3). `rate-limited` when the server takes none for a while
 * @param hasSecret with none, servers before 3.8 say nothing and go on
 */
export async function readSecurityResult(wire: Wire, version: RfbVersion, hasSecret: boolean): Promise<SecurityResult> {
  if (!hasSecret && version !== '3.8') return { isIn: true };
  const status = await wire.readUint32();
  if (status === 0) return { isIn: true };
  // A status of older servers, which give no reason.
  if (status === 2) throw tooMany(undefined);
  const reason = version === '3.8' ? await readReason(wire) : undefined;
  if (isAboutTooMany(reason)) throw tooMany(reason);
  return { isIn: false, reason };
}

/** The server turned the connection down before any sign-in. */
export async function readRejection(wire: Wire): Promise<VncFailure> {
  const reason = await readReason(wire);
  if (isAboutTooMany(reason)) return tooMany(reason);
  return new VncFailure(
    'not-allowed',
    'The server of the screen turned the connection down.',
    'It may allow no viewer now, or have no password set. What it says stands in the details.',
    quote(reason),
  );
}

/** As a detail of a problem. */
export function quote(reason: string | undefined): string | undefined {
  return reason === undefined ? undefined : `The server says: ${reason}`;
}

async function readReason(wire: Wire): Promise<string | undefined> {
  try {
    const length = (await wire.read(4, REASON_MS)).readUInt32BE();
    const bytes = await wire.read(Math.min(length, MAX_REASON_BYTES), REASON_MS);
    const reason = plainText(bytes.toString('utf8'));
    return reason === '' ? undefined : reason;
  } catch (error) {
    // It is refused with or without a reason.
    if (error instanceof VncFailure && error.problem.code !== 'cancelled') return undefined;
    throw error;
  }
}

function isAboutTooMany(reason: string | undefined): boolean {
  return reason !== undefined && /too many/i.test(reason);
}

function tooMany(reason: string | undefined): VncFailure {
  return new VncFailure(
    'rate-limited',
    'The server of the screen takes no sign-in for now, after too many that failed.',
    'Wait a minute before you try again: each try may make it wait longer.',
    quote(reason),
  );
}
