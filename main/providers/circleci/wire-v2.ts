import { z } from 'zod';
import { entries, moment, optionalUuid, text, uuid, whole } from './wire-parts.ts';

// API v2: https://circleci.com/docs/api/v2/

export const me = z.object({ id: text, login: text, name: text });
export const collaborations = entries(z.object({ name: z.string(), slug: text, 'vcs-type': text }));

const page = { next_page_token: text };

export const workflowJobV2 = z.object({
  id: uuid,
  name: z.string().max(1000),
  type: text,
  status: text,
  job_number: whole,
  project_slug: z.string().max(500),
  started_at: moment,
  stopped_at: moment,
});
export const workflowJobsV2 = z.object({ items: entries(workflowJobV2), ...page });

export const jobV2 = z.object({
  name: text,
  status: text,
  web_url: text,
  parallelism: whole,
  created_at: moment,
  queued_at: moment,
  started_at: moment,
  stopped_at: moment,
  executor: z.object({ type: text, resource_class: text }).optional().catch(undefined),
  latest_workflow: z.object({ id: optionalUuid }).optional().catch(undefined),
  project: z.object({ name: text }).optional().catch(undefined),
  messages: entries(z.object({ type: text, message: z.string() }))
    .optional()
    .catch(undefined),
});

export const projectV2 = z.object({ name: text, organization_name: text, slug: text });
export const rerunV2 = z.object({ workflow_id: uuid });
export const anything = z.unknown();

export const artifactsV2 = z.object({
  items: entries(z.object({ path: z.string().max(4096), node_index: whole, url: z.string().max(8192) })),
  ...page,
});

export type WorkflowJobV2 = z.infer<typeof workflowJobV2>;
export type JobV2 = z.infer<typeof jobV2>;
