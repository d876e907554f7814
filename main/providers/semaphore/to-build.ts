import type { Build, BuildState } from '../../contract/build.ts';
import { plainText } from '../../lib/plain-text.ts';
import { debuggedJobOf, isDebugJob } from './debug-job.ts';
import type { Ids } from './ids.ts';
import { toMachineKind } from './to-machine-kind.ts';
import type { Job } from './wire-job.ts';
import type { Pipeline } from './wire-pipeline.ts';

/** What is known besides the job itself. */
export interface Surroundings {
  accountId: string;
  origin: string;
  ids: Ids;
  toLocal(at: number | undefined): number | undefined;
  projectName(projectId: string): string | undefined;
  pipeline(pipelineId: string): Pipeline | undefined;
  failingStep(jobId: string): string | undefined;
  /** Name of another job. */
  jobName(jobId: string): string | undefined;
}

const stateOfResult: Record<Job['result'], BuildState> = {
  PASSED: 'passed',
  FAILED: 'failed',
  STOPPED: 'cancelled',
  NONE: 'other',
  OTHER: 'other',
};

export function stateOf({ state, result }: Pick<Job, 'state' | 'result'>): BuildState {
  switch (state) {
    case 'PENDING':
    case 'QUEUED':
      return 'queued';
    case 'RUNNING':
      return 'running';
    case 'FINISHED':
      return stateOfResult[result];
    case 'OTHER':
      return 'other';
  }
}

function orNothing(text: string | undefined, maxLength: number): string | undefined {
  const plain = plainText(text ?? '', maxLength);
  return plain === '' ? undefined : plain;
}

function branchOf({ variables }: Job, pipeline: Pipeline | undefined): string | undefined {
  return orNothing(
    variables.SEMAPHORE_GIT_PR_BRANCH ??
      variables.SEMAPHORE_GIT_WORKING_BRANCH ??
      variables.SEMAPHORE_GIT_TAG_NAME ??
      variables.SEMAPHORE_GIT_BRANCH ??
      pipeline?.branch,
    200,
  );
}

function commitOf({ variables }: Job, pipeline: Pipeline | undefined): string | undefined {
  const commit = variables.SEMAPHORE_GIT_SHA ?? pipeline?.commit;
  return commit !== undefined && /^[0-9a-f]{7,64}$/i.test(commit) ? commit : undefined;
}

/** The job's own name first: all jobs of a pipeline have the same commit. */
function titleOf(job: Job, pipeline: Pipeline | undefined, around: Surroundings): string {
  const debugged = debuggedJobOf(job);
  if (isDebugJob(job)) {
    const name = debugged === undefined ? undefined : around.jobName(debugged);
    return plainText(name === undefined ? job.name : `Debug session · ${plainText(name, 100)}`, 200);
  }
  const subject = orNothing(pipeline?.commitMessage.split('\n', 1)[0], 160);
  const name = orNothing(job.name, 100);
  return [name, subject].filter((part) => part !== undefined).join(' · ') || 'Job without a name';
}

/** For people: "storefront". */
export function projectNameOf(job: Pick<Job, 'projectId'>, around: Surroundings): string {
  return plainText(around.projectName(job.projectId) ?? '', 100) || 'Unknown project';
}

/** One job as a row of the list: a job is what has a machine, a log and an end of its own. */
export function toBuild(job: Job, around: Surroundings): Build {
  const { ids, toLocal, origin } = around;
  const pipeline = around.pipeline(job.variables.SEMAPHORE_PIPELINE_ID ?? '');
  const debugged = debuggedJobOf(job);
  const startedAt = toLocal(job.startedAt);
  const finishedAt = job.state === 'FINISHED' ? toLocal(job.finishedAt) : undefined;
  const number = Number(job.variables.SEMAPHORE_WORKFLOW_NUMBER ?? '0');
  const isReady = stateOf(job) !== 'queued';
  return {
    id: ids.build(job.id),
    accountId: around.accountId,
    projectId: ids.project(job.projectId),
    projectName: projectNameOf(job, around),
    number: Number.isSafeInteger(number) && number > 0 ? number : 0,
    title: titleOf(job, pipeline, around),
    branch: branchOf(job, pipeline),
    commit: commitOf(job, pipeline),
    hasUncommitted: false,
    author: orNothing(
      pipeline?.startedBy || job.variables.SEMAPHORE_WORKFLOW_TRIGGERED_BY || job.variables.SEMAPHORE_GIT_COMMIT_AUTHOR,
      80,
    ),
    webUrl: `${origin}/jobs/${encodeURIComponent(job.id)}`,
    state: stateOf(job),
    failingStep: around.failingStep(job.id),
    machine: toMachineKind(job),
    rebuildOf: debugged === undefined ? undefined : ids.build(debugged),
    hasAccess: isDebugJob(job),
    queuedAt: toLocal(job.createdAt) ?? startedAt ?? 0,
    startedAt: isReady ? startedAt : undefined,
    finishedAt,
  };
}
