import { z } from 'zod';
import { timeSchema } from './build.ts';
import { problemSchema } from './problem.ts';

/** How a thing that is there already is dealt with. `newer` replaces what is older than what comes. */
export const conflictRules = ['skip', 'replace', 'keep-both', 'newer'] as const;

/**
 * - `queued`: waits for its turn
 * - `running`
 * - `asking`: goes on as far as it can, and needs an answer for the rest; see `question`
 * - `paused`: by the person
 * - `waiting`: its machine is not connected; goes on by itself when it is, also after Jumpseat was started again
 * - `stopped`: something in the way of all of it, see `problem`; can be resumed
 * - `done`: nothing left to do; `failedCount` may be above zero
 * - `cancelled`: what was half-written is gone
 */
export const transferStates = [
  'queued',
  'running',
  'asking',
  'paused',
  'waiting',
  'stopped',
  'done',
  'cancelled',
] as const;

const side = z.object({ sizeBytes: z.number(), modifiedAt: timeSchema.optional() });

/** Asked once for a whole transfer. */
export const transferQuestionSchema = z.discriminatedUnion('kind', [
  /** Files that are there already. `count` grows while the rest is looked through. */
  z.object({
    kind: z.literal('conflict'),
    count: z.number().int().min(1),
    /** The first of them, for the screen, and both sides of it. */
    example: z.string(),
    coming: side,
    there: side,
  }),
  /** More than anybody expects of a download: `value` is how many or how much there was when it stopped to ask. */
  z.object({ kind: z.literal('limit'), what: z.enum(['files', 'bytes', 'depth']), value: z.number() }),
]);

export const transferAnswerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('conflict'), rule: z.enum(conflictRules) }),
  z.object({ kind: z.literal('limit'), goOn: z.boolean() }),
]);

export const directions = ['upload', 'download'] as const;

/** How far a transfer is. Rates and times left are over the last seconds. */
export const transferProgressSchema = z.object({
  state: z.enum(transferStates),
  /** What is transferred is still being counted: the totals grow. */
  isCounting: z.boolean(),
  bytesDone: z.number().nonnegative(),
  bytesTotal: z.number().nonnegative(),
  filesDone: z.number().int().nonnegative(),
  filesTotal: z.number().int().nonnegative(),
  /** Left alone by a rule, or because links and devices are not transferred. */
  skippedCount: z.number().int().nonnegative(),
  failedCount: z.number().int().nonnegative(),
  /** Files that got another name: this system cannot have theirs, or the rule was to keep both. */
  renamedCount: z.number().int().nonnegative(),
  /** Bytes per second. */
  rate: z.number().nonnegative().optional(),
  remainingMs: z.number().nonnegative().optional(),
  /** The file at work, for the screen. */
  current: z.string().optional(),
  question: transferQuestionSchema.optional(),
  /** Why it stopped or waits. */
  problem: problemSchema.optional(),
});

/** One dropped thing on its way: a file, a folder, or several chosen together. */
export const transferSchema = transferProgressSchema.extend({
  id: z.string(),
  /** The session it runs in; without one it waits for its machine. */
  sessionId: z.string().optional(),
  machine: z.number().int().min(0),
  /** For people: "anna@10.0.0.7". */
  machineName: z.string(),
  direction: z.enum(directions),
  purpose: z.enum(['transfer', 'edit', 'sync', 'drag-out']),
  /** For people: the name of the thing, or "3 things". */
  title: z.string(),
  /** For people: the folder it comes from, and the one it goes to. */
  from: z.string(),
  to: z.string(),
  /** The folder on the machine's side, as it is there. */
  remoteFolder: z.string(),
  addedAt: timeSchema,
  endedAt: timeSchema.optional(),
});

/** What happened to one file of a transfer other than its arrival. */
export const transferNoteSchema = z.object({
  kind: z.enum(['failed', 'skipped', 'renamed']),
  /** Path within the transfer, for the screen. */
  path: z.string(),
  /** For people: why, or its new name. */
  message: z.string(),
});

export type ConflictRule = (typeof conflictRules)[number];
export type Direction = (typeof directions)[number];
export type TransferState = (typeof transferStates)[number];
export type TransferQuestion = z.infer<typeof transferQuestionSchema>;
export type TransferAnswer = z.infer<typeof transferAnswerSchema>;
export type TransferProgress = z.infer<typeof transferProgressSchema>;
export type Transfer = z.infer<typeof transferSchema>;
export type TransferNote = z.infer<typeof transferNoteSchema>;
