import { z } from 'zod';
import { problemSchema } from './problem.ts';

/** A mistake in a project's jumpseat.yml. Lines and columns count from 1. */
export const configMistakeSchema = z.object({
  line: z.number().int().min(1),
  column: z.number().int().min(1),
  /** What is wrong, and what to write instead. */
  message: z.string(),
});

export const projectSchema = z.object({
  id: z.string(),
  accountId: z.string(),
  name: z.string(),
  /** The folder, for projects on this computer. */
  folder: z.string().optional(),
  isGit: z.boolean(),
  isSample: z.boolean(),
  /** Whether a build can be started, and if not, why. `not-here`: it is configured at its service. */
  config: z.enum(['valid', 'missing', 'invalid', 'folder-missing', 'not-here']),
  mistakes: z.array(configMistakeSchema),
  problem: problemSchema.optional(),
  /** Its page at the service. */
  webUrl: z.string().optional(),
});

export type ConfigMistake = z.infer<typeof configMistakeSchema>;
export type Project = z.infer<typeof projectSchema>;
