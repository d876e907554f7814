import type { Result } from '../../contract/problem.ts';
import { plainText } from '../plain-text.ts';
import { fail } from '../result.ts';

/** What any pasted text may be, for the person. */
export const EXPECTED =
  'Paste an ssh command, a host with user and password, a vnc:// or rdp:// address, or the text of an .rdp file.';

/** A text that was not understood, or that is not to be followed. `message` never quotes what may be a secret. */
export function refuse(message: string, hint: string = EXPECTED): Result<never> {
  return fail('paste-unreadable', message, hint);
}

/** A short piece of a pasted text, fit to be shown within a sentence. */
export function quote(text: string): string {
  return `“${plainText(text, 60)}”`;
}

/** Whether there is something in it that people do not see, such as marks that turn the direction of writing. */
export function hasUnseen(text: string): boolean {
  return plainText(text, text.length + 1) !== text.replaceAll(/ {2,}/g, ' ').trim();
}
