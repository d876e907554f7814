import type { CallHandlers } from '../ipc/answer-call.ts';
import { fail } from '../lib/result.ts';
import type { Services } from './services.ts';

const notYet = fail('not-supported', 'This is not there yet.');

export function holdHandlers(_services: Services) {
  return {
    'sessions.hold': () => notYet,
    'sessions.stay': () => notYet,
  } satisfies Partial<CallHandlers>;
}
