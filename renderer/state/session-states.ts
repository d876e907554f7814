import type { Session, SessionMachine, SessionState } from '../../main/contract/session.ts';

/** The session has come to its end and holds no machine any more. */
export function isOver(state: SessionState): boolean {
  return state === 'closed' || state === 'expired' || state === 'failed';
}

/** What a session is doing, with the link to its machines taken into account. */
export type SessionPhase = Exclude<SessionState, 'ready'> | 'connecting' | 'connected' | 'lost' | 'unreachable';

/** `connected` as soon as one machine is; the others show their own state. */
export function sessionPhase(session: Session): SessionPhase {
  const { state, machines } = session;
  const links = machines.map(({ link }) => link);
  if (isOver(state) || state === 'closing') return state as SessionPhase;
  if (links.includes('connected')) return 'connected';
  if (links.includes('lost')) return 'lost';
  if (links.includes('connecting')) return 'connecting';
  if (links.includes('failed')) return 'unreachable';
  return state === 'ready' ? 'connecting' : state;
}

/** "user@host:port" of a machine's SSH endpoint, with an IPv6 literal in brackets. */
export function addressOf(machine: SessionMachine | undefined): string | undefined {
  const endpoint = machine?.endpoints.find(({ kind }) => kind === 'ssh');
  if (endpoint === undefined) return undefined;
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return `${endpoint.user}@${host}:${endpoint.port}`;
}
