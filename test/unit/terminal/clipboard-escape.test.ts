import { expect, it } from 'vitest';
import { clipboardText } from '../../../renderer/features/terminal/clipboard-escape.ts';

const encode = (text: string) => Buffer.from(text).toString('base64');

it.each([
  [`c;${encode('hello')}`, 'hello'],
  [`;${encode('Grüße 漢字 😀')}`, 'Grüße 漢字 😀'],
  [`pc0;${encode('two targets')}`, 'two targets'],
])('takes the text out of %j', (data, text) => {
  expect(clipboardText(data)).toBe(text);
});

it.each([
  ['a request to read', 'c;?'],
  ['nothing', 'c;'],
  ['no separator', encode('hello')],
  ['what is no base64', 'c;***'],
  ['bytes that are no text', `c;${Buffer.from([0xff, 0xfe, 0xc0]).toString('base64')}`],
  ['more than the clipboard call takes', `c;${encode('x'.repeat(1_048_577))}`],
])('refuses %s', (_what, data) => {
  expect(clipboardText(data)).toBeUndefined();
});
