import { isOver, jobState, phaseState } from './states.ts';
import { machineKind } from './machine-kind.ts';
import { cleanSlug, toSlug, type JobPlace } from './slug.ts';
import type { BuildV11 } from './wire-v11.ts';
import type { JobV2, WorkflowJobV2 } from './wire-v2.ts';
import type { JobV3, RunV3 } from './wire-v3.ts';
import type { Job } from './job.ts';

/** A row of v1.1; undefined when its project cannot be addressed. */
export function fromV11(row: BuildV11, login: string | undefined): Job | undefined {
  const slug = toSlug(row.vcs_type, row.username, row.reponame);
  if (slug === undefined) return undefined;
  const { user, picard } = row;
  const isMine =
    user?.login === undefined || login === undefined ? undefined : user.login.toLowerCase() === login.toLowerCase();
  return {
    slug,
    number: row.build_num,
    jobId: row.workflows?.job_id,
    workflowId: row.workflows?.workflow_id,
    name: row.workflows?.job_name,
    projectName: row.reponame,
    subject: row.subject,
    branch: row.branch ?? row.vcs_tag,
    commit: row.vcs_revision,
    author: user?.name ?? user?.login ?? row.author_name ?? row.committer_name,
    isMine,
    webUrl: row.build_url,
    // The lifecycle is the only word for a job that has not begun in some old answers.
    state: jobState(row.status ?? row.lifecycle, row.outcome),
    machine: machineKind({
      executor: picard?.executor,
      resourceClass: picard?.resource_class?.class ?? picard?.resource_class?.name,
      cpu: picard?.resource_class?.cpu,
      parallelism: row.parallel,
    }),
    retryOf: row.retry_of,
    hasAccess: row.why === 'ssh' ? true : undefined,
    isSshDisabled: row.ssh_disabled,
    queuedAt: row.queued_at,
    startedAt: row.start_time,
    finishedAt: row.stop_time,
  };
}

/** A job of a workflow; undefined while it has no number, and for approvals, which run on no machine. */
export function fromWorkflow(job: WorkflowJobV2, workflowId: string): Job | undefined {
  const slug = cleanSlug(job.project_slug);
  if (slug === undefined || job.job_number === undefined || job.type === 'approval') return undefined;
  return {
    slug,
    number: job.job_number,
    jobId: job.id,
    workflowId,
    name: job.name,
    ...timesOf(job),
  };
}

/** v2 has a moment of start also for jobs that have not begun. */
function timesOf(
  job: Pick<JobV2, 'status' | 'started_at' | 'stopped_at'>,
): Pick<Job, 'state' | 'startedAt' | 'finishedAt'> {
  const state = jobState(job.status);
  return {
    state,
    startedAt: state === 'queued' ? undefined : job.started_at,
    finishedAt: isOver(state) ? job.stopped_at : undefined,
  };
}

/** What a run says about all of its jobs. */
export function factsOfRun(run: RunV3): Omit<Job, 'slug' | 'number' | 'state'> {
  const vcs = run.references.event?.attributes.vcs;
  return {
    subject: vcs?.commit?.subject,
    branch: vcs?.branch ?? vcs?.tag,
    commit: vcs?.revision,
    author: vcs?.commit?.author?.login ?? vcs?.commit?.author?.name,
    isMine: true,
    queuedAt: run.attributes.created_at,
  };
}

export function fromV2(place: JobPlace, job: JobV2): Job {
  return {
    slug: place.slug,
    number: place.number,
    name: job.name,
    workflowId: job.latest_workflow?.id,
    projectName: job.project?.name,
    webUrl: job.web_url,
    ...timesOf(job),
    machine: machineKind({
      executor: job.executor?.type,
      resourceClass: job.executor?.resource_class,
      parallelism: job.parallelism,
    }),
    queuedAt: job.queued_at ?? job.created_at,
  };
}

export function fromV3(place: JobPlace, { id, attributes }: JobV3): Job {
  return {
    slug: place.slug,
    number: place.number,
    jobId: id,
    name: attributes.name,
    // The detail is right about a job that waits; a start without a moment is not one.
    state: phaseState(
      attributes.phase === 'started' && attributes.started_at === undefined ? 'queued' : attributes.phase,
      attributes.outcome,
    ),
    startedAt: attributes.started_at,
    finishedAt: attributes.ended_at,
  };
}
