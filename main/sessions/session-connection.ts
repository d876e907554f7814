import type { StreamPort } from '../ipc/port-broker.ts';
import type { connectionCalls, connectionEvents } from '../contract/connection-control.ts';
import type { RpcClient } from '../lib/rpc.ts';

/** A running connection process, as its supervisor hands it out. */
export interface ConnectionProcess extends AsyncDisposable {
  client: RpcClient<typeof connectionCalls, typeof connectionEvents, StreamPort>;
}

/** Starts the connection process of one session. `onCrash` is called at most once. */
export type LaunchConnection = (sessionId: string, onCrash: (detail: string) => void) => ConnectionProcess;
