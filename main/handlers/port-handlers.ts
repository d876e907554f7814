import type { CallHandlers } from '../ipc/answer-call.ts';
import { fail } from '../lib/result.ts';
import type { Services } from './services.ts';

const notYet = fail('not-supported', 'This is not there yet.');

export function portHandlers(_services: Services) {
  return {
    'ports.watch': () => notYet,
    'forwards.open': () => notYet,
    'forwards.close': () => notYet,
    'forwards.openInBrowser': () => notYet,
  } satisfies Partial<CallHandlers>;
}
