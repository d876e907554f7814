// What is not seen, or turns the direction of what is (Unicode TR9): but for the joiners and variants that scripts and
// emoji are made with.
const UNSEEN =
  /(?!\u200C|\u200D|\p{Variation_Selector})[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\u2028\u2029\uFFF9-\uFFFB]/gu;
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
