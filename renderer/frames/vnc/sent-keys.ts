import type { SentKeys } from '../control.ts';

/** X11's number of a key (keysymdef.h), and its place by `KeyboardEvent.code`. */
export interface SentKey {
  keysym: number;
  code: string;
}

const control: SentKey = { keysym: 0xffe3, code: 'ControlLeft' };
const alt: SentKey = { keysym: 0xffe9, code: 'AltLeft' };

/** The keys of each combination, in the order they go down in; they come up in the other. */
export const keysOf: Record<SentKeys, readonly SentKey[]> = {
  'ctrl-alt-delete': [control, alt, { keysym: 0xffff, code: 'Delete' }],
  'ctrl-alt-backspace': [control, alt, { keysym: 0xff08, code: 'Backspace' }],
  'ctrl-escape': [control, { keysym: 0xff1b, code: 'Escape' }],
  'alt-tab': [alt, { keysym: 0xff09, code: 'Tab' }],
  'alt-f4': [alt, { keysym: 0xffc1, code: 'F4' }],
  super: [{ keysym: 0xffeb, code: 'MetaLeft' }],
  print: [{ keysym: 0xff61, code: 'PrintScreen' }],
};

const NEWLINE_KEYSYM = 0xff0d;
const TAB_KEYSYM = 0xff09;

/** The keysym that types a character, whatever the keyboard layout; undefined for what no key types. */
export function keysymOf(character: string): number | undefined {
  const point = character.codePointAt(0) ?? 0;
  if (character === '\n') return NEWLINE_KEYSYM;
  if (character === '\t') return TAB_KEYSYM;
  if (point < 0x20 || (point >= 0x7f && point < 0xa0)) return undefined;
  return point < 0x100 ? point : 0x100_0000 + point;
}

/** All keysyms that type a text. */
export function keysymsOf(text: string): number[] {
  return [...text.replaceAll(/\r\n?/g, '\n')].flatMap((character) => keysymOf(character) ?? []);
}
