import type { Keyboard } from './keyboard.ts';

export interface KeyboardEvents {
  isOff(): boolean;
  onFocus(isFocused: boolean): void;
}

/** Brings every key of the page to the machine while the page has the keyboard. Until `signal`. */
export function attachKeyboard(page: Window, keyboard: Keyboard, events: KeyboardEvents, signal: AbortSignal): void {
  const take = (event: KeyboardEvent, isTaken: boolean): void => {
    if (!isTaken) return;
    event.preventDefault();
    event.stopPropagation();
  };
  // An input method composes text out of keys that are not meant for the machine.
  page.addEventListener(
    'keydown',
    (event) => {
      if (!event.isComposing) take(event, events.isOff() ? keyboard.takeOwnKey(event) : keyboard.keyDown(event));
    },
    { signal, capture: true },
  );
  page.addEventListener('keyup', (event) => take(event, !events.isOff() && keyboard.keyUp(event)), {
    signal,
    capture: true,
  });
  page.addEventListener('focus', () => events.onFocus(true), { signal });
  page.addEventListener(
    'blur',
    () => {
      keyboard.releaseAll();
      events.onFocus(false);
    },
    { signal },
  );
}
