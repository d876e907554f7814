import type { ReplayStep } from '../../../main/contract/environment.ts';
import type { SessionMachine } from '../../../main/contract/session.ts';
import { runAllLine } from './run-all.ts';

/** Longest line that is typed; more of it no terminal takes well. In characters. */
const MAX_TYPED_LENGTH = 100_000;

/** The steps of one machine, in their order. */
export function ownSteps(steps: readonly ReplayStep[], machine: number): ReplayStep[] {
  return steps.filter((step) => step.machine === machine).toSorted((one, other) => one.position - other.position);
}

/**
 * The line that runs all steps up to one and stops at the first that fails; undefined where there is none: PowerShell has
 * other words for it.
 */
export function lineUpTo(
  steps: readonly ReplayStep[],
  position: number,
  os: SessionMachine['os'],
): { line: string; count: number } | undefined {
  if (os === 'windows') return undefined;
  const runnable = steps.flatMap(({ name, asBuilt, position: at }) =>
    asBuilt === undefined || at > position ? [] : [{ name, line: asBuilt }],
  );
  if (runnable.length === 0 || runnable.some(({ line }) => /\p{Cc}/u.test(line))) return undefined;
  const line = runAllLine(runnable);
  return line.length > MAX_TYPED_LENGTH ? undefined : { line, count: runnable.length };
}
