import { hostSchema } from '../../main/contract/session.ts';
import type { Forward, ForwardOrder, ListeningPort } from '../../main/contract/forward.ts';
import type { Problem, Result } from '../../main/contract/problem.ts';
import { copyText } from './app-actions.ts';
import { callMain } from './bridge.ts';
import { reportProblem, wentWell } from './notices.ts';

interface Place {
  sessionId: string;
  machine: number;
}

/** Where something that listens on a machine is reached from the machine itself. */
export function targetOf({ address, port }: ListeningPort): { host: string; port: number } {
  // Whichever of both loopback addresses it is; "all addresses" holds them as well.
  const isHere = ['*', '0.0.0.0', '::', '127.0.0.1', '::1'].includes(address) || !hostSchema.safeParse(address).success;
  return { host: isHere ? 'localhost' : address, port };
}

/** Gives the problem, which stands where the forward was asked for. */
export async function openForward(place: Place, order: ForwardOrder): Promise<Problem | undefined> {
  const opened = await callMain('forwards.open', { ...place, order });
  return opened.ok ? undefined : opened.problem;
}

/** Opens it on this number of this computer, or on another one where that is taken. */
export async function openNear(
  place: Place,
  order: Extract<ForwardOrder, { kind: 'local' | 'socks' }>,
): Promise<Result<{ forwardId: string }>> {
  const first = await callMain('forwards.open', { ...place, order });
  if (first.ok || order.localPort === 0) return first;
  const { code } = first.problem;
  // Ports below 1024 are kept for administrators on most systems.
  const isTaken = code === 'already-exists' || (code === 'not-allowed' && order.localPort < 1024);
  return isTaken ? callMain('forwards.open', { ...place, order: { ...order, localPort: 0 } }) : first;
}

/** Brings a port of the machine to this computer; `opens`: and shows it in the browser, once the person agrees. */
export async function forwardHere(place: Place, listening: ListeningPort, opens?: 'http' | 'https'): Promise<void> {
  const { port } = listening;
  const opened = await openNear(place, { kind: 'local', localPort: port, target: targetOf(listening) });
  if (!opened.ok) return reportProblem(opened.problem);
  if (opens !== undefined) await openInBrowser(place.sessionId, opened.value.forwardId, opens);
}

export async function closeForward(sessionId: string, forwardId: string): Promise<void> {
  wentWell(await callMain('forwards.close', { sessionId, forwardId }));
}

/** Main shows the address and asks before anything opens. */
export async function openInBrowser(sessionId: string, forwardId: string, scheme: 'http' | 'https'): Promise<void> {
  wentWell(await callMain('forwards.openInBrowser', { sessionId, forwardId, scheme }));
}

/** Where a forward listens, as other programs take it. */
export function forwardAddress({ order, port }: Forward): string | undefined {
  if (port === undefined) return undefined;
  if (order.kind === 'remote') return `${order.remoteHost}:${port}`;
  return order.kind === 'socks' ? `socks5h://127.0.0.1:${port}` : `127.0.0.1:${port}`;
}

export async function copyForwardAddress(forward: Forward): Promise<void> {
  const address = forwardAddress(forward);
  if (address !== undefined) await copyText(address, 'The address');
}
