import type { CallHandlers } from '../ipc/answer-call.ts';
import type { Services } from './services.ts';

export function holdHandlers({ sessions }: Services) {
  return {
    'sessions.hold': ({ sessionId, isOn }) => sessions.hold(sessionId, isOn),
    'sessions.stay': ({ sessionId }) => sessions.stay(sessionId),
  } satisfies Partial<CallHandlers>;
}
