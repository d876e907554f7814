import type { Result } from '../../contract/problem.ts';
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
  const visible = text.replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '\uFFFD');
  return `“${visible.length > 60 ? `${visible.slice(0, 59)}…` : visible}”`;
}
