import type { BuildState, Step, StepState } from '../../contract/build.ts';
import { plainText } from '../../lib/plain-text.ts';
import { fromV11, fromV3 } from './job-from-wire.ts';
import { isOver, phaseStepState, wordStepState } from './states.ts';
import type { JobPlace } from './slug.ts';
import type { BuildDetailV11 } from './wire-v11.ts';
import type { JobV3 } from './wire-v3.ts';

/** One step on one machine of a job. */
export interface JobStep {
  /** Index of the machine. */
  execution: number;
  /** Its number among the job's steps; the same in v1.1 and v3. */
  num: number;
  name: string;
  /** CircleCI's own steps have a kind of their own; those of the configuration are mostly `run`. */
  type: string | undefined;
  command: string | undefined;
  state: StepState;
  exitCode: number | undefined;
  startedAt: number | undefined;
  finishedAt: number | undefined;
  /** Signed address of the whole output; v1.1 only, and only once the step has ended. */
  outputUrl?: string | undefined;
}

/** How a job goes on its machines. */
export interface JobRun {
  state: BuildState;
  steps: JobStep[];
  startedAt: number | undefined;
  finishedAt: number | undefined;
  source: 'v3' | 'v1.1';
}

export function stepId({ execution, num }: Pick<JobStep, 'execution' | 'num'>): string {
  return `${execution}.${num}`;
}

export function runFromV3(place: JobPlace, job: JobV3): JobRun {
  const { state, startedAt, finishedAt } = fromV3(place, job);
  const executions = job.attributes.parallel_executions ?? [];
  const steps = executions.slice(0, 1000).flatMap((execution, index) =>
    execution.steps.map((step): JobStep => ({
      execution: index,
      num: step.num,
      name: step.name ?? `Step ${step.num}`,
      type: step.type,
      command: step.command === '' ? undefined : step.command,
      state: phaseStepState(step.phase, step.outcome),
      exitCode: step.exit_code,
      startedAt: step.started_at,
      finishedAt: step.ended_at,
    })),
  );
  return { state, steps, startedAt, finishedAt, source: 'v3' };
}

export function runFromV11(job: BuildDetailV11): JobRun {
  const steps = job.steps.flatMap((step) =>
    step.actions.map((action): JobStep => ({
      execution: action.index,
      num: action.step,
      name: step.name ?? action.name ?? `Step ${action.step}`,
      type: action.type,
      command: action.bash_command === '' ? undefined : action.bash_command,
      state: wordStepState(action.status),
      exitCode: action.exit_code,
      startedAt: action.start_time,
      finishedAt: action.end_time,
      outputUrl: action.output_url,
    })),
  );
  const row = fromV11(job, undefined);
  return {
    state: row?.state ?? 'other',
    steps,
    startedAt: job.start_time,
    finishedAt: job.stop_time,
    source: 'v1.1',
  };
}

/** The first step that failed, on the first machine on which one did. */
export function failingStep(run: JobRun): JobStep | undefined {
  return run.steps.find(({ state }) => state === 'failed');
}

/** The steps as the window shows them. `logEndOf` tells how far a step's output reaches, as far as it is known. */
export function toSteps(run: JobRun, logEndOf: (step: JobStep) => number): Step[] {
  const counts = new Map<number, number>();
  return run.steps.map((step) => {
    const position = counts.get(step.execution) ?? 0;
    counts.set(step.execution, position + 1);
    return {
      id: stepId(step),
      machine: step.execution,
      position,
      name: plainText(step.name, 200) || `Step ${step.num}`,
      command: step.command === undefined ? undefined : scriptOf(step.command).script.slice(0, 10_000),
      // A job that was stopped leaves steps behind that nobody ended.
      state: isOver(run.state) && !isOver(step.state) ? endedBy(run.state, step.state) : step.state,
      exitCode: step.exitCode,
      startedAt: step.startedAt,
      finishedAt: step.finishedAt,
      logEnd: logEndOf(step),
    };
  });
}

function endedBy(state: BuildState, step: StepState): StepState {
  if (step === 'pending') return 'skipped';
  return state === 'cancelled' ? 'cancelled' : 'interrupted';
}

/** A command without the line that names its shell: "#!/bin/bash -eo pipefail". */
export function scriptOf(command: string): { shell: string | undefined; script: string } {
  const match = /^#!([^\n]*)\r?\n([\s\S]*)$/.exec(command);
  return { shell: match?.[1]?.trim(), script: match?.[2] ?? command };
}
