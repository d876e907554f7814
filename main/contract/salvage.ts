import { z } from 'zod';
import { timeSchema } from './build.ts';
import { problemSchema } from './problem.ts';

/** What brought it about: the person, the machine's end coming near, or the end of the session by the person. */
export const salvageTriggers = ['asked', 'deadline', 'end'] as const;

/**
 * Parts, the most valuable first; they are fetched in this order.
 *
 * - `changes`: `git diff --binary` of what is tracked, staged or not, against the commit that is checked out
 * - `commits`: a bundle of the commits that no remote has
 * - `untracked`: files that git does not know and does not ignore, as a tar file
 * - `chosen`: files and folders that the person named, as a tar file
 * - `history`: what was typed into the machine's shells since the session began
 * - `artifacts`: what matches the patterns of the person, as a tar file
 */
export const salvagePartKinds = ['changes', 'commits', 'untracked', 'chosen', 'history', 'artifacts'] as const;

/** What each part is called in the folder of its salvage, once it is whole. */
export const salvageFiles = {
  changes: 'changes.patch',
  commits: 'commits.bundle',
  untracked: 'untracked.tar',
  chosen: 'chosen.tar',
  history: 'history.txt',
  artifacts: 'artifacts.tar',
} as const satisfies Record<SalvagePartKind, string>;

export const salvagePartSchema = z.object({
  kind: z.enum(salvagePartKinds),
  /** `empty`: there was nothing. `skipped`: no time or room was left for it. */
  state: z.enum(['waiting', 'running', 'saved', 'empty', 'skipped', 'failed']),
  /** Its file in the salvage's folder, once it is whole. */
  file: z.string().max(120).optional(),
  sizeBytes: z.number().int().nonnegative(),
  /** Files, commits or lines in it. */
  count: z.number().int().nonnegative().optional(),
  /** Why it failed or was skipped. */
  problem: problemSchema.optional(),
});

/** Something that was left on the machine, and why. */
export const leftOutSchema = z.object({
  path: z.string().max(4_096),
  sizeBytes: z.number().int().nonnegative().optional(),
  reason: z.enum(['too-large', 'no-room', 'unreadable', 'unsafe-name', 'ignored']),
});

/** The clone on the machine whose work was brought home. */
export const salvagedCloneSchema = z.object({
  path: z.string().max(4_096),
  /** Full hash of the commit that was checked out; none in a repository without commits. */
  head: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/)
    .optional(),
  branch: z.string().max(1_024).optional(),
  /** Newest commit below it that a remote has; what the bundle stands on. */
  base: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/)
    .optional(),
});

/** What was brought home from one machine at one moment. */
export const salvageSchema = z.object({
  id: z.string(),
  machine: z.number().int().min(0),
  machineName: z.string().max(256),
  at: timeSchema,
  trigger: z.enum(salvageTriggers),
  /** `partial`: something is missing, see its parts. */
  state: z.enum(['running', 'saved', 'nothing', 'partial', 'failed']),
  clone: salvagedCloneSchema.optional(),
  parts: z.array(salvagePartSchema).max(16),
  /** At most 500 are named. */
  leftOut: z.array(leftOutSchema).max(500),
  leftOutCount: z.number().int().nonnegative(),
  problem: problemSchema.optional(),
});

/** What is brought home besides the work in the clone; kept for the project. */
export const salvageWishesSchema = z.object({
  /** Files and folders, absolute or relative to the clone. */
  paths: z.array(z.string().min(1).max(4_096)).max(100),
  /** Patterns of artifacts, relative to the clone: "coverage/**". */
  patterns: z.array(z.string().min(1).max(512)).max(50),
});

/** What applying a salvage to a clone of the person's own would do; nothing was changed yet. */
export const applyPlanSchema = z.object({
  planId: z.string(),
  /** The clone it would be applied to. */
  folder: z.string(),
  /** Its branch, and whether it has changes of its own. */
  branch: z.string().optional(),
  hasChanges: z.boolean(),
  /** The commit the machine stood on is in this clone. */
  hasHead: z.boolean(),
  files: z
    .array(
      z.object({
        path: z.string().max(4_096),
        action: z.enum(['change', 'add', 'remove']),
        /** `exists`: another file of that name is there, which stays. `same`: it is there already. */
        state: z.enum(['clean', 'conflict', 'exists', 'same']),
      }),
    )
    .max(5_000),
  fileCount: z.number().int().nonnegative(),
  /** Commits that would be fetched, below this name (`HEAD`, `heads/…`); nothing is merged. */
  commits: z.object({ count: z.number().int().positive(), ref: z.string() }).optional(),
  /** Why it cannot be applied as it is. */
  problem: problemSchema.optional(),
});

export type Salvage = z.infer<typeof salvageSchema>;
export type SalvagePart = z.infer<typeof salvagePartSchema>;
export type SalvagePartKind = (typeof salvagePartKinds)[number];
export type SalvageTrigger = (typeof salvageTriggers)[number];
export type SalvageWishes = z.infer<typeof salvageWishesSchema>;
export type LeftOut = z.infer<typeof leftOutSchema>;
export type ApplyPlan = z.infer<typeof applyPlanSchema>;
