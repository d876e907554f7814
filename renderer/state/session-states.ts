import type { Endpoint, ScreenEndpoint, Session, SessionMachine, SessionState } from '../../main/contract/session.ts';

/** The session has come to its end and holds no machine any more. */
export function isOver(state: SessionState): boolean {
  return state === 'closed' || state === 'expired' || state === 'failed';
}

/**
 * What a session is doing, with the link to its machines taken into account. `screen`: its machines are there and can be
 * reached by their screens only.
 */
export type SessionPhase =
  | Exclude<SessionState, 'ready'>
  | 'connecting'
  | 'connected'
  | 'lost'
  | 'unreachable'
  | 'screen';

/** The session only looks in on a build that would run without it; its end leaves the machine alone. */
export function isVisit({ buildId, rebuildId }: Session): boolean {
  return rebuildId !== undefined && rebuildId === buildId;
}

function hasShell({ endpoints }: SessionMachine): boolean {
  return endpoints.some(({ kind }) => kind === 'ssh');
}

/** The screens that a machine shows at an address of its own. */
export function screensOf({ endpoints }: SessionMachine): ScreenEndpoint[] {
  return endpoints.filter((endpoint): endpoint is ScreenEndpoint => endpoint.kind !== 'ssh');
}

/** `connected` as soon as one machine is; the others show their own state. */
export function sessionPhase(session: Session): SessionPhase {
  const { state, machines } = session;
  const links = machines.map(({ link }) => link);
  if (isOver(state) || state === 'closing') return state as SessionPhase;
  if (links.includes('connected')) return 'connected';
  if (links.includes('lost')) return 'lost';
  if (links.includes('connecting')) return 'connecting';
  if (links.includes('failed')) return 'unreachable';
  if (state !== 'ready') return state;
  const hasScreens = machines.some((machine) => screensOf(machine).length > 0);
  return hasScreens && !machines.some(hasShell) ? 'screen' : 'connecting';
}

/** "host:port", with an IPv6 literal in brackets. */
export function hostAndPort({ host, port }: Pick<Endpoint, 'host' | 'port'>): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** "user@host:port" of a machine's SSH endpoint, with an IPv6 literal in brackets. */
export function addressOf(machine: SessionMachine | undefined): string | undefined {
  const endpoint = machine?.endpoints.find(({ kind }) => kind === 'ssh');
  if (endpoint === undefined) return undefined;
  return `${endpoint.user}@${hostAndPort(endpoint)}`;
}
