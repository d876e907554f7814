/** As an octal escape of `printf %b` (POSIX, printf 4). */
function octal(byte: number): string {
  return `\\0${byte.toString(8).padStart(3, '0')}`;
}

/**
 * One word of any POSIX shell, on one line whatever is in it: nothing of it runs before the person presses Enter, and no
 * shell finds anything in it to replace, also not `!`, which interactive ones look for. Line breaks at the end are lost.
 */
export function oneLineWord(text: string): string {
  if (!/[\p{Cc}!]/u.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  const escaped = text.replace(/[\p{Cc}!\\'`$"]/gu, (character) =>
    Array.from(new TextEncoder().encode(character), octal).join(''),
  );
  return `"$(printf %b '${escaped}')"`;
}

/** Longest line that is typed into a terminal, in characters. */
export const MAX_LINE_LENGTH = 65_000;
