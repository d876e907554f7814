import type { Result } from '../contract/problem.ts';
import type { Session, SessionMachine, SshEndpoint } from '../contract/session.ts';
import type { TruthStore } from '../ipc/truth.ts';
import { fail } from '../lib/result.ts';

/** The sessions as the window sees them. */
export interface SessionTruth {
  get(sessionId: string): Session | undefined;
  all(): Session[];
  put(session: Session): void;
  drop(sessionId: string): void;
  /** Nothing happens when the session is not in the list any more. */
  update(sessionId: string, change: (session: Session) => Session): void;
  updateMachine(sessionId: string, machine: number, change: Partial<SessionMachine>): void;
}

export function createSessionTruth(truth: TruthStore): SessionTruth {
  function update(sessionId: string, change: (session: Session) => Session): void {
    const session = truth.get('sessions', sessionId);
    if (session !== undefined) truth.put('sessions', sessionId, change(session));
  }
  return {
    get: (sessionId) => truth.get('sessions', sessionId),
    all: () => truth.all('sessions'),
    put: (session) => truth.put('sessions', session.id, session),
    drop: (sessionId) => truth.drop('sessions', sessionId),
    update,
    updateMachine: (sessionId, machine, change) =>
      update(sessionId, (session) => ({
        ...session,
        machines: session.machines.map((current) => (current.index === machine ? { ...current, ...change } : current)),
      })),
  };
}

/** States in which a session has come to its end. */
export function isOver(state: Session['state']): boolean {
  return state === 'closed' || state === 'expired' || state === 'failed';
}

export function machineOf(session: Session | undefined, index: number): SessionMachine | undefined {
  return session?.machines.find((machine) => machine.index === index);
}

export function sshOf(machine: Pick<SessionMachine, 'endpoints'> | undefined): SshEndpoint | undefined {
  return machine?.endpoints.find((endpoint) => endpoint.kind === 'ssh');
}

export function sessionNotFound(): Result<never> {
  return fail('not-found', 'This session is not in the list any more.');
}
