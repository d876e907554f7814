import type { Duplex } from 'node:stream';
import type { Result } from '../../../contract/problem.ts';
import { fail, ok } from '../../../lib/result.ts';
import type { RunScreen, ScreenContext, ScreenEnd } from '../screen-context.ts';
import { startTls } from '../tls.ts';
import { measureRequest, readRequest, writeGeneralError, writeNegotiationError, writeResponse } from './rdcleanpath.ts';
import { rdpProblems } from './rdp-problems.ts';
import { readFramed } from './read-framed.ts';
import { relayRdp } from './relay-rdp.ts';
import { splitUser } from './sign-in-names.ts';
import { isConnectionRequest, measureConnectionPdu, protocols, readConfirm } from './tpkt.ts';

/** For the viewer to load and to ask; it is on this computer. */
const VIEWER_MS = 30_000;
/** For the server's answer to the first message. */
const NEGOTIATION_MS = 15_000;

interface Negotiated {
  server: Duplex;
  /** The server's answer as it came. */
  x224: Buffer;
  /** One of `protocols`. */
  protocol: number;
}

/**
 * Shows a Windows desktop, or what speaks RDP like one (MS-RDPBCGR): the viewer in the window is the client, and asks for
 * TLS by RDCleanPath. NLA, where it is wanted, is the viewer's business as well.
 */
export const runRdp: RunScreen = async (context) => {
  const credentials = await findCredentials(context);
  if (credentials === undefined) return fail('cancelled', 'The sign-in was given up.');
  const { viewer, signal, clock } = context;
  viewer.open({ ...splitUser(credentials.user), password: credentials.password });

  const asked = await readFramed(viewer, measureRequest, { clock, timeoutMs: VIEWER_MS, signal });
  if (signal.aborted || asked === 'aborted') return fail('cancelled', 'Connecting was given up.');
  if (asked === 'closed') return { ok: false, problem: viewer.failure ?? rdpProblems.viewerFailed() };
  const request = typeof asked === 'string' ? undefined : readRequest(asked);
  if (request === undefined || !isConnectionRequest(request)) return { ok: false, problem: rdpProblems.viewerFailed() };

  const negotiated = await negotiate(context, request);
  if (!negotiated.ok) return negotiated;
  const { server, x224, protocol } = negotiated.value;
  const secured = await startTls(server, { clock, signal });
  if (!secured.ok) return refuseViewer(context, secured);
  const { stream, certificate } = secured.value;
  const { sha256, subject, chain } = certificate;
  try {
    // Neither the name nor the password was sent yet, and both would be if the viewer got its answer.
    const trusted = context.trust(subject === undefined ? { sha256 } : { sha256, subject });
    if (!trusted.ok) return refuseViewer(context, trusted);
    const isNla = protocol !== protocols.TLS;
    context.report({ security: isNla ? 'TLS, network level authentication' : 'TLS, password', isEncrypted: true });
    viewer.write(writeResponse({ x224, certificates: chain, address: context.address }));
    return await relayRdp(context, stream, {
      hasTokens: isNla,
      hasEarlyResult: protocol === protocols.HYBRID_EX,
      hasPassword: credentials.password !== '',
    });
  } finally {
    stream.destroy();
    server.destroy();
  }
};

/** What is known, and for the rest what the person says. */
async function findCredentials(context: ScreenContext): Promise<{ user: string; password: string } | undefined> {
  const known = context.credentials;
  const fields = (['user', 'password'] as const).filter((field) => known[field] === undefined);
  const given = fields.length === 0 ? {} : await context.ask({ fields, isRetry: false });
  if (given === undefined) return undefined;
  return { user: given.user ?? known.user ?? '', password: given.password ?? known.password ?? '' };
}

/** Connects, and lets viewer and server agree on how to protect the rest. */
async function negotiate(context: ScreenContext, request: Buffer): Promise<Result<Negotiated>> {
  const { signal, clock } = context;
  const dialled = await context.dial();
  if (!dialled.ok) return refuseViewer(context, dialled);
  const server = dialled.value;
  // It is asked for its end where that matters.
  server.on('error', () => {});
  server.write(request);
  const x224 = await readFramed(server, measureConnectionPdu, { clock, timeoutMs: NEGOTIATION_MS, signal });
  const confirm = typeof x224 === 'string' ? undefined : readConfirm(x224);
  const known: number[] = Object.values(protocols);
  if (typeof x224 !== 'string' && confirm?.kind === 'selected' && known.includes(confirm.protocol))
    return ok({ server, x224, protocol: confirm.protocol });
  server.destroy();
  if (x224 === 'aborted') return fail('cancelled', 'Connecting was given up.');
  const problem =
    typeof x224 === 'string'
      ? rdpProblems.noConfirm(x224, context.address)
      : rdpProblems.badConfirm(confirm, context.address);
  return refuseViewer(context, { ok: false, problem }, confirm?.kind === 'refused' ? x224 : undefined);
}

/** The viewer ends by itself when it is told in its own words; why, the person learns from `failed`. */
function refuseViewer<T extends ScreenEnd & { ok: false }>(
  { viewer }: ScreenContext,
  failed: T,
  x224?: Buffer | string,
): T {
  if (!viewer.destroyed) viewer.write(Buffer.isBuffer(x224) ? writeNegotiationError(x224) : writeGeneralError());
  return failed;
}
