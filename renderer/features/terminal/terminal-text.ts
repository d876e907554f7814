/** Longest title that is shown, in characters. */
const TITLE_LENGTH = 256;

const controls = /[\u0000-\u001f\u007f-\u009f]/gu;
/** Characters that turn the direction of what follows, or that cannot be seen (Unicode UAX #9 and UTR #36). */
const tricks = /[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** A title set by a program on the machine: one line of visible text in its own direction. */
export function cleanTitle(title: string): string {
  const visible = title.replace(controls, ' ').replace(tricks, '').replaceAll(/\s+/gu, ' ').trim();
  return [...visible].slice(0, TITLE_LENGTH).join('');
}

/**
 * Text from the clipboard without what a terminal would take for a command: ESC, C1 and the other control characters
 * go, and with them the mark that ends a bracketed paste. Tabs and line ends stay.
 */
export function cleanPaste(text: string): string {
  return text.replace(/\r\n?/gu, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu, '');
}

/** How many lines a paste would run: each line end is an Enter. */
export function countLines(text: string): number {
  const lineEnds = text.split('\n').length - 1;
  return text.endsWith('\n') ? lineEnds : lineEnds + 1;
}

/** True when pasting the text presses Enter at least once. */
export function hasLineEnd(text: string): boolean {
  return text.includes('\n');
}

/** What is asked before lines are pasted that run as they arrive. */
export function pasteQuestion(lines: number, machines: number): string {
  if (machines > 1) return `Paste ${lines === 1 ? 'this line' : `${lines} lines`} in ${machines} machines?`;
  return lines === 1 ? 'Paste and run this line?' : `Paste ${lines} lines? Each is run as it arrives.`;
}

/** The beginning of a text on one line, for a question about it. */
export function excerpt(text: string, length = 80): string {
  const line = text.trim().replaceAll(/\s+/gu, ' ');
  const characters = [...line];
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : line;
}

/** Only these may be opened from a terminal; undefined for anything else. */
export function webAddress(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url.href : undefined;
}

/** How a process ended, in words. */
export function endOf(exit: { code?: number | undefined; signal?: string | undefined }): string {
  if (exit.signal !== undefined) return `process ended by ${exit.signal}`;
  return exit.code === undefined ? 'process ended' : `process ended with ${exit.code}`;
}
