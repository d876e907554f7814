import { z } from 'zod';
import { entries, flag, moment, optionalUuid, text, whole } from './wire-parts.ts';

// API v1.1: https://circleci.com/docs/api/v1/

const resourceClass = z
  .object({ class: text, name: text, cpu: z.number().optional().catch(undefined) })
  .optional()
  .catch(undefined);

/** One job, as lists and the page of one job have it. */
export const buildV11 = z.object({
  build_num: z.number().int().positive(),
  username: z.string().min(1).max(200),
  reponame: z.string().min(1).max(200),
  vcs_type: text,
  build_url: text,
  branch: text,
  vcs_tag: text,
  vcs_revision: text,
  subject: text,
  author_name: text,
  committer_name: text,
  user: z.object({ login: text, name: text }).optional().catch(undefined),
  status: text,
  outcome: text,
  lifecycle: text,
  queued_at: moment,
  start_time: moment,
  stop_time: moment,
  parallel: whole,
  workflows: z
    .object({ workflow_id: optionalUuid, job_id: optionalUuid, job_name: text, workflow_name: text })
    .optional()
    .catch(undefined),
  picard: z.object({ executor: text, resource_class: resourceClass }).optional().catch(undefined),
  why: text,
  retry_of: whole,
  ssh_disabled: flag,
});
/** `count` includes rows that could not be read: it is what the next page begins after. */
export const buildsV11 = z.array(z.unknown()).transform((items) => ({
  count: items.length,
  rows: items.flatMap((item) => {
    const parsed = buildV11.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  }),
}));

const actionV11 = z.object({
  index: z.number().int().min(0),
  step: z.number().int().min(0),
  name: text,
  type: text,
  status: text,
  exit_code: whole,
  bash_command: text,
  start_time: moment,
  end_time: moment,
  output_url: text,
});
export const buildDetailV11 = buildV11.extend({
  steps: entries(z.object({ name: text, actions: entries(actionV11) })).catch([]),
});

export const projectsV11 = entries(
  z.object({
    username: z.string().min(1).max(200),
    reponame: z.string().min(1).max(200),
    vcs_type: text,
    vcs_url: text,
    slug: text,
  }),
);

/** A step's output, as its signed address gives it. */
export const outputV11 = entries(z.object({ message: z.string() }));

export type BuildV11 = z.infer<typeof buildV11>;
export type BuildsV11 = z.infer<typeof buildsV11>;
export type BuildDetailV11 = z.infer<typeof buildDetailV11>;
