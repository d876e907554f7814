import { median } from '../bench/measure.ts';

/** One figure, sampled after every round. */
export interface Series {
  name: string;
  unit: string;
  values: number[];
  /** Growth up to this is noise: a share of what it was, or so much of the unit, whichever is more. */
  noise: { share: number; amount: number };
}

export interface Verdict {
  name: string;
  unit: string;
  /** Medians of the first and the last third, after the warm-up. */
  first: number;
  last: number;
  verdict: 'flat' | 'grows' | 'too-short';
}

/** Of all rounds: caches fill, code is compiled, pools find their size. */
const WARM_UP_SHARE = 0.2;
const MIN_WARM_UP_ROUNDS = 2;
/** Fewer rounds than this after the warm-up say nothing. */
const MIN_ROUNDS = 9;
/** So many of the last rounds lie above the first ones when something grows, and not just now and then. */
const STEADY_SHARE = 0.75;

/** Whether a figure grows from round to round, which single rounds that are out of line do not make it. */
export function judge({ name, unit, values, noise }: Series): Verdict {
  const warmUp = Math.max(MIN_WARM_UP_ROUNDS, Math.ceil(values.length * WARM_UP_SHARE));
  const warm = values.slice(warmUp);
  const third = Math.floor(warm.length / 3);
  const begin = warm.slice(0, third);
  const end = warm.slice(-third);
  const first = third === 0 ? Number.NaN : median(begin);
  const last = third === 0 ? Number.NaN : median(end);
  if (warm.length < MIN_ROUNDS) return { name, unit, first, last, verdict: 'too-short' };
  const allowed = Math.max(noise.amount, first * noise.share);
  const above = end.filter((value) => value > first).length;
  const grows = last - first > allowed && above >= end.length * STEADY_SHARE;
  return { name, unit, first, last, verdict: grows ? 'grows' : 'flat' };
}

/** The verdicts as a table, one line each. */
export function soakTable(verdicts: readonly Verdict[]): string {
  const number = (value: number): string => (Number.isNaN(value) ? '-' : value.toFixed(value < 100 ? 1 : 0));
  const rows = verdicts.map(({ name, unit, first, last, verdict }) => [
    name,
    `${number(first)} ${unit}`,
    `${number(last)} ${unit}`,
    verdict === 'grows' ? 'GROWS' : verdict,
  ]);
  const all = [['figure', 'first third', 'last third', 'verdict'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}
