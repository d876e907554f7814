import type { TerminalSize } from '../../main/contract/calls.ts';
import { portChannel } from '../../main/contract/names.ts';
import type { Result } from '../../main/contract/problem.ts';
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

/**
 * The port that a call of main's sends to this window, known by a nonce of its own.
 * @param late said when the call went well and no port came
 */
async function receivePort(
  ask: (nonce: string) => Promise<Result<unknown>>,
  late: { message: string; hint: string },
): Promise<Result<MessagePort>> {
  const nonce = crypto.randomUUID();
  const arrival = Promise.withResolvers<Result<MessagePort>>();
  const stop = onPort((otherNonce, port) => {
    if (otherNonce === nonce) arrival.resolve({ ok: true, value: port });
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const result = await ask(nonce);
    if (!result.ok) return result;
    timer = setTimeout(() => arrival.resolve({ ok: false, problem: { code: 'timed-out', ...late } }), PORT_TIMEOUT_MS);
    return await arrival.promise;
  } finally {
    clearTimeout(timer);
    stop();
  }
}

/** The port of a terminal. Rejects with a sentence for the person, which the terminal shows, when there is none. */
export async function attachTerminal(sessionId: string, terminalId: string, size: TerminalSize): Promise<MessagePort> {
  const received = await receivePort((nonce) => callMain('terminals.attach', { sessionId, terminalId, nonce, size }), {
    message: 'The terminal did not answer.',
    hint: 'Close it and open a new one.',
  });
  if (received.ok) return received.value;
  const { message, hint } = received.problem;
  throw new Error(hint === undefined ? message : `${message} ${hint}`);
}

/** The stream of a screen, for its viewer; see screen-port.ts of the contract. */
export function attachScreen(
  sessionId: string,
  screenId: string,
  keyboardLayout: number | undefined,
): Promise<Result<MessagePort>> {
  return receivePort((nonce) => callMain('screens.attach', { sessionId, screenId, nonce, keyboardLayout }), {
    message: 'The screen did not answer.',
    hint: 'Connect again.',
  });
}

/** A port on which the files of a machine are browsed; see file-port.ts of the contract. */
export function attachFiles(sessionId: string, machine: number): Promise<Result<MessagePort>> {
  return receivePort((nonce) => callMain('files.attach', { sessionId, machine, nonce }), {
    message: 'The files of this machine did not answer.',
    hint: 'Try again, or reconnect the machine.',
  });
}
