import type { CallHandlers } from '../ipc/answer-call.ts';
import { fail } from '../lib/result.ts';
import type { Services } from './services.ts';

const notYet = fail('not-supported', 'This is not there yet.');

export function recordingHandlers(_services: Services) {
  return {
    'recordings.pause': () => notYet,
    'recordings.read': () => notYet,
    'recordings.search': () => notYet,
    'recordings.save': () => notYet,
    'recordings.copy': () => notYet,
    'recordings.remove': () => notYet,
  } satisfies Partial<CallHandlers>;
}
