import { describe, expect, it } from 'vitest';
import { judge, soakTable } from '../../soak/judge.ts';

/** The same noise every time. */
function noise(round: number): number {
  return ((round * 7919) % 13) - 6;
}

const rounds = Array.from({ length: 40 }, (_, round) => round);
const verdictOf = (value: (round: number) => number, noiseBand = { share: 0.1, amount: 2 }) =>
  judge({ name: 'main memory', unit: 'MiB', values: rounds.map(value), noise: noiseBand }).verdict;

describe('the judge of a soak', () => {
  it('sees a leak through the noise', () => {
    expect(verdictOf((round) => 200 + round + noise(round))).toBe('grows');
    expect(verdictOf((round) => 30 + Math.floor(round / 3), { share: 0, amount: 2 })).toBe('grows');
  });

  it('lets noise, warm-up, single rounds and shrinking pass', () => {
    expect(verdictOf((round) => 200 + noise(round))).toBe('flat');
    expect(verdictOf((round) => Math.min(200, 100 + round * 15) + noise(round))).toBe('flat');
    expect(verdictOf((round) => (round % 6 === 0 ? 900 : 200))).toBe('flat');
    expect(verdictOf((round) => 300 - round * 2)).toBe('flat');
  });

  it('does not judge what was too short', () => {
    expect(judge({ name: 'x', unit: '', values: [1, 2, 3], noise: { share: 0, amount: 0 } }).verdict).toBe('too-short');
  });

  it('shows its verdicts in a table', () => {
    const table = soakTable([
      { name: 'main heap', unit: 'MiB', first: 41.26, last: 80, verdict: 'grows' },
      { name: 'processes', unit: '', first: 5, last: 5, verdict: 'flat' },
    ]);
    expect(table.split('\n')).toHaveLength(3);
    expect(table).toMatch(/main heap +41\.3 MiB +80\.0 MiB +GROWS/);
  });
});
