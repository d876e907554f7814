import type { FileMessage } from '../contract/file-port.ts';
import type { ViewerOutput } from '../contract/screen-port.ts';
import type { TerminalOutput } from '../contract/streams.ts';

/** The connection process's end of one port of the window: of a terminal, a file browser, or a screen. */
export interface StreamPort {
  post(message: TerminalOutput | FileMessage | ViewerOutput): void;
  /** Messages that came before this call are kept and arrive now. `onClose` runs when the other end went away. */
  listen(onMessage: (message: unknown) => void, onClose: () => void): void;
  close(): void;
}

/** The part of Electron's MessagePortMain that is used here; what it receives comes wrapped in an event. */
interface ElectronPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  postMessage(message: unknown): void;
  close(): void;
}

/** A {@link StreamPort} on a port that main handed over. */
export function fromElectronPort(port: ElectronPort): StreamPort {
  return {
    post: (message) => port.postMessage(message),
    listen(onMessage, onClose) {
      port.on('message', ({ data }) => onMessage(data));
      port.on('close', onClose);
      port.start();
    },
    close: () => port.close(),
  };
}
