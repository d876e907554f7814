import { z } from 'zod';
import { timeSchema } from './build.ts';
import { problemSchema } from './problem.ts';

/**
 * - `fetching`: the copy is on its way here
 * - `open`: every save is uploaded
 * - `uploading`
 * - `conflict`: the file on the machine is not the one that was fetched; nothing was overwritten
 * - `waiting`: saved, and not uploaded yet: its machine is not connected, or the upload failed (`problem`)
 */
export const editStates = ['fetching', 'open', 'uploading', 'conflict', 'waiting'] as const;

/** A file of a machine that is open in a program on this computer. */
export const editSchema = z.object({
  id: z.string(),
  sessionId: z.string(),
  machine: z.number().int().min(0),
  /** On the machine. */
  path: z.string(),
  /** For the screen. */
  name: z.string(),
  state: z.enum(editStates),
  openedAt: timeSchema,
  savedAt: timeSchema.optional(),
  problem: problemSchema.optional(),
});

export type Edit = z.infer<typeof editSchema>;
