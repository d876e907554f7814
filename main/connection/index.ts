// The connection process of one session: an Electron utility process that main forks (see main/sessions).
import { connectionCalls, connectionEvents } from '../contract/connection-control.ts';
import { systemClock } from '../lib/clock.ts';
import { serve } from '../lib/rpc.ts';
import { ConnectionService } from './connection-service.ts';
import type { Emit } from './connection-service.ts';
import { connectWithSsh2 } from './ssh2-engine.ts';
import { fromElectronPort } from './stream-port.ts';
import type { StreamPort } from './stream-port.ts';

const { parentPort } = process;
let send: Emit = () => {};
const service = new ConnectionService({
  clock: systemClock,
  connect: connectWithSsh2,
  emit: (name, payload) => send(name, payload),
});
send = serve<typeof connectionCalls, typeof connectionEvents, StreamPort>(
  {
    send: (message) => parentPort.postMessage(message),
    listen: (listener) => parentPort.on('message', ({ data, ports }) => listener(data, ports.map(fromElectronPort))),
  },
  { calls: connectionCalls, events: connectionEvents },
  service.handlers,
);

// Asked to go: what is not on the disk yet goes there. Main ends whoever takes too long.
process.once('SIGTERM', () => void service.finish().finally(() => process.exit(0)));
// Ctrl+C and a closed terminal reach every process of the app; main alone decides what ends, and in which order.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
