import type { Bench, BenchCase, Comparison, Contestant } from './bench.ts';

/** Every figure is the median of this many, unless another number is asked for. */
export const ROUNDS = 5;

/** What all rounds of one contestant in one case came to. */
export interface Measured {
  name: string;
  figures: number[];
  median: number;
}

export interface CaseResult {
  case: BenchCase;
  ours: Measured;
  peers: Measured[];
}

export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (upper + lower) / 2;
}

/**
 * Measures all contestants of all cases in turn, round by round, so that a machine that is slow for a while is slow for
 * all of them. Each round starts with another contestant.
 */
export async function measureAll(
  cases: BenchCase[],
  log: (line: string) => void,
  rounds = ROUNDS,
): Promise<CaseResult[]> {
  const figures = new Map<Contestant, number[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, unit, ours, peers } of cases) {
      const all = [ours, ...peers];
      for (let turn = 0; turn < all.length; turn += 1) {
        const contestant = all[(turn + round) % all.length];
        if (contestant === undefined) continue;
        const figure = await contestant.measure();
        figures.set(contestant, [...(figures.get(contestant) ?? []), figure]);
        log(`round ${round + 1} of ${rounds}: ${name}, ${contestant.name}: ${format(figure)} ${unit}`);
      }
    }
  }
  const summarise = (contestant: Contestant): Measured => {
    const all = figures.get(contestant) ?? [];
    return { name: contestant.name, figures: all, median: median(all) };
  };
  return cases.map((each) => ({ case: each, ours: summarise(each.ours), peers: each.peers.map(summarise) }));
}

/** How much better we are than `theirs`: above 1 is better. */
function ratioOf({ better }: BenchCase, ours: number, theirs: number): number {
  return better === 'less' ? theirs / ours : ours / theirs;
}

/** Compares with each peer, and with the figure aimed at where there is one. */
export function compare({ name }: Bench, results: CaseResult[]): Comparison[] {
  return results.flatMap(({ case: each, ours, peers }) => {
    const aim = each.aim !== undefined && 'figure' in each.aim ? [{ name: 'aim', median: each.aim.figure }] : [];
    return [...peers, ...aim].map((peer) => ({
      bench: name,
      case: each.name,
      ours: round(ours.median),
      peer: peer.name,
      theirs: round(peer.median),
      ratio: round(ratioOf(each, ours.median, peer.median)),
      unit: each.unit,
    }));
  });
}

/** Whether a case reached what we want: one verdict for the case itself, and one for each peer with an aim of its own. */
export function judge({ case: each, ours, peers }: CaseResult): { text: string; isMet: boolean }[] {
  const particular = each.peers.flatMap(({ name, aim }) => {
    const peer = peers.find((measured) => measured.name === name);
    if (aim === undefined || peer === undefined) return [];
    const ratio = ratioOf(each, ours.median, peer.median);
    return [{ text: `>= ${format(aim)} of ${name} (is ${ratio.toFixed(2)})`, isMet: ratio >= aim }];
  });
  if (each.aim === undefined) return particular;
  if ('figure' in each.aim) {
    const isMet = ratioOf(each, ours.median, each.aim.figure) >= 1;
    const text = `${each.better === 'less' ? '<=' : '>='} ${each.aim.figure} ${each.unit} (is ${format(ours.median)})`;
    return [{ text, isMet }, ...particular];
  }
  const worst = Math.min(...peers.map((peer) => ratioOf(each, ours.median, peer.median)));
  const text = `>= ${each.aim.ratio} of the fastest peer (is ${worst.toFixed(2)})`;
  return [{ text, isMet: worst >= each.aim.ratio }, ...particular];
}

export function format(figure: number): string {
  return figure >= 100 ? figure.toFixed(0) : figure.toPrecision(3);
}

function round(figure: number): number {
  return Number(figure.toPrecision(4));
}
