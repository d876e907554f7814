import type { CallHandlers } from '../ipc/answer-call.ts';
import { openLink } from '../shell/links.ts';
import { noWindow, type Services } from './services.ts';

export function portHandlers({ ports, window }: Services) {
  return {
    'ports.watch': ({ isOn, ...place }) => ports.watch(place, isOn),
    'forwards.open': ({ order, ...place }) => ports.open(place, order),
    'forwards.close': ({ sessionId, forwardId }) => ports.close(sessionId, forwardId),
    'forwards.openInBrowser': ({ sessionId, forwardId, scheme }) => {
      const address = ports.address(sessionId, forwardId, scheme);
      const parent = window();
      if (!address.ok) return address;
      return parent === undefined ? noWindow : openLink(parent, address.value);
    },
  } satisfies Partial<CallHandlers>;
}
