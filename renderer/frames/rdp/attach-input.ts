import type { SentKeys, ViewerSettings } from '../control.ts';
import type { ControlPort } from '../frame-host.ts';
import { attachKeyboard } from './attach-keyboard.ts';
import { createIronInput } from './iron-input.ts';
import { Keyboard } from './keyboard.ts';
import type { Iron, IronSession } from './load-iron.ts';
import { attachMouse } from './mouse.ts';
import { platformOf } from './page-platform.ts';
import { sendKeys } from './sent-keys.ts';
import { typeText } from './type-text.ts';

export interface InputOptions {
  iron: Iron;
  session: IronSession;
  canvas: HTMLCanvasElement;
  settings(): ViewerSettings;
  control: ControlPort;
  signal: AbortSignal;
}

/** What the window has the keyboard do. */
export interface AttachedInput {
  sendKeys(keys: SentKeys): void;
  type(text: string): void;
  settingsChanged(): void;
}

/** Brings keyboard and pointer to the machine, until `signal`. */
export function attachInput(options: InputOptions): AttachedInput {
  const { canvas, control, settings, signal } = options;
  const input = createIronInput(options.iron, options.session);
  const isOff = (): boolean => settings().isViewOnly;
  const keyboard = new Keyboard({
    input,
    platform: platformOf(navigator),
    ownKeys: () => settings().ownKeys,
    onOwnKey: (keys) => control.say({ type: 'own-key', keys }),
  });
  const onFocus = (isFocused: boolean): void => control.say({ type: 'focus', isFocused });
  attachKeyboard(window, keyboard, { isOff, onFocus }, signal);
  attachMouse(canvas, input, isOff, signal);
  return {
    sendKeys(keys) {
      if (!isOff() && !signal.aborted) sendKeys(input, keys);
    },
    type(text) {
      if (!isOff() && !signal.aborted) typeText(input, text);
    },
    settingsChanged() {
      if (isOff() && !signal.aborted) keyboard.releaseAll();
    },
  };
}
