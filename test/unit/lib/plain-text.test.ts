import { expect, it } from 'vitest';
import { plainText } from '../../../main/lib/plain-text.ts';

it.each([
  ['Retry payment intents', 'Retry payment intents'],
  ['\u001b[31mred\u001b[0m \u001b]0;title\u0007text', 'red text'],
  ['two\nlines\tand\r\nmore', 'two lines and more'],
  ['user\u202Egpj.exe', 'usergpj.exe'],
  ['a\u200Bb\uFEFFc\u0000d\u{E0041}', 'abcd'],
  ['  spaces   within ', 'spaces within'],
  ['family 👨‍👩‍👧 and नमस्ते', 'family 👨‍👩‍👧 and नमस्ते'],
  ['\uD800 alone', 'alone'],
])('%j is shown as %j', (text, expected) => {
  expect(plainText(text)).toBe(expected);
});

it('is no longer than asked for, counted in characters', () => {
  expect(plainText('😀'.repeat(10), 5)).toBe('😀😀😀😀…');
  expect(plainText('x'.repeat(5_000_000), 10)).toBe('xxxxxxxxx…');
});
