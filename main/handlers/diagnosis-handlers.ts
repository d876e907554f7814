import type { CallHandlers } from '../ipc/answer-call.ts';
import type { Services } from './services.ts';

/** Calls that help to understand why a build failed. */
export function diagnosisHandlers({ environments }: Services) {
  return {
    'sessions.replaySteps': ({ sessionId }) => environments.replaySteps(sessionId),
    'sessions.compareEnvironment': (place) => environments.compare(place),
  } satisfies Partial<CallHandlers>;
}
