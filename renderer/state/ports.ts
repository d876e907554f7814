import type { TerminalSize } from '../../main/contract/calls.ts';
import { portChannel } from '../../main/contract/names.ts';
import { callMain } from './bridge.ts';

/** A port is posted before the call that asked for it returns; this much longer is waited for a late one. */
const PORT_TIMEOUT_MS = 5_000;

interface PortMessage {
  channel: string;
  nonce: string;
}

function isPortMessage(data: unknown): data is PortMessage {
  return typeof data === 'object' && data !== null && 'channel' in data && 'nonce' in data;
}

/** Calls the listener with each message port that main hands to this window. The returned function stops. */
export function onPort(listener: (nonce: string, port: MessagePort) => void): () => void {
  function receive(event: MessageEvent): void {
    // Other frames and windows can post messages here too; only our own preload script posts from this window.
    if (event.source !== window || !isPortMessage(event.data) || event.data.channel !== portChannel) return;
    const port = event.ports[0];
    if (port !== undefined) listener(event.data.nonce, port);
  }
  window.addEventListener('message', receive);
  return () => window.removeEventListener('message', receive);
}

/** The port of a terminal. Rejects with a sentence for the person, which the terminal shows, when there is none. */
export async function attachTerminal(sessionId: string, terminalId: string, size: TerminalSize): Promise<MessagePort> {
  const nonce = crypto.randomUUID();
  const arrival = Promise.withResolvers<MessagePort>();
  const stop = onPort((otherNonce, port) => {
    if (otherNonce === nonce) arrival.resolve(port);
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const result = await callMain('terminals.attach', { sessionId, terminalId, nonce, size });
    if (!result.ok) {
      const { message, hint } = result.problem;
      throw new Error(hint === undefined ? message : `${message} ${hint}`);
    }
    timer = setTimeout(
      () => arrival.reject(new Error('The terminal did not answer. Close it and open a new one.')),
      PORT_TIMEOUT_MS,
    );
    return await arrival.promise;
  } finally {
    clearTimeout(timer);
    stop();
  }
}
