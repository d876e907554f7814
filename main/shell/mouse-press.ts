import type { BrowserWindow, Event, InputEvent } from 'electron';

/** Whether a mouse button is held down in the window. */
export interface MousePress {
  readonly isHeld: boolean;
  /** The returned function takes the listener back. */
  onRelease(listener: () => void): () => void;
}

/**
 * Follows the mouse of each window. While a button is held, its release reaches the window wherever the pointer is. What
 * is not a mouse is never held.
 * @param onWindow calls the listener for the window that is open, and for every later one
 */
export function followMouse(onWindow: (listener: (window: BrowserWindow) => void) => void): MousePress {
  const listeners = new Set<() => void>();
  let isHeld = false;

  function release(): void {
    if (!isHeld) return;
    isHeld = false;
    for (const listener of [...listeners]) listener();
  }

  onWindow((window) => {
    window.webContents.on('input-event', (_event: Event, { type }: InputEvent) => {
      if (type === 'mouseDown') isHeld = true;
      if (type === 'mouseUp') release();
    });
    window.on('closed', release);
  });
  return {
    get isHeld() {
      return isHeld;
    },
    onRelease(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
