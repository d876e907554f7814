import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Result } from '../../contract/problem.ts';
import type { ApiRequest, HttpClient, Reply, StreamReply } from '../../lib/http/http-client.ts';
import { ok } from '../../lib/result.ts';
import { jobVariablesSchema } from './build-environment.ts';
import { artifactsSchema, signedAddressSchema } from './wire-artifact.ts';
import { debugKeySchema, jobPageSchema, jobSchema, type Job } from './wire-job.ts';
import { logSchema, type LogEvent } from './wire-log.ts';
import { partlyRebuiltSchema, pipelineSchema, rescheduledSchema, type Pipeline } from './wire-pipeline.ts';
import { projectsSchema, type WireProject } from './wire-project.ts';

/** More than this makes the API refuse. */
const JOBS_PER_PAGE = 30;
/** A log comes as a whole; one of millions of lines is better read in the browser. */
const MAX_LOG_BYTES = 24 * 1024 * 1024;

export type JobState = 'PENDING' | 'QUEUED' | 'RUNNING' | 'FINISHED';
export const unfinishedStates: readonly JobState[] = ['PENDING', 'QUEUED', 'RUNNING'];
export const allStates: readonly JobState[] = [...unfinishedStates, 'FINISHED'];

export interface JobPage {
  jobs: Job[];
  /** Empty when there is no further page. */
  nextPageToken: string;
}

/** The calls of Semaphore's API v1alpha that this provider makes. */
export interface SemaphoreApi {
  projects(page: number, isAskedFor?: boolean): Promise<Result<{ projects: WireProject[]; hasMore: boolean }>>;
  /** Newest first. Without states the API finds nothing. */
  jobs(states: readonly JobState[], pageToken?: string, isAskedFor?: boolean): Promise<Result<JobPage>>;
  job(jobId: string): Promise<Result<Job>>;
  /** All variables of a job, with their values. */
  jobVariables(jobId: string): Promise<Result<z.infer<typeof jobVariablesSchema>>>;
  /** @param maxBytes a longer log is a problem */
  log(jobId: string, maxBytes?: number): Promise<Result<LogEvent[]>>;
  pipeline(pipelineId: string, options?: { withJobs: boolean }): Promise<Result<Pipeline>>;
  stopJob(jobId: string): Promise<Result<undefined>>;
  /** Runs the whole workflow again. */
  reschedule(workflowId: string): Promise<Result<{ pipelineId: string }>>;
  /** Runs again what failed. */
  rebuildPartly(pipelineId: string): Promise<Result<{ pipelineId: string }>>;
  debugJob(jobId: string, durationMs: number): Promise<Result<Job>>;
  /** @param machineType empty: the service chooses */
  debugProject(projectId: string, durationMs: number, machineType: string): Promise<Result<Job>>;
  /** The private key of a running job's machine. `busy` while it does not run. */
  debugKey(jobId: string): Promise<Result<string>>;
  artifacts(jobId: string, folder: string): Promise<Result<z.infer<typeof artifactsSchema>>>;
  artifact(jobId: string, path: string): Promise<Result<StreamReply>>;
}

interface Options {
  http: HttpClient;
  /** Hears of every good reply's `Date` header. */
  onDate(date: string | undefined): void;
}

/** The API's `duration` counts seconds, whatever its description says. */
function seconds(durationMs: number): string {
  return String(Math.max(60, Math.round(durationMs / 1000)));
}

export function createApi({ http, onDate }: Options): SemaphoreApi {
  async function ask<T>(schema: z.ZodType<T>, request: ApiRequest): Promise<Result<Reply<T>>> {
    const reply = await http.json(schema, request);
    if (reply.ok) onDate(reply.value.header('date'));
    return reply;
  }

  async function valueOf<T>(schema: z.ZodType<T>, request: ApiRequest): Promise<Result<T>> {
    const reply = await ask(schema, request);
    return reply.ok ? ok(reply.value.value) : reply;
  }

  const jobPath = (jobId: string): string => `/jobs/${encodeURIComponent(jobId)}`;
  /** Whoever sends a request twice means it once. */
  const once = (): { request_token: string } => ({ request_token: randomUUID() });

  return {
    async projects(page, isAskedFor = false) {
      const reply = await ask(projectsSchema, { path: '/projects', query: { page }, isAskedFor });
      if (!reply.ok) return reply;
      return ok({ projects: reply.value.value, hasMore: reply.value.header('x-has-more') === 'true' });
    },
    jobs: (states, pageToken, isAskedFor = false) =>
      valueOf(jobPageSchema, {
        path: '/jobs',
        query: { states, page_size: JOBS_PER_PAGE, page_token: pageToken },
        isAskedFor,
      }),
    job: (jobId) => valueOf(jobSchema, { path: jobPath(jobId) }),
    jobVariables: (jobId) => valueOf(jobVariablesSchema, { path: jobPath(jobId) }),
    log: (jobId, maxBytes = MAX_LOG_BYTES) =>
      valueOf(logSchema, { path: `/logs/${encodeURIComponent(jobId)}`, maxBytes }),
    pipeline: (pipelineId, { withJobs } = { withJobs: false }) =>
      valueOf(pipelineSchema, {
        path: `/pipelines/${encodeURIComponent(pipelineId)}`,
        query: { detailed: withJobs ? true : undefined },
      }),
    async stopJob(jobId) {
      const stopped = await ask(z.unknown(), { method: 'POST', path: `${jobPath(jobId)}/stop`, body: {} });
      return stopped.ok ? ok() : stopped;
    },
    reschedule: (workflowId) =>
      valueOf(rescheduledSchema, {
        method: 'POST',
        path: `/plumber-workflows/${encodeURIComponent(workflowId)}/reschedule`,
        query: once(),
      }),
    rebuildPartly: (pipelineId) =>
      valueOf(partlyRebuiltSchema, {
        method: 'POST',
        path: `/pipelines/${encodeURIComponent(pipelineId)}/partial_rebuild`,
        query: once(),
      }),
    debugJob: (jobId, durationMs) =>
      valueOf(jobSchema, {
        method: 'POST',
        path: `${jobPath(jobId)}/debug`,
        body: { job_id: jobId, duration: seconds(durationMs) },
      }),
    debugProject: (projectId, durationMs, machineType) =>
      valueOf(jobSchema, {
        method: 'POST',
        path: `/jobs/project_debug/${encodeURIComponent(projectId)}`,
        body: { project_id_or_name: projectId, duration: seconds(durationMs), machine_type: machineType },
      }),
    async debugKey(jobId) {
      const reply = await valueOf(debugKeySchema, { path: `${jobPath(jobId)}/debug_ssh_key` });
      return reply.ok ? ok(reply.value.key) : reply;
    },
    artifacts: (jobId, folder) =>
      valueOf(artifactsSchema, {
        path: '/artifacts',
        query: { scope: 'jobs', scope_id: jobId, path: folder === '' ? undefined : folder },
      }),
    async artifact(jobId, path) {
      const signed = await valueOf(signedAddressSchema, {
        path: '/artifacts/signed_url',
        query: { scope: 'jobs', scope_id: jobId, path, method: 'GET' },
      });
      return signed.ok ? http.stream({ path: signed.value, authorization: 'none' }) : signed;
    },
  };
}
