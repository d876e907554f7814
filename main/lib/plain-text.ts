// Control characters, the bidirectional marks of Unicode TR9, zero-width and invisible ones, and lone surrogates.
const UNSEEN =
  /[\p{Cc}\p{Cs}\u00AD\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E0FFF}]/gu;
// A terminal's escape sequences, so that their letters do not stay behind (ECMA-48).
const ESCAPES = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-Z\\-_])/gu;

/**
 * Text from outside as one line that shows what it is: no escape sequences, no control or direction characters, no more
 * than `maxLength` characters.
 */
export function plainText(text: string, maxLength = 200): string {
  // Long before it is cleaned: what is cut away anyway need not be looked at.
  const line = text
    .slice(0, maxLength * 8)
    .replace(ESCAPES, '')
    .replace(/[\t\n\v\f\r]+/g, ' ')
    .replace(UNSEEN, '')
    .replace(/ {2,}/g, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length <= maxLength ? line : `${characters.slice(0, maxLength - 1).join('')}…`;
}
