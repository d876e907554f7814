import { z } from 'zod';
import { problemSchema } from './problem.ts';

export const providerIds = ['buildhost'] as const;

/** What a provider can do for an account; the window offers nothing else. */
export const capabilitiesSchema = z.object({
  /** Builds can be started from a project folder. */
  run: z.boolean(),
  cancel: z.boolean(),
  rebuild: z.boolean(),
  rebuildWithAccess: z.boolean(),
  endSession: z.boolean(),
  /** Projects are folders on this computer that can be added and removed. */
  folders: z.boolean(),
});

/** One login at one provider. The build host is one account that is always there. */
export const accountSchema = z.object({
  id: z.string(),
  provider: z.enum(providerIds),
  label: z.string(),
  state: z.enum(['connecting', 'ready', 'failed']),
  problem: problemSchema.optional(),
  capabilities: capabilitiesSchema,
});

export type Capabilities = z.infer<typeof capabilitiesSchema>;
export type Account = z.infer<typeof accountSchema>;
