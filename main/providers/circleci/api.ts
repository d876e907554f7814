import type { z } from 'zod';
import type { Result } from '../../contract/problem.ts';
import type { ApiRequest, HttpClient, Reply } from '../../lib/http/http-client.ts';
import { ok } from '../../lib/result.ts';
import { longSlugPath, slugPath, type JobPlace } from './slug.ts';
import { buildDetailV11, buildsV11, projectsV11, type BuildDetailV11, type BuildsV11 } from './wire-v11.ts';
import {
  anything,
  artifactsV2,
  collaborations,
  jobV2,
  me,
  projectV2,
  rerunV2,
  workflowJobsV2,
  type JobV2,
  type WorkflowJobV2,
} from './wire-v2.ts';
import { jobV3, runsV3, workflowsV3, type JobV3, type RunV3 } from './wire-v3.ts';

/** Rows of one page of v1.1, the most it gives. */
export const PAGE_ROWS = 100;
/** Runs of one page of v3, the most it gives; more is refused. */
const PAGE_RUNS = 20;
/** Pages of one workflow's jobs; a workflow of more than that is no sensible one. */
const MAX_PAGES = 10;

/** A step on one machine of a job, as v3 names it. */
export interface OutputPlace {
  jobId: string;
  execution: number;
  num: number;
}

type Asked = Pick<ApiRequest, 'isAskedFor' | 'signal'>;

/** The calls of CircleCI's three API versions that Jumpseat makes. */
export function createApi(http: HttpClient, signal?: AbortSignal) {
  async function get<T>(
    schema: z.ZodType<T>,
    path: string,
    query: ApiRequest['query'] = {},
    asked: Asked = {},
  ): Promise<Result<Reply<T>>> {
    return http.json(schema, { path, query, ...(signal === undefined ? {} : { signal }), ...asked });
  }

  async function valueOf<T>(reply: Promise<Result<Reply<T>>>): Promise<Result<T>> {
    const result = await reply;
    return result.ok ? ok(result.value.value) : result;
  }

  const post = <T>(schema: z.ZodType<T>, path: string, body?: unknown): Promise<Result<T>> =>
    valueOf(http.json(schema, { method: 'POST', path, ...(body === undefined ? {} : { body }) }));

  /** All pages of a v2 list. */
  async function pages<T>(
    schema: z.ZodType<{ items: T[]; next_page_token?: string | undefined }>,
    path: string,
  ): Promise<Result<T[]>> {
    const items: T[] = [];
    let token: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const result = await valueOf(get(schema, path, { 'page-token': token }));
      if (!result.ok) return result;
      items.push(...result.value.items);
      token = result.value.next_page_token;
      if (token === undefined || token === '') break;
    }
    return ok(items);
  }

  return {
    me: (asked?: Asked) => valueOf(get(me, '/api/v2/me', {}, asked)),
    collaborations: () => valueOf(get(collaborations, '/api/v2/me/collaborations')),
    /** The projects the person follows. */
    projects: (asked?: Asked) => valueOf(get(projectsV11, '/api/v1.1/projects', {}, asked)),
    project: (slug: string) => valueOf(get(projectV2, `/api/v2/project/${slugPath(slug)}`)),
    /** The last jobs of all projects that the person follows, newest first. */
    recentBuilds: (offset: number, asked?: Asked): Promise<Result<Reply<BuildsV11>>> =>
      get(buildsV11, '/api/v1.1/recent-builds', { limit: PAGE_ROWS, offset, shallow: true }, asked),
    /** What the person started, in all projects, newest first. */
    async myRuns(cursor?: string, asked?: Asked): Promise<Result<{ runs: RunV3[]; next: string | undefined }>> {
      const query = { 'filter[user_id]': 'me', 'page[limit]': PAGE_RUNS, 'page[cursor]': cursor };
      const result = await valueOf(get(runsV3, '/api/v3/runs', query, asked));
      return result.ok ? ok({ runs: result.value.data, next: result.value.page?.next }) : result;
    },
    async workflowsOf(runId: string): Promise<Result<string[]>> {
      const result = await valueOf(get(workflowsV3, '/api/v3/workflows', { 'filter[run_id]': runId }));
      return result.ok ? ok(result.value.data.map(({ id }) => id)) : result;
    },
    jobsOf: (workflowId: string): Promise<Result<WorkflowJobV2[]>> =>
      pages(workflowJobsV2, `/api/v2/workflow/${workflowId}/job`),
    async jobV3(jobId: string): Promise<Result<JobV3>> {
      const result = await valueOf(get(jobV3, `/api/v3/jobs/${jobId}`));
      return result.ok ? ok(result.value.data) : result;
    },
    jobV2: (place: JobPlace): Promise<Result<JobV2>> =>
      valueOf(get(jobV2, `/api/v2/project/${slugPath(place.slug)}/job/${place.number}`)),
    jobV11: (place: JobPlace): Promise<Result<BuildDetailV11>> =>
      valueOf(get(buildDetailV11, `/api/v1.1/project/${longSlugPath(place.slug)}/${place.number}`)),
    artifacts: (place: JobPlace) =>
      pages(artifactsV2, `/api/v2/project/${slugPath(place.slug)}/${place.number}/artifacts`),
    /** Runs one job of a workflow again, in a new workflow whose id comes back. */
    async rerun(workflowId: string, jobId: string, withSsh: boolean): Promise<Result<string>> {
      const body = { jobs: [jobId], ...(withSsh ? { enable_ssh: true } : {}) };
      const result = await post(rerunV2, `/api/v2/workflow/${workflowId}/rerun`, body);
      return result.ok ? ok(result.value.workflow_id) : result;
    },
    cancelJob: (place: JobPlace) =>
      post(anything, `/api/v2/project/${slugPath(place.slug)}/job/${place.number}/cancel`),
    cancelWorkflow: (workflowId: string) => post(anything, `/api/v2/workflow/${workflowId}/cancel`),
    /** Part of what a step printed. 404 and 416 mean: nothing there yet. */
    output: (stream: 'stdout' | 'stderr', place: OutputPlace, range: string | undefined, maxBytes: number) =>
      http.bytes({
        path: `/api/v3/jobs/${place.jobId}/${stream}`,
        query: { 'filter[execution]': place.execution, 'filter[step_num]': place.num },
        headers: { accept: '*/*', ...(range === undefined ? {} : { range }) },
        maxBytes,
        accept: [404, 416],
        ...(signal === undefined ? {} : { signal }),
      }),
  };
}

export type Api = ReturnType<typeof createApi>;
