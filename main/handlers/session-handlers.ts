import { clipboard } from 'electron';
import type { CallHandlers } from '../ipc/answer-call.ts';
import { ok } from '../lib/result.ts';
import type { Services } from './services.ts';

export function sessionHandlers({ sessions }: Services) {
  return {
    'sessions.start': ({ buildId, durationMs }) => sessions.start(buildId, { durationMs }),
    'sessions.attach': ({ buildId }) => sessions.attach(buildId),
    'sessions.debugProject': ({ projectId, durationMs }) => sessions.debugProject(projectId, { durationMs }),
    'sessions.takeMachine': ({ sessionId, draft }) => sessions.takeMachine(sessionId, draft),
    'sessions.copyPassword': ({ sessionId, machine, kind }) => {
      const password = sessions.copyPassword(sessionId, machine, kind);
      if (!password.ok) return password;
      clipboard.writeText(password.value);
      return ok();
    },
    'sessions.end': ({ sessionId, withoutSalvage }) => sessions.end(sessionId, { withoutSalvage }),
    'sessions.forget': ({ sessionId }) => sessions.forget(sessionId),
    'sessions.reconnect': ({ sessionId, machine }) => sessions.reconnect(sessionId, machine),
  } satisfies Partial<CallHandlers>;
}
