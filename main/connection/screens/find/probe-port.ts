import type { Duplex } from 'node:stream';
import type { ScreenProtocol } from '../../../contract/screen.ts';
import type { Clock } from '../../../lib/clock.ts';

/** A server that has not said by then what it is, is none. Far machines need two round trips. */
export const PROBE_MS = 1_500;
/** `ProtocolVersion` of RFB (RFC 6143, section 7.1.1). */
const RFB_VERSION = /^RFB \d{3}\.\d{3}\n/;
const RFB_VERSION_BYTES = 12;
/**
 * X.224 Connection Request with an RDP_NEG_REQ for TLS or CredSSP ([MS-RDPBCGR] 2.2.1.1, 4.1.1): TPKT header, length,
 * CR TPDU without references, negotiation request.
 */
const RDP_REQUEST = Buffer.from('030000130ee000000000000100080003000000', 'hex');
/** TPKT header, length indicator, and the code of the Connection Confirm TPDU (ITU-T X.224, 13.4). */
const RDP_CONFIRM_BYTES = 6;
const CONNECTION_CONFIRM = 0xd0;

/**
 * Finds out what answers on a connection, and closes it. VNC servers speak first.
 *
 * @param asksRdp asks the question that every RDP server answers, before any sign-in
 */
export function probeServer(
  socket: Duplex,
  asksRdp: boolean,
  clock: Clock,
  signal: AbortSignal,
): Promise<ScreenProtocol | undefined> {
  return new Promise((resolve) => {
    let seen = Buffer.alloc(0);
    const end = (protocol: ScreenProtocol | undefined) => {
      cancel();
      signal.removeEventListener('abort', onNothing);
      socket.destroy();
      resolve(protocol);
    };
    const onNothing = () => end(undefined);
    const cancel = clock.after(PROBE_MS, onNothing);
    socket.on('data', (chunk: Buffer) => {
      // So much of it tells everything.
      seen = Buffer.concat([seen, chunk.subarray(0, RFB_VERSION_BYTES)]).subarray(0, RFB_VERSION_BYTES);
      const known = recognize(seen);
      if (known !== undefined) end(known === 'other' ? undefined : known);
    });
    socket.once('end', onNothing);
    socket.on('error', onNothing);
    socket.once('close', onNothing);
    if (signal.aborted) return onNothing();
    signal.addEventListener('abort', onNothing, { once: true });
    if (asksRdp) socket.write(RDP_REQUEST);
  });
}

/** Undefined while it is too early to tell. */
export function recognize(seen: Buffer): ScreenProtocol | 'other' | undefined {
  if (seen.length >= RFB_VERSION_BYTES && RFB_VERSION.test(seen.toString('latin1'))) return 'vnc';
  // TPKT (RFC 1006, section 6): version 3, a reserved byte, the length.
  if (seen[0] === 3) {
    if (seen.length < RDP_CONFIRM_BYTES) return undefined;
    return seen[1] === 0 && ((seen[5] ?? 0) & 0xf0) === CONNECTION_CONFIRM ? 'rdp' : 'other';
  }
  const isBeginning = 'RFB '.startsWith(seen.toString('latin1', 0, 4)) && seen.length < RFB_VERSION_BYTES;
  return isBeginning ? undefined : 'other';
}
