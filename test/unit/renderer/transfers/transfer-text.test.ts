import { describe, expect, it } from 'vitest';
import type { Transfer } from '../../../../main/contract/transfer.ts';
import { compactText, stripText } from '../../../../renderer/features/transfers/summary-text.ts';
import {
  newerText,
  questionText,
  routeText,
  sideText,
  stateParts,
} from '../../../../renderer/features/transfers/transfer-text.ts';
import { spanText } from '../../../../renderer/ui/time/span-text.ts';
import { transfer } from '../../../fixtures/fake-main/entries.ts';
import { askingDownload, fixturesUpload, manyStates } from '../../../fixtures/fake-main/transfer-world.ts';

const NOW = 1_700_000_000_000;
const MEGABYTE = 1_048_576;

it('says in one line what the design shows', () => {
  expect(stripText([fixturesUpload(NOW)])).toBe('↑ fixtures/ · 1,204 of 5,000 files · 41 MB/s · 22 s left');
});

it('speaks of several together', () => {
  const all = Object.values(manyStates(NOW));
  expect(stripText(all)).toMatch(/^↑↓ 7 transfers · 1 needs your answer · 1,867 of 23,734 files, still counting/);
  expect(stripText(all)).toMatch(/ · 53 MB\/s · 1 paused · 1 waiting for a machine · 1 stopped$/);
  expect(compactText(all)).toMatch(/^7 transfers · 2 need you · 53 MB\/s/);
  expect(compactText([fixturesUpload(NOW)])).toBe('1 transfer · 41 MB/s · 22 s left');
  expect(compactText([fixturesUpload(NOW, { state: 'paused', rate: undefined, remainingMs: undefined })])).toBe(
    '1 transfer · paused',
  );
  const waiting = fixturesUpload(NOW, { state: 'waiting', rate: undefined, remainingMs: undefined });
  expect(compactText([waiting])).toBe('1 transfer · waits for its machine');
  expect(compactText([waiting, { ...waiting, state: 'paused' }])).toBe('2 transfers · at rest');
});

it('says what became of those that ended', () => {
  const ended = Object.values(manyStates(NOW)).filter(({ state }) => state === 'done' || state === 'cancelled');
  expect(stripText(ended)).toBe('↑↓ 2 transfers done · 3 files failed · 1 cancelled');
  expect(stripText([fixturesUpload(NOW, { state: 'done', filesDone: 5_000, bytesDone: 1_302 * MEGABYTE })])).toBe(
    '↑ fixtures/ · done · 5,000 files · 1.3 GB',
  );
  expect(stripText([])).toBe('');
});

describe('the state of a transfer in words', () => {
  const words = (part: Partial<Transfer>) => stateParts(transfer({ id: 't', ...part })).join(' · ');
  const half = { bytesDone: MEGABYTE, bytesTotal: 2 * MEGABYTE } as const;

  it.each<[string, Partial<Transfer>, string]>([
    ['a single file', { ...half, rate: MEGABYTE, remainingMs: 1_000 }, '1 MB of 2 MB · 1 MB/s · 1 s left'],
    [
      'still counted',
      { ...half, isCounting: true, filesDone: 2, filesTotal: 900, remainingMs: 5 },
      '2 of 900 files, still counting · 1 MB',
    ],
    ['queued', { state: 'queued' }, 'waits for its turn'],
    ['paused', { state: 'paused', ...half }, 'paused · 1 MB of 2 MB'],
    ['waiting', { state: 'waiting', ...half }, 'waits for its machine · 1 MB of 2 MB'],
    ['stopped', { state: 'stopped', ...half }, 'stopped · 1 MB of 2 MB'],
    ['asking', { state: 'asking', ...half }, 'needs your answer · 1 MB of 2 MB'],
    ['done', { state: 'done', filesDone: 1, ...half }, 'done · 1 MB'],
    ['with failures', { state: 'done', filesDone: 3, failedCount: 2 }, 'done, 2 failed · 3 files'],
    ['all skipped', { state: 'done', filesTotal: 4, skippedCount: 4 }, 'done · all of it was left as it is'],
    ['empty', { state: 'done', filesTotal: 0 }, 'done · there was nothing to transfer'],
    ['cancelled', { state: 'cancelled', filesDone: 7 }, 'cancelled · 7 files arrived'],
  ])('%s', (_name, part, expected) => {
    expect(words(part)).toBe(expected);
  });

  it('says why it was started where that is not plain', () => {
    expect(routeText(transfer({ id: 't', from: 'a', to: 'b', purpose: 'edit' }))).toBe(
      'a → b · for a program on this computer',
    );
  });
});

describe('a question', () => {
  it('names one example, both sides of it, and which is newer', () => {
    const { question } = askingDownload(NOW);
    if (question?.kind !== 'conflict') throw new Error('no question');
    expect(questionText(question, false)).toBe('12 files are there already, for example lcov-report/index.html.');
    expect(questionText({ ...question, count: 1 }, false)).toBe('lcov-report/index.html is there already.');
    expect(questionText({ ...question, count: 1 }, true)).toMatch(/^1 file is there already so far/);
    expect(sideText(question.coming)).toMatch(/^18 KB, changed \d+ Nov 2023, \d\d:\d\d:\d\d$/);
    expect(sideText({ sizeBytes: 3 })).toBe('3 B');
    expect(newerText(question.coming, question.there)).toBe('The one that comes is newer.');
    expect(newerText(question.there, question.coming)).toBe('The one that is there is newer.');
    expect(newerText(question.coming, question.coming)).toBe('Both were changed at the same time.');
    expect(newerText(question.coming, { sizeBytes: 1 })).toBeUndefined();
  });

  it('says what was more than expected', () => {
    expect(questionText({ kind: 'limit', what: 'files', value: 250_000 }, true)).toContain('250,000');
    expect(questionText({ kind: 'limit', what: 'bytes', value: 5e10 }, true)).toContain('46.6 GB');
    expect(questionText({ kind: 'limit', what: 'depth', value: 64 }, true)).toContain('64');
  });
});

it.each([
  [0, '1 s'],
  [21_001, '22 s'],
  [59_001, '1 min'],
  [61_000, '2 min'],
  [3_900_000, '1 h 05 min'],
  [1e12, 'more than 99 h'],
])('writes %i ms as %s', (ms, text) => {
  expect(spanText(ms)).toBe(text);
});

it('shows a time that no calendar has as unknown instead of breaking', () => {
  expect(sideText({ sizeBytes: 0, modifiedAt: 9e15 })).toBe('0 B, changed unknown');
});
