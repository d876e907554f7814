import { uptime } from 'node:os';
import { buildHostCalls, buildHostEvents } from '../contract/buildhost-control.ts';
import { systemClock } from '../lib/clock.ts';
import { serve } from '../lib/rpc.ts';
import { createBuildHost } from './build-host.ts';

/** The part of Electron's `process.parentPort` used here; in a utility process it is a global, not an import. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown; ports: unknown[] }) => void): void;
  postMessage(message: unknown): void;
}

const { parentPort } = process as typeof process & { parentPort?: ParentPort };
if (parentPort === undefined) throw new Error('The build host runs as a utility process of Jumpseat.');

const host = createBuildHost({
  clock: systemClock,
  uptimeMs: () => uptime() * 1000,
  // The table of events gives both their types; only their pairing by name is lost on the compiler.
  emit: (name, payload) => send(name, payload as never),
});
const send = serve(
  {
    send: (message) => parentPort.postMessage(message),
    listen: (listener) => parentPort.on('message', ({ data, ports }) => listener(data, ports)),
  },
  { calls: buildHostCalls, events: buildHostEvents },
  host.handlers,
);

// Ctrl+C and a closed terminal reach every process of the app; main alone decides what ends, and in which order.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
process.once('SIGTERM', () => {
  void Promise.resolve(host[Symbol.asyncDispose]()).finally(() => process.exit(0));
});
