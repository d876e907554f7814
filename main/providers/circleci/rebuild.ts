import type { Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { fail, ok } from '../../lib/result.ts';
import { inherited } from './access-session.ts';
import type { Api } from './api.ts';
import { fromWorkflow } from './job-from-wire.ts';
import type { JobStore } from './job-store.ts';
import type { Job } from './job.ts';

/** Pause between two looks for the new job, and how long they go on; milliseconds. */
const LOOK_MS = 2_000;
const APPEAR_TIMEOUT_MS = 60_000;

/** Runs one job again, without SSH. Resolves with the new job as soon as it has a number. */
export async function rebuild(
  { api, jobs, clock, signal }: { api: Api; jobs: JobStore; clock: Clock; signal: AbortSignal },
  source: Job,
): Promise<Result<Job>> {
  if (source.workflowId === undefined || source.jobId === undefined)
    return fail(
      'not-supported',
      'CircleCI does not say which workflow this job belongs to, so it cannot be run again from here.',
      'Open its page and run it again there.',
    );
  const workflow = await api.rerun(source.workflowId, source.jobId, false);
  if (!workflow.ok) return workflow;
  const requestedAt = clock.now();
  for (;;) {
    const found = await api.jobsOf(workflow.value);
    const entry = found.ok
      ? found.value.find(({ name, type, job_number: number }) => {
          return name === source.name && type !== 'approval' && number !== undefined;
        })
      : undefined;
    const job = entry === undefined ? undefined : fromWorkflow(entry, workflow.value);
    if (job !== undefined) return ok(jobs.put({ ...inherited(source), ...job, queuedAt: requestedAt }));
    if (clock.now() - requestedAt >= APPEAR_TIMEOUT_MS || signal.aborted)
      return fail(
        'timed-out',
        'CircleCI took the request, but the new job has not begun yet.',
        'It appears in the list by itself. Other jobs of its workflow, or an approval, may come first.',
      );
    await new Promise<void>((resolve) => void clock.after(LOOK_MS, resolve));
  }
}
