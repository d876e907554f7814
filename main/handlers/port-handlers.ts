import type { CallHandlers } from '../ipc/answer-call.ts';
import { fail } from '../lib/result.ts';
import { askWhetherToAllow } from '../shell/dialogs.ts';
import { openLink } from '../shell/links.ts';
import { noWindow, type Services } from './services.ts';

export function portHandlers({ ports, window }: Services) {
  return {
    'ports.watch': ({ isOn, ...place }) => ports.watch(place, isOn),
    'forwards.open': async ({ order, ...place }) => {
      if (order.kind !== 'remote') return ports.open(place, order);
      // It opens this computer and its network to a machine that runs other people's programs.
      const parent = window();
      if (parent === undefined) return noWindow;
      const address = `${order.target.host}:${order.target.port}`;
      const isAllowed = await askWhetherToAllow(parent, {
        message: `Let the machine reach ${address} as this computer sees it?`,
        detail: `Every program on the machine can connect there until you close the forward or the session ends.`,
        allow: 'Allow',
      });
      return isAllowed ? ports.open(place, order) : fail('cancelled', 'The machine was not let in.');
    },
    'forwards.close': ({ sessionId, forwardId }) => ports.close(sessionId, forwardId),
    'forwards.openInBrowser': ({ sessionId, forwardId, scheme }) => {
      const address = ports.address(sessionId, forwardId, scheme);
      const parent = window();
      if (!address.ok) return address;
      return parent === undefined ? noWindow : openLink(parent, address.value);
    },
  } satisfies Partial<CallHandlers>;
}
