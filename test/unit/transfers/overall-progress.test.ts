import { describe, expect, test } from 'vitest';
import type { Transfer } from '../../../main/contract/transfer.ts';
import { createOverallProgress } from '../../../main/transfers/overall-progress.ts';
import { counts, wish } from './transfer-harness.ts';

const { place, what: _what, ...shown } = wish;
const row = (id: string, change: Partial<Transfer> = {}): Transfer => ({
  ...shown,
  ...place,
  ...counts,
  id,
  machineName: 'me@host',
  addedAt: 1,
  ...change,
});

describe('the bar of all transfers', () => {
  test('goes from the first that starts to the last that ends, and never back', () => {
    const overall = createOverallProgress();
    expect(overall([])).toBeUndefined();
    expect(overall([row('a', { bytesDone: 50 })])).toEqual({ isRunning: true, fraction: 0.5, mode: 'normal' });
    expect(overall([row('a', { state: 'done', bytesDone: 100 }), row('b', { bytesDone: 50 })])?.fraction).toBe(0.75);
    const ended = [row('a', { state: 'done', bytesDone: 100 }), row('b', { state: 'done', bytesDone: 100 })];
    expect(overall(ended)).toBeUndefined();
    expect(overall([...ended, row('c')])?.fraction).toBe(0);
  });

  test('does not pretend to know while something is counted', () => {
    const overall = createOverallProgress();
    expect(overall([row('a', { isCounting: true, bytesDone: 5 })])).toMatchObject({ fraction: undefined });
  });

  test('tells pauses and failures', () => {
    const overall = createOverallProgress();
    overall([row('a', { bytesDone: 10 })]);
    expect(overall([row('a', { state: 'paused', bytesDone: 10 })])).toEqual({
      isRunning: false,
      fraction: 0.1,
      mode: 'paused',
    });
    expect(overall([row('a', { state: 'stopped' })])?.mode).toBe('error');
    expect(overall([row('a', { failedCount: 1 })])?.mode).toBe('error');
  });

  test('shows nothing of what waits for a machine that is gone, nor of saves', () => {
    const overall = createOverallProgress();
    overall([row('a')]);
    const { sessionId: _sessionId, ...away } = row('a', { state: 'waiting' });
    expect(overall([away])).toBeUndefined();
    expect(overall([row('b', { purpose: 'edit' })])).toBeUndefined();
  });
});
