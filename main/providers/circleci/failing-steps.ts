import type { JobRuns } from './job-runs.ts';
import type { JobStore } from './job-store.ts';
import { buildIdOf } from './slug.ts';

/** Of the newest failed jobs, so many have their failing step in the list; the others once somebody looks at them. */
const NEWEST = 12;
/** At most so many are asked for after one look at the list. */
const AT_ONCE = 8;

/** Finds out which step failed, of the newest failed builds, a few at a time. Each is asked for once. */
export function createFailingSteps({ accountId, jobs, runs }: { accountId: string; jobs: JobStore; runs: JobRuns }) {
  const asked = new Set<string>();
  return async function fill(): Promise<void> {
    const failed = jobs
      .all()
      .filter(({ state }) => state === 'failed')
      .sort((one, other) => (other.finishedAt ?? other.queuedAt ?? 0) - (one.finishedAt ?? one.queuedAt ?? 0))
      .slice(0, NEWEST)
      .filter((job) => job.failingStep === undefined && !asked.has(buildIdOf(accountId, job)));
    for (const job of failed.slice(0, AT_ONCE)) {
      const run = await runs.load(job);
      // A service that asks to wait is asked again later, a job that has no steps is not.
      if (!run.ok && run.problem.code !== 'not-found') return;
      asked.add(buildIdOf(accountId, job));
      // The list of v3 has neither the machine nor the page of a job.
      if (job.machine === undefined) await runs.facts(job);
    }
  };
}
