import { expect, it } from 'vitest';
import { countOf, countText, rateText, sizeText } from '../../../../renderer/ui/size/size-text.ts';

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [3_174, '3.1 KB'],
  [184_320, '180 KB'],
  [1_048_575, '1 MB'],
  [42_991_616, '41 MB'],
  [6e12, '5.5 TB'],
])('writes %i bytes as %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
  expect(rateText(bytes)).toBe(`${text}/s`);
});

it('groups the digits of counts, and knows one from many', () => {
  expect(countText(1_204)).toBe('1,204');
  expect(countOf(1, 'file', 'files')).toBe('1 file');
  expect(countOf(5_000, 'file', 'files')).toBe('5,000 files');
});
