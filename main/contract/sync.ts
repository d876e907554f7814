import { z } from 'zod';
import { problemSchema } from './problem.ts';

/** `add`: new on the side it goes to; `change`: other content; `remove`: gone on the side it comes from. */
export const syncActions = ['add', 'change', 'remove'] as const;

export const syncItemSchema = z.object({
  /** Path within the folder, with `/`, as it is; also what names the item. */
  path: z.string(),
  /** What to show where the path itself would not show what it is. */
  shownPath: z.string().optional(),
  action: z.enum(syncActions),
  sizeBytes: z.number().nonnegative().optional(),
  /** The other side has changes of its own to it, which would be lost. Left out unless chosen. */
  isConflict: z.boolean(),
});

/** What a sync would do; nothing is done yet. */
export const syncPlanSchema = z.object({
  planId: z.string(),
  direction: z.enum(['upload', 'download']),
  localFolder: z.string(),
  remoteFolder: z.string(),
  /** What was compared, for people: "your changes since 3f2a91c, with untracked files", "sizes and times". */
  basis: z.string(),
  items: z.array(syncItemSchema).max(20_000),
  /** More differ than are listed. */
  isCut: z.boolean(),
  /** What could not be looked at, and what the person should know. */
  warnings: z.array(problemSchema).max(20),
});

export type SyncItem = z.infer<typeof syncItemSchema>;
export type SyncPlan = z.infer<typeof syncPlanSchema>;
