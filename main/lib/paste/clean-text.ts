/** Escape sequences as build logs carry them: CSI and OSC (ECMA-48), and single characters after ESC. */
const escapes = new RegExp(
  String.raw`\u001b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]|\][^\u0007\u001b]{0,2000}(?:\u0007|\u001b\\)|[@-Z\\-_])`,
  'g',
);
/** What is left of a byte order mark when a file in UTF-16 was read as something else. */
const byteOrderMark = /^(?:\uFEFF|\uFFFE|\u00FF\u00FE|\u00FE\u00FF|\u00EF\u00BB\u00BF|\uFFFD{1,2})+/;

/**
 * Text as people see it, in lines: no colours, no byte order mark, no spaces of a web page. Characters that hide or
 * mislead are left in: what is made of them is refused later, and not repaired in silence.
 */
export function cleanText(text: string): string {
  return (
    text
      // UTF-16 that was read byte by byte has a zero in every second place.
      .replaceAll('\0', '')
      .replace(byteOrderMark, '')
      .replaceAll(escapes, '')
      .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
      // Spaces of web pages, and the lines of boxes that programs draw around what they say.
      .replaceAll(/[\u00A0\u2000-\u200A\u202F\u3000\u2500-\u257F]/g, ' ')
  );
}

/** The lines of a text. A command that a shell would read on in the next line is one line. */
export function toLines(text: string): string[] {
  const lines: string[] = [];
  let isOpen = false;
  for (const line of text.split('\n')) {
    const whole: string = isOpen ? `${lines.pop() ?? ''} ${line.trimStart()}` : line;
    // A backslash at the end of a password is a part of it: only commands go on.
    const isCommand = /(?:^|[\s/\\"'`])(?:ssh|sshpass|autossh)(?:\.exe)?\s/.test(whole);
    isOpen = isCommand && /(?:\\|\s[`^])[ \t]*$/.test(line);
    lines.push(isOpen ? whole.replace(/[\\`^][ \t]*$/, '') : whole);
  }
  return lines;
}
