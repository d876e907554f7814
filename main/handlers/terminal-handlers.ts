import type { CallHandlers } from '../ipc/answer-call.ts';
import { giveStream } from './give-stream.ts';
import type { Services } from './services.ts';

export function terminalHandlers(services: Services) {
  const { sessions } = services;
  return {
    'terminals.open': ({ sessionId, machine, shell }) => sessions.openTerminal(sessionId, machine, shell),
    'terminals.close': ({ sessionId, terminalId }) => sessions.closeTerminal(sessionId, terminalId),
    'terminals.attach': ({ sessionId, terminalId, nonce, size }) =>
      giveStream(services, nonce, (port) => sessions.attachTerminal(sessionId, terminalId, size, port)),
  } satisfies Partial<CallHandlers>;
}
