import { describe, expect, it } from 'vitest';
import {
  durationText,
  elapsed,
  isoTime,
  relativeTime,
  timeAgo,
  timeLeft,
  freshTimeAgo,
} from '../../../../renderer/ui/time/time-text.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const now = 1_750_000_000_000;

describe('how long ago', () => {
  it.each([
    [0, 'now'],
    [59 * SECOND, 'now'],
    [MINUTE, '1 min'],
    [59 * MINUTE + 59 * SECOND, '59 min'],
    [HOUR, '1 h'],
    [25 * HOUR, '1 d'],
    [-5 * MINUTE, 'now'],
  ])('%i ms reads "%s"', (age, text) => {
    expect(relativeTime(now - age, now).text).toBe(text);
  });

  it('says "ago" where it stands in a sentence', () => {
    expect(timeAgo(now - 3 * MINUTE, now).text).toBe('3 min ago');
    expect(timeAgo(now, now).text).toBe('just now');
  });
});

it('a moment that no date can show does not end the window', () => {
  expect(isoTime(8.64e15)).toBe('+275760-09-13T00:00:00.000Z');
  for (const at of [8.64e15 + 1, -8.64e15 - 1, Infinity, Number.NaN]) expect(isoTime(at)).toBeUndefined();
});

describe('how long it took', () => {
  it.each([
    [400, '0s'],
    [4 * SECOND, '4s'],
    [6 * MINUTE + 12 * SECOND, '6m 12s'],
    [40 * MINUTE, '40m 00s'],
    [HOUR + 5 * MINUTE + 59 * SECOND, '1h 05m'],
    [-1, '0s'],
  ])('%i ms reads "%s"', (duration, text) => {
    expect(durationText(duration)).toBe(text);
  });

  it('stands still once it is over, and is empty before it began', () => {
    expect(elapsed(now - MINUTE, now, now + HOUR)).toEqual({ text: '1m 00s', nextChangeAt: undefined });
    expect(elapsed(now, now + 340, now + HOUR).text).toBe('0.3s');
    expect(elapsed(now, now + 20, now + HOUR).text).toBe('0.1s');
    expect(elapsed(undefined, undefined, now)).toEqual({ text: '', nextChangeAt: undefined });
  });
});

describe('how long until', () => {
  it.each([
    [38 * MINUTE + 12 * SECOND, '38:12', 'calm'],
    [38 * MINUTE + 11_001, '38:12', 'calm'],
    [10 * MINUTE + 1, '10:01', 'calm'],
    [10 * MINUTE, '10:00', 'warn'],
    [4 * MINUTE + 51 * SECOND, '4:51', 'warn'],
    [2 * MINUTE, '2:00', 'bad'],
    [1, '0:01', 'bad'],
    [0, '0:00', 'bad'],
    [-HOUR, '0:00', 'bad'],
    [HOUR, '60:00', 'calm'],
    [HOUR + 1, '1 h 01 min', 'calm'],
    [2 * HOUR, '2 h 00 min', 'calm'],
  ])('%i ms reads "%s" and is %s', (left, text, level) => {
    expect(timeLeft(now + left, now)).toMatchObject({ text, level });
  });
});

describe('the next change', () => {
  const readers = {
    relativeTime: (at: number) => relativeTime(now - 95 * SECOND, at),
    elapsed: (at: number) => elapsed(now - 95_300, undefined, at),
    'elapsed over an hour': (at: number) => elapsed(now - HOUR - 95_300, undefined, at),
    timeLeft: (at: number) => timeLeft(now + 10 * MINUTE + 300, at),
    'timeLeft over an hour': (at: number) => timeLeft(now + HOUR + 95_300, at),
  };

  it.each(Object.entries(readers))('of %s is the first moment at which it reads differently', (_, read) => {
    let at = now;
    for (let step = 0; step < 20; step += 1) {
      const { text, nextChangeAt } = read(at);
      if (nextChangeAt === undefined) throw new Error(`${text} never changes`);
      expect(nextChangeAt).toBeGreaterThan(at);
      expect(read(nextChangeAt - 1).text).toBe(text);
      expect(read(nextChangeAt).text).not.toBe(text);
      at = nextChangeAt;
    }
  });
});

describe('how fresh something is', () => {
  it.each([
    [-5_000, 'just now', 3_000],
    [0, 'just now', 3_000],
    [2_999, 'just now', 3_000],
    [12_400, '12 s ago', 15_000],
    [59_999, '57 s ago', 60_000],
    [60_000, '1 min ago', 120_000],
  ])('counts seconds in the first minute: %i ms', (ageMs, text, nextChangeAt) => {
    expect(freshTimeAgo(0, ageMs)).toEqual({ text, nextChangeAt });
  });
});
