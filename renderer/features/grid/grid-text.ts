import type { LastCommand } from '../../state/command-states.ts';
import type { Compared, OutputGroup } from './compare-outputs.ts';

const SECOND_MS = 1000;
const MINUTE_S = 60;

/** How long a command took: "340 ms", "4.2 s", "1 min 05 s". */
export function tookText(tookMs: number): string {
  if (tookMs < SECOND_MS) return `${Math.round(tookMs)} ms`;
  if (tookMs < 10 * SECOND_MS) return `${(tookMs / SECOND_MS).toFixed(1)} s`;
  const seconds = Math.round(tookMs / SECOND_MS);
  if (seconds < MINUTE_S) return `${seconds} s`;
  return `${Math.floor(seconds / MINUTE_S)} min ${String(seconds % MINUTE_S).padStart(2, '0')} s`;
}

/** How a command ended: "✓", "✗ 2", or nothing where nobody said. */
export function exitText(exitCode: number | undefined): string {
  if (exitCode === undefined) return '';
  return exitCode === 0 ? '✓' : `✗ ${exitCode}`;
}

/** The same for those who hear it. */
export function exitWords({ isRunning, exitCode }: LastCommand): string {
  if (isRunning) return 'running';
  if (exitCode === undefined) return 'ended';
  return exitCode === 0 ? 'passed' : `failed with ${exitCode}`;
}

export function machinesText(count: number): string {
  return count === 1 ? '1 machine' : `${count} machines`;
}

function linesText(count: number): string {
  if (count === 0) return 'no output';
  return count === 1 ? '1 line' : `${count.toLocaleString('en')} lines`;
}

/** "machine 1, machine 2 and machine 5"; of many the first ones and how many more. */
export function namesText(names: readonly string[], limit = 6): string {
  const shown = names.length > limit ? names.slice(0, limit - 1) : names;
  const rest = names.length - shown.length;
  const parts = rest > 0 ? [...shown, `${rest} more`] : shown;
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** What came out of a comparison, in one sentence. */
export function verdict({ groups, missing }: Compared): string {
  const [first, second] = groups;
  const count = groups.reduce((sum, { machines }) => sum + machines.length, 0);
  if (first === undefined) return 'There is nothing to compare yet.';
  if (second === undefined) {
    if (count === 1) return 'Only one machine has something to compare.';
    const all = missing.length === 0 && count > 2 ? `All ${count} machines` : machinesText(count);
    return `${all} ended alike and printed the same.`;
  }
  if (groups.length > 2) return `There are ${groups.length} different results.`;
  if (count === 2) return `${namesText([...first.machines, ...second.machines].map(({ name }) => name))} differ.`;
  if (first.machines.length === second.machines.length) return 'The machines fall into two halves.';
  return `${namesText(second.machines.map(({ name }) => name))} ${second.machines.length === 1 ? 'differs' : 'differ'}.`;
}

/** "✗ 2 · 143 lines" */
export function groupText({ exitCode, lines }: OutputGroup): string {
  return [exitText(exitCode), linesText(lines.length)].filter((part) => part !== '').join(' · ');
}
