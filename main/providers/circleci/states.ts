import type { BuildState, StepState } from '../../contract/build.ts';
import { lookUp } from '../../lib/look-up.ts';

/** Words of v1.1 (`status`, `outcome`, `lifecycle`) and v2 (`status`) for a job; they share their vocabulary. */
const jobWords: Record<string, BuildState> = {
  success: 'passed',
  fixed: 'passed',
  no_tests: 'passed',
  failed: 'failed',
  failing: 'failed',
  timedout: 'failed',
  error: 'interrupted',
  infrastructure_fail: 'interrupted',
  'terminated-unknown': 'interrupted',
  terminated_unknown: 'interrupted',
  canceled: 'cancelled',
  cancelled: 'cancelled',
  not_run: 'cancelled',
  unauthorized: 'cancelled',
  running: 'running',
  queued: 'queued',
  scheduled: 'queued',
  not_running: 'queued',
  pending: 'queued',
  blocked: 'queued',
  on_hold: 'queued',
};

/** @param outcome what became of it, for a job that was run again since (its status is `retried` then) */
export function jobState(status: string | undefined, outcome?: string): BuildState {
  const word = status === 'retried' || status === undefined ? outcome : status;
  return lookUp(jobWords, word ?? '') ?? 'other';
}

/** Outcomes of v3. */
const outcomes: Record<string, BuildState> = {
  succeeded: 'passed',
  failed: 'failed',
  timedout: 'failed',
  canceled: 'cancelled',
  unauthorized: 'cancelled',
  not_run: 'cancelled',
  errored: 'interrupted',
  infrastructure_fail: 'interrupted',
};

/** A phase that is not known has not begun: v3 has words of its own for what comes before the start. */
export function phaseState(phase: string | undefined, outcome: string | undefined): BuildState {
  if (phase === 'started') return 'running';
  if (phase === 'ended') return lookUp(outcomes, outcome ?? '') ?? 'other';
  return 'queued';
}

export function isOver(state: BuildState | StepState): boolean {
  return state !== 'queued' && state !== 'pending' && state !== 'running';
}

export function phaseStepState(phase: string | undefined, outcome: string | undefined): StepState {
  if (phase === 'ended' && (outcome === 'not_run' || outcome === 'skipped')) return 'skipped';
  const state = phaseState(phase, outcome);
  return state === 'queued' ? 'pending' : state;
}

export function wordStepState(status: string | undefined): StepState {
  if (status === 'not_run' || status === 'skipped') return 'skipped';
  const state = jobState(status);
  return state === 'queued' ? 'pending' : state;
}
