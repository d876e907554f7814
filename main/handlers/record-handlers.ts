import type { CallHandlers } from '../ipc/answer-call.ts';
import type { Services } from './services.ts';

export function recordHandlers({ records }: Services) {
  return {
    'records.setNotes': ({ sessionId, notes }) => records.setNotes(sessionId, notes),
    'records.keep': ({ sessionId, isKept }) => records.keep(sessionId, isKept),
    'records.remove': ({ sessionId }) => records.remove(sessionId),
  } satisfies Partial<CallHandlers>;
}
