import type { FromFrame, ReadyMessage, StartMessage, ToFrame, ViewerSettings } from './control.ts';

/** The only page that may frame this one; the policy of the page says the same. */
const WINDOW_ORIGIN = 'app://jumpseat';

/** What the window sent to start with. */
export interface FrameStart {
  settings: ViewerSettings;
  /** The conversation of control.ts. */
  control: ControlPort;
  /** The bytes, as in main/contract/screen-port.ts. Not started. */
  screen: MessagePort;
}

/** The frame's end of its conversation with the window. */
export interface ControlPort {
  say(message: FromFrame): void;
  /** To be called once; what was said before then is delivered. */
  listen(listener: (message: ToFrame) => void): void;
}

/** The parts of a window that a frame starts with. */
export interface FrameWindow {
  readonly parent: unknown;
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
  removeEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
}

const isStart = (data: unknown): data is StartMessage =>
  typeof data === 'object' && data !== null && 'type' in data && data.type === 'start' && 'settings' in data;

function createControl(port: MessagePort): ControlPort {
  return {
    say: (message) => port.postMessage(message),
    listen(listener) {
      // The origin was checked when the port came, and nobody else holds its other end.
      port.addEventListener('message', ({ data }: MessageEvent<ToFrame>) => listener(data));
      port.start();
    },
  };
}

/**
 * Tells the window that this frame is ready, and waits for what it is to show. Taken once, from the window only.
 * @param sayReady posts to the parent
 */
export function startFrame(
  frame: FrameWindow,
  sayReady: (message: ReadyMessage, targetOrigin: string) => void,
): Promise<FrameStart> {
  return new Promise((resolve) => {
    const take = (event: MessageEvent<unknown>): void => {
      if (event.source !== frame.parent || event.origin !== WINDOW_ORIGIN || !isStart(event.data)) return;
      const [control, screen] = event.ports;
      if (control === undefined || screen === undefined) return;
      frame.removeEventListener('message', take);
      resolve({ settings: event.data.settings, control: createControl(control), screen });
    };
    frame.addEventListener('message', take);
    sayReady({ type: 'ready' }, WINDOW_ORIGIN);
  });
}
