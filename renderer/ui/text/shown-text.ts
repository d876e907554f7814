/** Characters that cannot be seen, or that turn the direction of what follows (Unicode TR9). */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029]/gu;

/** Text of a machine's on one line that shows what is in it: what cannot be seen is written out. */
export function shownText(text: string): string {
  return text.replace(unseen, (character) => {
    // Joiners and tags are part of many scripts and pictures; alone they change nothing.
    if (character === '\u200d' || character === '\u200c') return character;
    return String.raw`\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
