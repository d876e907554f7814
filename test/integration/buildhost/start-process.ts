import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { buildHostCalls, buildHostEvents } from '../../../main/contract/buildhost-control.ts';
import { createClient } from '../../../main/lib/rpc.ts';

/** A build host in a process of its own, spoken to the way main does. */
export async function startProcess() {
  const child: ChildProcess = fork(join(import.meta.dirname, 'host-process.ts'), {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const client = createClient(
    {
      send: (message) => child.send(message as object),
      listen: (listener) => child.on('message', (message) => listener(message, [])),
    },
    { calls: buildHostCalls, events: buildHostEvents },
    (detail) => {
      throw new Error(`malformed ${detail}`);
    },
  );
  await once(child, 'message');
  return { child, client };
}
