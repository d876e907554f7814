import type { Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { fail, ok, problem } from '../../lib/result.ts';
import type { SemaphoreApi } from './api.ts';
import { debuggedJobOf, isDebugJob } from './debug-job.ts';
import type { KnownJobs } from './known-jobs.ts';
import type { Job } from './wire-job.ts';

/** The service makes the jobs of a new pipeline some time after it has promised them. */
const JOBS_TIMEOUT_MS = 45_000;
const JOBS_INTERVAL_MS = 2_000;

interface Options {
  api: SemaphoreApi;
  known: KnownJobs;
  clock: Clock;
}

/** Waits for the job of a new pipeline that stands in the place of the old one. */
async function findSuccessor(
  { api, known, clock }: Options,
  job: Job,
  pipelineId: string,
  before: ReadonlySet<string>,
): Promise<string | undefined> {
  const deadline = clock.now() + JOBS_TIMEOUT_MS;
  for (;;) {
    const reply = await api.pipeline(pipelineId, { withJobs: true });
    const fresh = reply.ok ? reply.value.jobs.filter(({ id }) => !before.has(id)) : [];
    const found =
      fresh.find(({ name }) => name === job.name) ?? (reply.ok && reply.value.isDone ? fresh[0] : undefined);
    if (found !== undefined) {
      const fetched = await api.job(found.id);
      if (fetched.ok) {
        known.put(fetched.value);
        return found.id;
      }
    }
    const isOver = reply.ok && reply.value.isDone;
    if (isOver || clock.now() >= deadline) return undefined;
    await new Promise<void>((resolve) => void clock.after(JOBS_INTERVAL_MS, resolve));
  }
}

/** Runs again what failed in the pipeline of a failed job; the whole workflow of any other. */
async function startAgain(api: SemaphoreApi, { result, variables }: Job): Promise<Result<{ pipelineId: string }>> {
  const { SEMAPHORE_PIPELINE_ID: pipelineId, SEMAPHORE_WORKFLOW_ID: workflowId } = variables;
  if (result === 'FAILED' && pipelineId !== undefined) {
    const rebuilt = await api.rebuildPartly(pipelineId);
    // Refused while the rest of the pipeline still runs, for example; the whole can be run again at any time.
    if (rebuilt.ok || rebuilt.problem.code !== 'bad-request' || workflowId === undefined) return rebuilt;
  }
  if (workflowId !== undefined) return api.reschedule(workflowId);
  return fail(
    'not-supported',
    'Semaphore does not say which workflow this job belongs to, so it cannot be run again from here.',
    'Run it again on its page at Semaphore.',
  );
}

/** Runs a job again with its pipeline or workflow, and resolves to the new job's id. */
export async function rebuildJob(options: Options, row: Job): Promise<Result<{ jobId: string }>> {
  const { api, known } = options;
  const original = debuggedJobOf(row);
  const job = isDebugJob(row) ? known.get(original ?? '') : row;
  if (job === undefined) {
    return fail(
      'not-supported',
      'This was a debug session; there is nothing in it to run again.',
      'Rebuild the job it was made for.',
    );
  }
  // A partial rebuild takes over what has passed.
  const before = new Set(known.all().map(({ id }) => id));
  const started = await startAgain(api, job);
  if (!started.ok) return started;
  const jobId = await findSuccessor(options, job, started.value.pipelineId, before);
  if (jobId !== undefined) return ok({ jobId });
  return {
    ok: false,
    problem: problem(
      'timed-out',
      'Semaphore has taken on the rebuild, but its job has not appeared yet.',
      'It appears in the list by itself.',
    ),
  };
}
