import type { ScreenProtocol } from '../../../main/contract/screen.ts';
import type { StartMessage } from '../../frames/control.ts';

/** A page with a viewer, in an origin and a process of its own; one per attempt to connect. */
export interface ViewerFrame {
  readonly element: HTMLElement;
  /** Resolves once the page listens; never, when it does not come. */
  readonly ready: Promise<void>;
  /** @param ports the conversation of control.ts, and the stream of screen-port.ts */
  start(message: StartMessage, ports: readonly [control: MessagePort, screen: MessagePort]): void;
  focus(): void;
  /** Ends the page; its ports close. */
  remove(): void;
}

const NAME_BYTES = 16;

/** An origin that no other frame has, so that Chromium gives it a process of its own. */
function freshOrigin(protocol: ScreenProtocol): string {
  const name = Array.from(crypto.getRandomValues(new Uint8Array(NAME_BYTES)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  );
  return `app://${protocol}-${name.join('')}`;
}

function isReady(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'ready';
}

/** @param label for a screen reader: "Screen 2" */
export function makeViewerFrame(protocol: ScreenProtocol, label: string): ViewerFrame {
  const origin = freshOrigin(protocol);
  const element = document.createElement('iframe');
  const arrival = Promise.withResolvers<void>();
  function receive(event: MessageEvent<unknown>): void {
    if (event.source !== element.contentWindow || event.origin !== origin || !isReady(event.data)) return;
    window.removeEventListener('message', receive);
    arrival.resolve();
  }
  window.addEventListener('message', receive);
  element.title = label;
  element.src = `${origin}/frames/${protocol}/index.html`;
  return {
    element,
    ready: arrival.promise,
    start: (message, ports) => element.contentWindow?.postMessage(message, origin, [...ports]),
    focus: () => element.focus(),
    remove() {
      window.removeEventListener('message', receive);
      element.remove();
    },
  };
}
