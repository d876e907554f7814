import { callNames } from '../contract/names.ts';
import type { CallHandlers } from './answer-call.ts';

/** Handlers that wait: the window may ask before everything that answers it was made. */
export function lateHandlers(ready: Promise<CallHandlers>): CallHandlers {
  const entries = callNames.map((name) => [
    name,
    async (input: unknown) => {
      const handlers = await ready;
      return handlers[name](input as never);
    },
  ]);
  return Object.fromEntries(entries) as CallHandlers;
}
