import type { CallHandlers } from '../ipc/answer-call.ts';
import { brokerPort } from '../ipc/port-broker.ts';
import { noWindow, type Services } from './services.ts';

export function terminalHandlers({ sessions, window }: Services) {
  return {
    'terminals.open': ({ sessionId, machine, shell }) => sessions.openTerminal(sessionId, machine, shell),
    'terminals.close': ({ sessionId, terminalId }) => sessions.closeTerminal(sessionId, terminalId),
    'terminals.attach': ({ sessionId, terminalId, nonce, size }) => {
      const contents = window()?.webContents;
      if (contents === undefined) return noWindow;
      return brokerPort(contents, nonce, (port) => sessions.attachTerminal(sessionId, terminalId, size, port));
    },
  } satisfies Partial<CallHandlers>;
}
