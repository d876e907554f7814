import type { BuildState, Step, StepState } from '../../contract/build.ts';
import { plainText } from '../../lib/plain-text.ts';
import { isOver } from '../build-over.ts';
import { isSameTitle, type LogSection } from './log-sections.ts';
import type { WireSummaryStep } from './wire.ts';

/** A step and where its output is. */
export interface BitriseStep {
  step: Step;
  /** Of the summary; the log of one such step can be asked for by itself. */
  uuid?: string;
  /** Its part of the build's log; all of it when it is the only one. */
  section?: Pick<LogSection, 'start' | 'end'>;
  /** Failed, but the build went on. */
  isForgiven?: boolean;
}

/** The CLI's words for how a step ended. */
const states: Record<string, StepState> = {
  success: 'passed',
  failed: 'failed',
  preparation_failed: 'failed',
  failed_skippable: 'failed',
  skipped: 'skipped',
  skipped_with_run_if: 'skipped',
  aborted: 'cancelled',
  aborted_with_custom_timeout: 'failed',
  aborted_with_no_output: 'failed',
  in_progress: 'running',
  running: 'running',
};

function summaryState(
  { status, started_at: startedAt, finished_at: finishedAt }: WireSummaryStep,
  build: BuildState,
): StepState {
  if (status !== undefined) return Object.hasOwn(states, status) ? (states[status] ?? 'other') : 'other';
  if (finishedAt !== undefined) return 'other';
  if (startedAt === undefined) return isOver(build) ? 'skipped' : 'pending';
  return isOver(build) ? 'interrupted' : 'running';
}

/** Steps as the summary has them, with their parts of the build's log where that is known. */
export function fromSummary(
  summary: readonly WireSummaryStep[],
  sections: readonly LogSection[],
  build: BuildState,
): BitriseStep[] {
  let from = 0;
  const used = new Set<string>();
  return summary.flatMap((entry, position) => {
    if (used.has(entry.uuid)) return [];
    used.add(entry.uuid);
    const name = plainText(entry.title === '' ? (entry.step_id ?? '') : entry.title, 200) || `Step ${position + 1}`;
    // Both are in the order in which the steps ran; one that was skipped may have no box.
    const at = sections.findIndex((section, index) => index >= from && isSameTitle(section.title, name));
    const section = at === -1 ? undefined : sections[at];
    if (at !== -1) from = at + 1;
    const step: Step = {
      id: `step-${entry.uuid}`,
      machine: 0,
      position,
      name,
      state: summaryState(entry, build),
      ...(entry.started_at === undefined ? {} : { startedAt: entry.started_at }),
      ...(entry.finished_at === undefined ? {} : { finishedAt: entry.finished_at }),
      logEnd: section === undefined ? 0 : section.end - section.start,
    };
    return [
      {
        step,
        uuid: entry.uuid,
        ...(section === undefined ? {} : { section }),
        ...(entry.status === 'failed_skippable' ? { isForgiven: true } : {}),
      },
    ];
  });
}

function outcome(build: BuildState): StepState {
  if (build === 'queued') return 'pending';
  return build;
}

/**
 * Steps as the log itself shows them. When it shows none, the whole log is one step: the published API knows of no
 * steps at all, so there is nothing else to go by.
 */
export function fromLog(
  sections: readonly LogSection[],
  logBytes: number,
  build: BuildState,
  times: { startedAt: number | undefined; finishedAt: number | undefined },
): BitriseStep[] {
  const [first] = sections;
  if (first === undefined) {
    const step: Step = {
      id: 'log',
      machine: 0,
      position: 0,
      name: 'Build log',
      state: outcome(build),
      logEnd: logBytes,
    };
    const { startedAt, finishedAt } = times;
    if (startedAt !== undefined) step.startedAt = startedAt;
    if (finishedAt !== undefined) step.finishedAt = finishedAt;
    return [{ step, section: { start: 0, end: Number.MAX_SAFE_INTEGER } }];
  }
  const preparation =
    first.start === 0
      ? []
      : [
          {
            title: 'Preparation',
            start: 0,
            end: first.start,
            state: 'passed' as const,
            startedAt: times.startedAt,
            finishedAt: first.startedAt,
          },
        ];
  return [...preparation, ...sections].map(({ title, start, end, state, startedAt, finishedAt }, position) => ({
    step: {
      id: `log-${position}`,
      machine: 0,
      position,
      name: title,
      state: state === 'running' && isOver(build) ? 'interrupted' : state,
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(finishedAt === undefined ? {} : { finishedAt }),
      logEnd: end - start,
    },
    section: { start, end },
  }));
}

/** Name of the step that made the build fail. */
export function failingStep(steps: readonly BitriseStep[]): string | undefined {
  const failed = steps.filter(({ step }) => step.state === 'failed' && step.id !== 'log');
  return (failed.find(({ isForgiven }) => isForgiven !== true) ?? failed[0])?.step.name;
}
