import type { CallInput, CallOutput } from '../contract/calls.ts';
import type { Result } from '../contract/problem.ts';
import type { Session } from '../contract/session.ts';
import type { Act } from './act.ts';

/** Calls of the window that notifications and the tray make as well. */
type Used =
  | 'sessions.hold'
  | 'sessions.stay'
  | 'sessions.end'
  | 'sessions.reconnect'
  | 'sessions.start'
  | 'salvage.start'
  | 'builds.rebuild';

interface Options {
  call<N extends Used>(name: N, input: CallInput<N>): Promise<Result<CallOutput<N>>>;
  session(sessionId: string): Session | undefined;
  /** Whether and how a session shall end. */
  askEnd(session: Session): Promise<'save' | 'end' | 'cancel'>;
  openWindow(): void;
  openSession(sessionId: string): void;
  openBuild(buildId: string): void;
  quit(): void;
}

const done: Result<undefined> = { ok: true, value: undefined };

/** Does what a notification or the tray's menu offers. What does not work is answered as a problem. */
export function createActRunner(options: Options): (act: Act) => Promise<Result<unknown>> {
  const { call, session, askEnd, openWindow, openSession, openBuild, quit } = options;

  async function end(sessionId: string): Promise<Result<unknown>> {
    const found = session(sessionId);
    if (found === undefined) return done;
    const answer = await askEnd(found);
    if (answer === 'cancel') return done;
    return call('sessions.end', { sessionId, ...(answer === 'end' ? { withoutSalvage: true } : {}) });
  }

  async function rebuild(buildId: string, withAccess: boolean): Promise<Result<unknown>> {
    if (!withAccess) {
      const rebuilt = await call('builds.rebuild', { buildId });
      if (rebuilt.ok) openBuild(rebuilt.value.buildId);
      return rebuilt;
    }
    const started = await call('sessions.start', { buildId });
    if (started.ok) openSession(started.value.sessionId);
    return started;
  }

  return async (act) => {
    switch (act.kind) {
      case 'open-window':
        openWindow();
        return done;
      case 'open-session':
        openSession(act.sessionId);
        return done;
      case 'open-build':
        openBuild(act.buildId);
        return done;
      case 'hold':
        return call('sessions.hold', { sessionId: act.sessionId, isOn: act.isOn });
      case 'save':
        return call('salvage.start', { sessionId: act.sessionId });
      case 'end':
        return end(act.sessionId);
      case 'stay':
        return call('sessions.stay', { sessionId: act.sessionId });
      case 'reconnect':
        return call('sessions.reconnect', { sessionId: act.sessionId, machine: act.machine });
      case 'rebuild':
        return rebuild(act.buildId, act.withAccess);
      case 'quit':
        quit();
        return done;
    }
  };
}
