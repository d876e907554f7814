import { z } from 'zod';
import { idSchema, listOf, momentOrNothing } from '../lenient.ts';

/** Replies of the legacy API, which has no schema: what was seen of it, and nothing is taken for granted. */

const text = z
  .string()
  .nullish()
  .catch(undefined)
  .transform((value) => value ?? undefined);

const subactionSchema = z.object({ command: text, logUrl: text, status: text });
const actionSchema = z.object({
  _id: text,
  name: text,
  type: text,
  status: text,
  startedAt: momentOrNothing,
  finishedAt: momentOrNothing,
  logUrl: text,
  subactions: listOf(subactionSchema).catch([]),
});

export const legacyBuildSchema = z.object({
  build: z.object({
    message: text,
    workflowId: text,
    buildActions: listOf(actionSchema).catch([]),
  }),
  application: z
    .object({
      /** In seconds, by workflow; workflows of a codemagic.yaml are not among them. */
      workflows: z
        .record(z.string(), z.object({ maxBuildDuration: z.number().optional().catch(undefined) }).catch({}))
        .catch({}),
    })
    .catch({ workflows: {} }),
});

const teamSchema = z.object({ _id: idSchema, name: z.string().catch('') });
export const legacyUserSchema = z.object({
  user: z.object({
    user: z.object({ fullName: text, email: text }).catch({ fullName: undefined, email: undefined }),
    personalTeam: teamSchema.optional().catch(undefined),
  }),
});
export const startedSchema = z.object({ buildId: idSchema });

export type LegacyBuild = z.infer<typeof legacyBuildSchema>;
export type LegacyAction = z.infer<typeof actionSchema>;
