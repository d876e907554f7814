import type { Comparison } from './bench.ts';
import { format, judge } from './measure.ts';
import type { CaseResult } from './measure.ts';

const headings = ['case', 'ours', 'peer', 'theirs', 'unit', 'ratio'];

/** The comparisons as a table, then what was aimed at. */
export function renderTable(comparisons: Comparison[], results: CaseResult[]): string {
  const rows = comparisons.map((row) => [
    row.case,
    format(row.ours),
    row.peer,
    format(row.theirs),
    row.unit,
    row.ratio.toFixed(2),
  ]);
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const aims = results.flatMap((result) =>
    judge(result).map(({ text, isMet }) => `${isMet ? 'met   ' : 'missed'}  ${result.case.name}: ${text}`),
  );
  return [line(headings), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), '', ...aims].join('\n');
}
