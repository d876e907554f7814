import type { BuildState, StepState } from '../../main/contract/build.ts';

/** How a state is shown: the colour of its dot, and the word for it. */
export interface Look {
  tone: 'ok' | 'bad' | 'run' | 'warn' | 'off';
  label: string;
}

const buildLooks: Record<BuildState, Look> = {
  queued: { tone: 'off', label: 'Queued' },
  running: { tone: 'run', label: 'Running' },
  passed: { tone: 'ok', label: 'Passed' },
  failed: { tone: 'bad', label: 'Failed' },
  cancelled: { tone: 'off', label: 'Cancelled' },
  interrupted: { tone: 'warn', label: 'Interrupted' },
  other: { tone: 'off', label: 'Unknown state' },
};

const stepLooks: Record<StepState, Look> = {
  pending: { tone: 'off', label: 'pending' },
  running: { tone: 'run', label: 'running' },
  passed: { tone: 'ok', label: 'passed' },
  failed: { tone: 'bad', label: 'failed' },
  skipped: { tone: 'off', label: 'skipped' },
  cancelled: { tone: 'off', label: 'cancelled' },
  interrupted: { tone: 'warn', label: 'interrupted' },
  other: { tone: 'off', label: 'unknown' },
};

export function buildLook(state: BuildState): Look {
  return buildLooks[state];
}

export function stepLook(state: StepState): Look {
  return stepLooks[state];
}
