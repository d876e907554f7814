import { describe, expect, it } from 'vitest';
import { isTyped, keysFor } from '../../../renderer/features/terminal/typed-input.ts';

const usual = { applicationCursorKeysMode: false };
const application = { applicationCursorKeysMode: true };

describe('keys of one terminal in another', () => {
  it.each(['A', 'B', 'C', 'D', 'H', 'F'])('follow its own mode for cursor keys: %s', (letter) => {
    for (const sent of [`\u001b[${letter}`, `\u001bO${letter}`]) {
      expect(keysFor(sent, usual)).toBe(`\u001b[${letter}`);
      expect(keysFor(sent, application)).toBe(`\u001bO${letter}`);
    }
  });

  it.each(['\u0003', '\u001b', '\u001bOP', '\u001b[15~', '\u001b[1;5C', '\u001b[Z', '\u001bb', '\u007f', 'é漢'])(
    'stay as they are otherwise: %j',
    (sent) => {
      expect(keysFor(sent, application)).toBe(sent);
      expect(keysFor(sent, usual)).toBe(sent);
    },
  );
});

describe('what was typed', () => {
  it('is a key that was announced, and text of an input method', () => {
    expect(isTyped('\u001b[A', '\u001b[A')).toBe(true);
    expect(isTyped('\u0003', '\u0003')).toBe(true);
    expect(isTyped('漢字', undefined)).toBe(true);
  });

  it.each([
    ['a report of the mouse', '\u001b[<0;10;4M'],
    ['an old one', '\u001b[M !!'],
    ['a report of the focus', '\u001b[I'],
    ['where the cursor is', '\u001b[4;10R'],
    ['what kind of terminal it is', '\u001b[?1;2c'],
    ['a colour', '\u001b]11;rgb:0b0b/0e0e/1212\u001b\\'],
    ['a setting', '\u001bP1$r0m\u001b\\'],
    ['a mode', '\u001b[?2004;1$y'],
    ['arrows of the wheel', '\u001bOA\u001bOA'],
  ])('is not %s', (_what, sent) => {
    expect(isTyped(sent, undefined)).toBe(false);
    expect(isTyped(sent, '\r')).toBe(false);
  });
});
