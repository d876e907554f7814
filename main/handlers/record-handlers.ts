import type { CallHandlers } from '../ipc/answer-call.ts';
import { fail } from '../lib/result.ts';
import type { Services } from './services.ts';

const notYet = fail('not-supported', 'This is not there yet.');

export function recordHandlers(_services: Services) {
  return {
    'records.setNotes': () => notYet,
    'records.keep': () => notYet,
    'records.remove': () => notYet,
  } satisfies Partial<CallHandlers>;
}
