import type { BuildDetail, LogPage } from '../../contract/build.ts';
import type { Result } from '../../contract/problem.ts';
import { createPoller } from '../../lib/poller.ts';
import { plainText } from '../../lib/plain-text.ts';
import { fail, ok } from '../../lib/result.ts';
import type { Timing } from '../service.ts';
import type { SemaphoreApi } from './api.ts';
import { readJobLog, type JobLog } from './job-log.ts';
import type { KnownJobs } from './known-jobs.ts';
import { selfHosted } from './refusals.ts';
import { isSelfHosted, type Job } from './wire-job.ts';

const WATCH_INTERVAL_MS = 5_000;
/** A log comes as a whole every time; a long one is asked for less often. */
const LONG_WATCH_INTERVAL_MS = 15_000;
const LONG_LOG_BYTES = 1024 * 1024;
/** A log that is still being written is read again when it is older than this. */
const FRESH_MS = 1_500;
/** Logs that are kept, so that reading on needs no request. */
const KEPT_LOGS = 6;

const ACCESS = 'SSH, SFTP';
const AVAILABILITY = 'as long as you choose, 1 h if you do not; counted from its start';

interface KeptLog {
  log: JobLog;
  at: number;
}

/** Steps and logs of single jobs. */
export interface JobDetails extends Disposable {
  detail(jobId: string): Promise<Result<BuildDetail>>;
  readLog(
    jobId: string,
    stepId: string,
    range: { offset?: number | undefined; tailBytes?: number | undefined },
  ): Promise<Result<LogPage>>;
  /** The log as it was read last, or read now. */
  log(job: Job): Promise<Result<JobLog>>;
  watch(jobIds: readonly string[]): void;
}

interface Options extends Timing {
  api: SemaphoreApi;
  known: KnownJobs;
  onDetail(detail: BuildDetail): void;
}

export function createJobDetails({ api, known, clock, pace, random, onDetail }: Options): JobDetails {
  const { ids, toLocal } = known.around;
  const kept = new Map<string, KeptLog>();
  let watched: readonly string[] = [];

  async function jobOf(jobId: string): Promise<Result<Job>> {
    const before = known.get(jobId);
    if (before?.state === 'FINISHED') return ok(before);
    const reply = await api.job(jobId);
    if (reply.ok) known.put(reply.value);
    return reply;
  }

  async function log(job: Job): Promise<Result<JobLog>> {
    const before = kept.get(job.id);
    if (before !== undefined && (before.log.isComplete || clock.now() - before.at < FRESH_MS)) return ok(before.log);
    const reply = await api.log(job.id);
    if (!reply.ok) return reply;
    const read = readJobLog(reply.value, job, toLocal);
    kept.delete(job.id);
    kept.set(job.id, { log: read, at: clock.now() });
    for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - KEPT_LOGS))) kept.delete(oldest);
    if (read.isComplete || read.failing !== undefined) known.putFailingStep(job.id, read.failing?.name);
    return ok(read);
  }

  async function detail(jobId: string): Promise<Result<BuildDetail>> {
    const job = await jobOf(jobId);
    if (!job.ok) return job;
    const { machineType, agent, state, variables } = job.value;
    const isWaiting = state === 'PENDING' || state === 'QUEUED';
    const read = isWaiting ? undefined : await log(job.value);
    // A job that never ran has no log, and the service says why; a log too long to be read hides nothing else.
    const isToldInstead = read?.ok === false && ['not-found', 'no-right', 'service-failed'].includes(read.problem.code);
    if (read?.ok === false && !isToldInstead) return read;
    const pipeline = known.around.pipeline(variables.SEMAPHORE_PIPELINE_ID ?? '');
    const trouble = plainText(pipeline?.error ?? '', 500);
    const found: BuildDetail = {
      buildId: ids.build(jobId),
      steps: read?.ok === true ? read.value.steps : [],
      access: ACCESS,
      availability: AVAILABILITY,
      message: read?.ok === false ? read.problem.message : trouble === '' ? undefined : trouble,
      noAccess: isSelfHosted(machineType) ? selfHosted(plainText(agent?.name ?? '', 80)).message : undefined,
    };
    return ok(found);
  }

  const isUnfinished = (jobId: string): boolean => {
    const kind = known.get(jobId)?.state;
    return kind !== 'FINISHED' && kind !== 'OTHER';
  };

  function plan(): void {
    const open = watched.filter(isUnfinished);
    const isLong = open.some((jobId) => (kept.get(jobId)?.log.sizeBytes ?? 0) > LONG_LOG_BYTES);
    poller.every(open.length === 0 ? undefined : isLong ? LONG_WATCH_INTERVAL_MS : WATCH_INTERVAL_MS);
  }

  const poller = createPoller({
    clock,
    pace,
    random,
    task: async () => {
      for (const jobId of watched.filter(isUnfinished)) {
        const found = await detail(jobId);
        if (found.ok) onDetail(found.value);
      }
      plan();
    },
  });

  return {
    detail,
    log,
    async readLog(jobId, stepId, range) {
      const job = await jobOf(jobId);
      if (!job.ok) return job;
      const read = await log(job.value);
      if (!read.ok) return read;
      const page = read.value.page(stepId, range);
      return page === undefined
        ? fail('not-found', 'This step is not in the log any more.', 'Refresh the build.')
        : ok(page);
    },
    watch(jobIds) {
      watched = [...jobIds];
      plan();
    },
    [Symbol.dispose]: () => poller[Symbol.dispose](),
  };
}
