import type { BuildDetail } from '../../contract/build.ts';
import { plainText } from '../../lib/plain-text.ts';
import { sshDisabledProblem } from './manners.ts';
import { toSteps, type JobRun, type JobStep } from './job-run.ts';
import type { Job } from './job.ts';
import type { JobV2 } from './wire-v2.ts';

/** Source: https://circleci.com/docs/ssh-access-jobs/ */
const AVAILABILITY = '10 min after the job, 1 h (Free) or 2 h once connected';

/** What CircleCI's platform says about a job that did not go well. */
function messageOf(job: Job, facts: JobV2 | undefined): string | undefined {
  if (job.state === 'passed') return undefined;
  const lines = (facts?.messages ?? []).slice(0, 5).map(({ message }) => plainText(message, 300));
  const text = lines.filter((line) => line !== '').join(' ');
  return text === '' ? undefined : text;
}

export function toDetail(
  buildId: string,
  job: Job,
  run: JobRun,
  facts: JobV2 | undefined,
  logEndOf: (step: JobStep) => number,
): BuildDetail {
  const { message, hint } = sshDisabledProblem();
  return {
    buildId,
    steps: toSteps(run, logEndOf),
    access: 'SSH',
    availability: AVAILABILITY,
    message: messageOf(job, facts),
    noAccess: job.isSshDisabled === true ? [message, hint].join(' ') : undefined,
  };
}
