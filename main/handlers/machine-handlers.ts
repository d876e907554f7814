import type { CallHandlers } from '../ipc/answer-call.ts';
import type { Services } from './services.ts';

export function machineHandlers({ machines }: Services) {
  return {
    'machines.parse': ({ text }) => machines.parse(text),
    'machines.connect': (drafted) => machines.connect(drafted),
  } satisfies Partial<CallHandlers>;
}
