import type { CallHandlers } from '../ipc/answer-call.ts';
import { fail } from '../lib/result.ts';
import type { Services } from './services.ts';

const notYet = fail('not-supported', 'This is not there yet.');

export function salvageHandlers(_services: Services) {
  return {
    'salvage.start': () => notYet,
    'salvage.stop': () => notYet,
    'salvage.wishes': () => notYet,
    'salvage.setWishes': () => notYet,
    'salvage.read': () => notYet,
    'salvage.plan': () => notYet,
    'salvage.apply': () => notYet,
    'salvage.showFolder': () => notYet,
    'salvage.remove': () => notYet,
  } satisfies Partial<CallHandlers>;
}
