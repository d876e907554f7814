import { z } from 'zod';
import { entries, moment, text, uuid, whole } from './wire-parts.ts';

// API v3, as CircleCI's own command line tool uses it: https://github.com/CircleCI-Public/circleci-cli

const reference = z.object({ id: uuid }).optional().catch(undefined);
const next = { page: z.object({ next: text }).optional().catch(undefined) };

const run = z.object({
  id: uuid,
  attributes: z.object({ phase: text, current_outcome: text, outcome: text, created_at: moment }),
  references: z.object({
    project: reference,
    event: z
      .object({
        attributes: z.object({
          vcs: z
            .object({
              branch: text,
              tag: text,
              revision: text,
              commit: z
                .object({
                  subject: text,
                  author: z.object({ name: text, login: text }).optional().catch(undefined),
                })
                .optional()
                .catch(undefined),
            })
            .optional()
            .catch(undefined),
        }),
      })
      .optional()
      .catch(undefined),
  }),
});
export const runsV3 = z.object({ data: entries(run), ...next });
export const workflowsV3 = z.object({ data: entries(z.object({ id: uuid })), ...next });

const step = z.object({
  name: text,
  type: text,
  num: z.number().int().min(0),
  phase: text,
  outcome: text,
  exit_code: whole,
  command: text,
  started_at: moment,
  ended_at: moment,
});
export const jobV3 = z.object({
  data: z.object({
    id: uuid,
    attributes: z.object({
      name: text,
      phase: text,
      outcome: text,
      started_at: moment,
      ended_at: moment,
      parallel_executions: z
        .array(z.object({ steps: entries(step).catch([]) }))
        .optional()
        .catch(undefined),
    }),
  }),
});

export type RunV3 = z.infer<typeof run>;
export type JobV3 = z.infer<typeof jobV3>['data'];
