import type { SemaphoreApi } from './api.ts';
import { readJobLog } from './job-log.ts';
import type { KnownJobs } from './known-jobs.ts';

/** Pipelines asked for in one go; the rest has time until the next. */
const MAX_PIPELINES = 10;
/** Logs read for the name of the step that failed, in one go; only among the newest jobs. */
const MAX_LOGS = 5;
const NEWEST_JOBS = 30;
/** Longer logs are read only when somebody looks at them. */
const MAX_LOG_BYTES = 4 * 1024 * 1024;

interface Options {
  api: SemaphoreApi;
  known: KnownJobs;
  isOver(): boolean;
}

/**
 * Adds what the list of jobs does not say: commit messages, which stand in the pipeline, and failing steps, which stand in
 * the log. One request at a time, newest first, each only once; ends at the first answer that does not come.
 */
export async function addDetails({ api, known, isOver }: Options): Promise<void> {
  const jobs = known.all();
  const pipelines = new Set(jobs.map(({ variables }) => variables.SEMAPHORE_PIPELINE_ID ?? ''));
  const wanted = [...pipelines].filter((id) => id !== '' && !known.hasPipeline(id)).slice(0, MAX_PIPELINES);
  for (const id of wanted) {
    if (isOver()) return;
    const reply = await api.pipeline(id);
    if (reply.ok) known.putPipeline(id, reply.value);
    else if (reply.problem.code === 'not-found' || reply.problem.code === 'no-right') known.putPipeline(id, undefined);
    else return;
  }
  const failed = jobs
    .slice(0, NEWEST_JOBS)
    .filter(({ id, state, result }) => state === 'FINISHED' && result === 'FAILED' && !known.hasFailingStep(id));
  for (const job of failed.slice(0, MAX_LOGS)) {
    if (isOver()) return;
    const reply = await api.log(job.id, MAX_LOG_BYTES);
    if (reply.ok) known.putFailingStep(job.id, readJobLog(reply.value, job, (at) => at).failing?.name);
    else if (reply.problem.code === 'offline' || reply.problem.code === 'rate-limited') return;
    else known.putFailingStep(job.id, undefined);
  }
}
