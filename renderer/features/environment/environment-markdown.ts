import type { Difference, EnvironmentDifference } from '../../../main/contract/environment.ts';
import { groupsOf } from './environment-rows.ts';

/** Long values are cut: an issue is read by people. In characters. */
const MAX_CELL = 300;

/** A cell of a table (GitHub Flavored Markdown, 4.10): nothing in it can end the cell, the code or the row. */
function cell(text: string | undefined): string {
  if (text === undefined || text === '') return '';
  const short = text.length > MAX_CELL ? `${text.slice(0, MAX_CELL)}…` : text;
  return short
    .split('\n')
    .map((line) => {
      const fence = '`'.repeat(Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
      const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
      return line.trim() === '' ? '' : `${fence}${space}${line.replaceAll('|', '\\|')}${space}${fence}`;
    })
    .join('<br>');
}

function row({ name, build, session, isMasked }: Difference): string {
  const isSame = isMasked && build !== undefined && build === session;
  return `| ${cell(name)} | ${cell(build)} | ${isSame ? `${cell(session)} (another value)` : cell(session)} |`;
}

/** The comparison as Markdown for an issue: hints, then what differs. Secrets are hidden in it already. */
export function environmentMarkdown(difference: EnvironmentDifference, title: string): string {
  const { source, hints, unknowns, variables } = difference;
  const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');
  const groups = groupsOf(difference, { search: '', onlyDifferences: true }).filter(({ rows }) => rows.length > 0);
  return [
    `## Environment of ${title.replace(/\s+/g, ' ')}`,
    `The build’s side is from ${source}. ${variables.sameCount} variables are the same.`,
    ...(hints.length === 0 ? [] : [list(hints)]),
    ...groups.map(({ title: heading, rows }) =>
      [`### ${heading}`, '', '| | in the build | here |', '|---|---|---|', ...rows.map(row)].join('\n'),
    ),
    ...(unknowns.length === 0 ? [] : [`### Not known\n\n${list(unknowns)}`]),
    '',
  ].join('\n\n');
}
