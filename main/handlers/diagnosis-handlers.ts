import type { CallHandlers } from '../ipc/answer-call.ts';
import { fail } from '../lib/result.ts';
import type { Services } from './services.ts';

const notYet = fail('not-supported', 'This is not there yet.');

export function diagnosisHandlers(_services: Services) {
  return {
    'sessions.replaySteps': () => notYet,
    'sessions.compareEnvironment': () => notYet,
  } satisfies Partial<CallHandlers>;
}
