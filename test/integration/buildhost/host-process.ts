// A build host as a child process of a test: node's IPC channel in place of Electron's parent port.
import { createBuildHost } from '../../../main/buildhost/build-host.ts';
import { buildHostCalls, buildHostEvents } from '../../../main/contract/buildhost-control.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import { serve } from '../../../main/lib/rpc.ts';

const host = createBuildHost({ clock: systemClock, emit: (name, payload) => send(name, payload as never) });
const send = serve(
  {
    send: (message) => void process.send?.(message),
    listen: (listener) => process.on('message', (message) => listener(message, [])),
  },
  { calls: buildHostCalls, events: buildHostEvents },
  host.handlers,
);
process.send?.({ kind: 'event', name: 'log', payload: { line: 'up' } });
