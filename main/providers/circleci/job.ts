import type { Build, BuildState, MachineKind } from '../../contract/build.ts';
import { plainText } from '../../lib/plain-text.ts';
import { safeLink } from '../../lib/safe-link.ts';
import { buildIdOf, projectIdOf, type JobPlace } from './slug.ts';

/** One job as far as it is known; what one reply leaves out, another one says. Texts are still as the service sent them. */
export interface Job extends JobPlace {
  /** Its uuid, by which it is run again. */
  jobId?: string | undefined;
  workflowId?: string | undefined;
  /** Its name in the configuration. */
  name?: string | undefined;
  projectName?: string | undefined;
  subject?: string | undefined;
  branch?: string | undefined;
  commit?: string | undefined;
  author?: string | undefined;
  isMine?: boolean | undefined;
  webUrl?: string | undefined;
  state: BuildState;
  failingStep?: string | undefined;
  machine?: MachineKind | undefined;
  /** Number of the job that this one repeats. */
  retryOf?: number | undefined;
  hasAccess?: boolean | undefined;
  isSshDisabled?: boolean | undefined;
  queuedAt?: number | undefined;
  startedAt?: number | undefined;
  finishedAt?: number | undefined;
}

/** A commit hash and nothing else. */
function commitOf(text: string | undefined): string | undefined {
  return text !== undefined && /^[0-9a-f]{7,64}$/i.test(text) ? text : undefined;
}

function shown(text: string | undefined, maxLength: number): string | undefined {
  const line = text === undefined ? '' : plainText(text, maxLength);
  return line === '' ? undefined : line;
}

/** The row of the list. One row is one job: that is what can be run again with SSH. */
export function toBuild(accountId: string, job: Job): Build {
  const name = shown(job.name, 100);
  const subject = shown(job.subject, 300);
  const title = [name, subject].filter((part) => part !== undefined).join(' · ');
  const webUrl = job.webUrl === undefined ? undefined : safeLink(job.webUrl)?.href;
  return {
    id: buildIdOf(accountId, job),
    accountId,
    projectId: projectIdOf(accountId, job.slug),
    projectName: projectNameOf(job),
    number: job.number,
    title: title === '' ? `Job ${job.number}` : title,
    branch: shown(job.branch, 250),
    commit: commitOf(job.commit),
    hasUncommitted: false,
    author: shown(job.author, 100),
    isMine: job.isMine,
    webUrl,
    state: job.state,
    failingStep: shown(job.failingStep, 200),
    machine: job.machine ?? { os: 'other', label: 'CircleCI machine', count: 1 },
    rebuildOf: job.retryOf === undefined ? undefined : buildIdOf(accountId, { ...job, number: job.retryOf }),
    hasAccess: job.hasAccess ?? false,
    queuedAt: job.queuedAt ?? job.startedAt ?? job.finishedAt ?? 0,
    startedAt: job.startedAt,
    finishedAt: job.finishedAt,
  };
}

/** For people. Slugs of projects that are no repository hold ids only; their name has to be asked for. */
export function projectNameOf(job: Pick<Job, 'slug' | 'projectName'>): string {
  return shown(job.projectName, 120) ?? shown(job.slug.split('/')[2], 120) ?? job.slug;
}
