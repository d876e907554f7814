import { expect, test } from 'vitest';
import { durationWords } from '../../../../main/lib/deadline/duration-words.ts';

test.each([
  [0, '0 seconds'],
  [1_000, '1 second'],
  [45_400, '45 seconds'],
  [59_700, '1 minute'],
  [60_000, '1 minute'],
  [600_000, '10 minutes'],
  [3_599_000, '1 hour'],
  [3_600_000, '1 hour'],
  [5_400_000, '1 hour 30 minutes'],
  [7_200_000, '2 hours'],
  [7_260_000, '2 hours 1 minute'],
  [86_400_000, '24 hours'],
  [-5, '0 seconds'],
])('%i ms in words', (durationMs, words) => {
  expect(durationWords(durationMs)).toBe(words);
});
