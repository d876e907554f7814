import { z } from 'zod';
import { idSchema } from '../lenient.ts';
import { listOf, textSchema, wordSchema } from './wire.ts';

/** A pipeline with the jobs of its blocks, from `GET /pipelines/{id}`; jobs come only with `detailed=true`. */
export const pipelineSchema = z
  .object({
    pipeline: z.object({
      name: textSchema,
      state: wordSchema,
      result: wordSchema,
      commit_message: textSchema,
      commit_sha: textSchema,
      branch_name: textSchema,
      error_description: textSchema,
      triggerer: z.object({ wf_triggerer_provider_login: textSchema }).nullish().catch(null),
    }),
    blocks: listOf(
      z.object({
        jobs: listOf(z.object({ job_id: idSchema, name: textSchema, status: wordSchema })).catch([]),
      }),
    )
      .nullish()
      .catch([]),
  })
  .transform(({ pipeline, blocks }) => ({
    isDone: pipeline.state === 'DONE',
    commitMessage: pipeline.commit_message,
    commit: pipeline.commit_sha,
    branch: pipeline.branch_name,
    error: pipeline.error_description,
    startedBy: pipeline.triggerer?.wf_triggerer_provider_login ?? '',
    jobs: (blocks ?? []).flatMap(({ jobs }) => jobs).map(({ job_id, name }) => ({ id: job_id, name })),
  }));

export type Pipeline = z.infer<typeof pipelineSchema>;

/** `POST /plumber-workflows/{id}/reschedule`. */
export const rescheduledSchema = z.object({ ppl_id: idSchema }).transform(({ ppl_id }) => ({ pipelineId: ppl_id }));

/** `POST /pipelines/{id}/partial_rebuild`. */
export const partlyRebuiltSchema = z
  .object({ pipeline_id: idSchema })
  .transform(({ pipeline_id }) => ({ pipelineId: pipeline_id }));
