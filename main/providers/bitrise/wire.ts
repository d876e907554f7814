import { z } from 'zod';
import { idSchema, listOf, momentOrNothing } from '../lenient.ts';

/** Replies of the CI API v0.1; names as in its Swagger file, in which nothing is required. Unset fields come as null. */

const text = z
  .string()
  .nullish()
  .catch(undefined)
  .transform((value) => (value === null || value === '' ? undefined : value));
const number = z.number().optional().catch(undefined);
const flag = z.boolean().nullish().catch(undefined);

export const appSchema = z.object({ slug: idSchema, title: z.string().catch(''), is_disabled: flag });

export const buildSchema = z.object({
  slug: idSchema,
  build_number: z.number().int().catch(0),
  status: z.number().catch(-1),
  is_on_hold: flag,
  branch: text,
  tag: text,
  commit_hash: text,
  commit_message: text,
  triggered_by: text,
  triggered_workflow: text,
  pipeline_workflow_id: text,
  triggered_at: momentOrNothing,
  started_on_worker_at: momentOrNothing,
  finished_at: momentOrNothing,
  stack_identifier: text,
  machine_type_id: text,
  abort_reason: text,
  rebuildable: flag,
  original_build_params: z.record(z.string(), z.unknown()).nullish().catch(undefined),
  /** The app, in lists over all apps. */
  repository: appSchema.optional().catch(undefined),
});

const paging = z.object({ next: text }).catch({ next: undefined });

export const appListSchema = z.object({ data: listOf(appSchema), paging });
export const buildListSchema = z.object({ data: listOf(buildSchema), paging });
export const oneBuildSchema = z.object({ data: buildSchema });
export const meSchema = z.object({ data: z.object({ username: text, email: text }) });

export const logSchema = z.object({
  expiring_raw_log_url: text,
  is_archived: flag,
  log_chunks: listOf(z.object({ chunk: z.string(), position: z.number().int() }))
    .nullish()
    .catch([]),
  next_after_timestamp: text,
});

const artifactSchema = z.object({
  slug: idSchema,
  title: z.string().catch(''),
  file_size_bytes: z.number().int().nonnegative().optional().catch(undefined),
});
export const artifactListSchema = z.object({ data: listOf(artifactSchema), paging });
export const oneArtifactSchema = z.object({
  data: z.object({ expiring_download_url: text, file_size_bytes: number }),
});

export const triggeredSchema = z.object({
  status: text,
  message: text,
  build_slug: text,
  build_number: number,
  results: listOf(z.object({ build_slug: text, build_number: number }))
    .nullish()
    .catch([]),
});

/** `log/summary` is in no published document; as the vendor's own tool (bitrise-mcp) reads it. */
const summaryStepSchema = z.object({
  uuid: idSchema,
  title: z.string().catch(''),
  step_id: text,
  status: text,
  started_at: momentOrNothing,
  finished_at: momentOrNothing,
});
export const summarySchema = z.object({
  execution: z.object({ workflows: listOf(z.object({ steps: listOf(summaryStepSchema).catch([]) })) }),
});
export const stepLogSchema = z.object({ expiring_raw_log_url: text });
export const stepMessagesSchema = listOf(z.object({ message: z.string() }));

export type WireApp = z.infer<typeof appSchema>;
export type WireBuild = z.infer<typeof buildSchema>;
export type WireLog = z.infer<typeof logSchema>;
export type WireSummaryStep = z.infer<typeof summaryStepSchema>;
export type WireArtifact = z.infer<typeof artifactSchema>;
