import type { Result } from '../../contract/problem.ts';
import { fail, ok } from '../../lib/result.ts';
import type { Api } from './api.ts';
import { fromV11, fromV2, fromV3 } from './job-from-wire.ts';
import { failingStep, runFromV11, runFromV3, type JobRun } from './job-run.ts';
import type { JobStore } from './job-store.ts';
import type { Job } from './job.ts';
import { buildIdOf, placeOf } from './slug.ts';
import { isOver } from './states.ts';
import type { JobV2 } from './wire-v2.ts';

/** Runs that are remembered after their end. */
const MAX_REMEMBERED = 200;

/** How jobs went, step by step. What has ended is asked for once. */
export interface JobRuns {
  /** The job behind a build, also one that is not in the list. */
  resolve(buildId: string): Promise<Result<Job>>;
  load(job: Job): Promise<Result<JobRun>>;
  /** What was loaded last. */
  last(job: Job): JobRun | undefined;
  /** What v2 adds about a job: its page, machine and messages. Undefined when it cannot be had. */
  facts(job: Job): Promise<JobV2 | undefined>;
}

interface Options {
  accountId: string;
  api: Api;
  jobs: JobStore;
  hasV3(): boolean;
}

export function createJobRuns({ accountId, api, jobs, hasV3 }: Options): JobRuns {
  const runs = new Map<string, JobRun>();
  const facts = new Map<string, JobV2>();

  function remember<T>(map: Map<string, T>, buildId: string, value: T): void {
    map.delete(buildId);
    map.set(buildId, value);
    const [oldest] = map.keys();
    if (map.size > MAX_REMEMBERED && oldest !== undefined) map.delete(oldest);
  }

  function keep(job: Job, run: JobRun): JobRun {
    remember(runs, buildIdOf(accountId, job), run);
    jobs.put({ slug: job.slug, number: job.number, state: run.state, failingStep: failingStep(run)?.name });
    return run;
  }

  async function loadV11(job: Job): Promise<Result<JobRun>> {
    const detail = await api.jobV11(job);
    if (!detail.ok) return detail;
    const row = fromV11(detail.value, undefined);
    if (row !== undefined) jobs.put({ ...row, slug: job.slug, number: job.number });
    return ok(keep(job, runFromV11(detail.value)));
  }

  async function loadFacts(job: Job): Promise<JobV2 | undefined> {
    const buildId = buildIdOf(accountId, job);
    const known = facts.get(buildId);
    if (known !== undefined) return known;
    const result = await api.jobV2(job);
    if (!result.ok) return undefined;
    const now = jobs.put({
      ...fromV2(job, result.value),
      workflowId: job.workflowId ?? result.value.latest_workflow?.id,
    });
    if (isOver(now.state)) remember(facts, buildId, result.value);
    return result.value;
  }

  return {
    async resolve(buildId) {
      const known = jobs.get(buildId);
      if (known?.jobId !== undefined && known.workflowId !== undefined) return ok(known);
      const place = known ?? placeOf(accountId, buildId);
      if (place === undefined) return fail('not-found', 'This build is not in the list any more.', 'Refresh the list.');
      const found = await api.jobV2(place);
      // A job that v2 does not know can still be looked at by its number.
      if (!found.ok) return known === undefined ? found : ok(known);
      const workflowId = found.value.latest_workflow?.id;
      const siblings = workflowId === undefined ? undefined : await api.jobsOf(workflowId);
      const entry = siblings?.ok === true ? siblings.value.find((one) => one.job_number === place.number) : undefined;
      return ok(jobs.put({ ...fromV2(place, found.value), workflowId, jobId: entry?.id }));
    },
    async load(job) {
      const known = runs.get(buildIdOf(accountId, job));
      if (known !== undefined && isOver(known.state)) return ok(known);
      if (job.jobId === undefined || !hasV3()) return loadV11(job);
      const detail = await api.jobV3(job.jobId);
      if (!detail.ok) {
        const older = detail.problem.code === 'not-found' ? await loadV11(job) : undefined;
        return older?.ok === true ? older : detail;
      }
      jobs.put(fromV3(job, detail.value));
      return ok(keep(job, runFromV3(job, detail.value)));
    },
    last: (job) => runs.get(buildIdOf(accountId, job)),
    facts: loadFacts,
  };
}
