import type { SentKeys } from '../control.ts';
import type { MachineInput } from './machine-input.ts';
import { scancode } from './scancodes.ts';

const combinations: Record<SentKeys, readonly string[]> = {
  'ctrl-alt-delete': ['ControlLeft', 'AltLeft', 'Delete'],
  'ctrl-alt-backspace': ['ControlLeft', 'AltLeft', 'Backspace'],
  'ctrl-escape': ['ControlLeft', 'Escape'],
  'alt-tab': ['AltLeft', 'Tab'],
  'alt-f4': ['AltLeft', 'F4'],
  super: ['MetaLeft'],
  print: ['PrintScreen'],
};

/** Presses the keys one after another, and lets go of them the other way round. */
export function sendKeys(input: MachineInput, keys: SentKeys): void {
  const codes = combinations[keys].map(scancode);
  for (const code of codes) input.press(code);
  for (const code of codes.toReversed()) input.release(code);
}
