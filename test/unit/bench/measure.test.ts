import { describe, expect, it } from 'vitest';
import type { Bench, BenchCase } from '../../bench/bench.ts';
import { ROUNDS, compare, judge, measureAll, median } from '../../bench/measure.ts';
import { renderTable } from '../../bench/report.ts';

/** A contestant whose rounds give these figures. */
function contestant(name: string, figures: number[], order: string[] = []) {
  let round = 0;
  return {
    name,
    measure: async () => {
      order.push(name);
      return figures[round++] ?? Number.NaN;
    },
  };
}

const bench: Bench = { name: 'example', notes: [], missing: () => undefined, prepare: async () => [] };

describe('a bench', () => {
  it('takes the median, which one bad round does not move', () => {
    expect(median([5, 1, 900, 2, 3])).toBe(3);
    expect(median([1, 2, 3, 4])).toBe(2.5);
  });

  it('lets the contestants take turns, each first in another round', async () => {
    const order: string[] = [];
    const figures = [1, 2, 3, 4, 5];
    const each: BenchCase = {
      name: 'case',
      unit: 's',
      better: 'less',
      ours: contestant('ours', figures, order),
      peers: [contestant('peer', figures, order)],
    };
    await measureAll([each], () => {});
    expect(order).toHaveLength(ROUNDS * 2);
    expect(order.slice(0, 4)).toEqual(['ours', 'peer', 'peer', 'ours']);
  });

  it('gives ratios above 1 for what is better, be it less or more', async () => {
    const cases: BenchCase[] = [
      {
        name: 'time',
        unit: 's',
        better: 'less',
        ours: contestant('ours', [2, 2, 2, 2, 2]),
        peers: [contestant('slow', [4, 4, 4, 4, 4]), contestant('fast', [1, 1, 1, 1, 1])],
        aim: { ratio: 0.7 },
      },
      {
        name: 'rate',
        unit: 'MB/s',
        better: 'more',
        ours: contestant('ours', [30, 30, 30, 30, 30]),
        peers: [],
        aim: { figure: 20 },
      },
    ];
    const results = await measureAll(cases, () => {});
    const comparisons = compare(bench, results);
    expect(comparisons.map(({ peer, ratio }) => [peer, ratio])).toEqual([
      ['slow', 2],
      ['fast', 0.5],
      ['aim', 1.5],
    ]);
    expect(comparisons[0]).toEqual({
      bench: 'example',
      case: 'time',
      ours: 2,
      peer: 'slow',
      theirs: 4,
      ratio: 2,
      unit: 's',
    });
    expect(results.flatMap((result) => judge(result).map(({ isMet }) => isMet))).toEqual([false, true]);
    expect(renderTable(comparisons, results)).toMatch(/missed {2}time: >= 0.7[^]*met {5}rate: >= 20 MB\/s/);
  });
  it('holds us to what is wanted of one peer, whoever else is faster', async () => {
    const all = [1, 1, 1];
    const slow = { ...contestant('slow', [3, 3, 3]), aim: 2 };
    const fast = { ...contestant('fast', [0.5, 0.5, 0.5]), aim: 0.7 };
    const peers = [slow, fast, contestant('other', [0.1, 0.1, 0.1])];
    const each: BenchCase = { name: 'time', unit: 's', better: 'less', ours: contestant('ours', all), peers };
    const [result] = await measureAll([each], () => {}, 3);
    expect(result?.ours.figures).toEqual(all);
    expect(result === undefined ? [] : judge(result)).toEqual([
      { text: '>= 2.00 of slow (is 3.00)', isMet: true },
      { text: '>= 0.700 of fast (is 0.50)', isMet: false },
    ]);
  });
});
