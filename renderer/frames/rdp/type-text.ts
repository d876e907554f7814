import type { MachineInput } from './machine-input.ts';
import { scancode } from './scancodes.ts';

/** Keys, since machines take no control characters. */
const keysOf: Readonly<Record<string, string>> = { '\n': 'Enter', '\t': 'Tab' };

const isControl = /\p{Cc}/u;

/** Types a text, character by character. Line breaks become Enter; other control characters are left out. */
export function typeText(input: MachineInput, text: string): void {
  for (const character of text.replaceAll('\r\n', '\n').replaceAll('\r', '\n')) {
    const key = keysOf[character];
    if (key !== undefined) {
      input.press(scancode(key));
      input.release(scancode(key));
    } else if (!isControl.test(character)) {
      input.character(character);
    }
  }
}
