import { z } from 'zod';
import { conflictRules } from '../../contract/transfer.ts';

/** Raised when older journals cannot be read any more. */
export const JOURNAL_VERSION = 1;

const key = z.string().max(11);
const count = z.number().int().nonnegative();

/** What stands in one line of a transfer's journal. Files are known by keys of their paths; see path-set.ts. */
export const recordSchema = z.discriminatedUnion('t', [
  /** The first line. `salt` is for keys, `tag` for the names of `.part` files. */
  z.object({
    t: z.literal('journal'),
    version: z.literal(JOURNAL_VERSION),
    id: z.string(),
    salt: z.string().min(16).max(64),
    tag: z.string().regex(/^[0-9a-z]{6,16}$/),
  }),
  /** Files that arrived, with their bytes together. */
  z.object({ t: z.literal('done'), keys: z.array(key), bytes: count }),
  /** Left alone; `path` is fit for the screen. */
  z.object({ t: z.literal('skipped'), key, path: z.string(), message: z.string(), bytes: count.optional() }),
  /** `above`: keys of the folders it is in. */
  z.object({
    t: z.literal('failed'),
    key,
    above: z.array(key),
    path: z.string(),
    message: z.string(),
    bytes: count.optional(),
  }),
  z.object({ t: z.literal('renamed'), path: z.string(), message: z.string() }),
  /** A file in flight: this much of it was acknowledged, when its source had this size and time. */
  z.object({ t: z.literal('point'), key, bytes: count, size: count, at: z.number().optional() }),
  /** The free name that was found for a file that is kept beside another. */
  z.object({ t: z.literal('kept'), key, name: z.string() }),
  z.object({ t: z.literal('rule'), rule: z.enum(conflictRules) }),
  /** The person wants it although it is more than expected. */
  z.object({ t: z.literal('allowed'), what: z.enum(['files', 'bytes', 'depth']) }),
  /** There may be `.part` files in this folder of the side it goes to, which was `made` by this transfer or not. */
  z.object({ t: z.literal('open'), folder: z.string(), made: key.optional() }),
  z.object({ t: z.literal('closed'), folder: z.string() }),
  /** A source goes to a folder of its own first, which gets its name at the end. */
  z.object({ t: z.literal('staging'), source: count, folder: z.string() }),
  z.object({ t: z.literal('placed'), source: count }),
  z.object({ t: z.literal('totals'), files: count, bytes: count }),
  /** What has failed so far is wanted again; `only`: and nothing else. */
  z.object({ t: z.literal('retry'), only: z.boolean() }),
  z.object({ t: z.literal('end'), state: z.enum(['done', 'cancelled']) }),
]);

export type JournalRecord = z.infer<typeof recordSchema>;

/** What a line says; undefined for a torn or foreign one. */
export function parseRecord(line: string): JournalRecord | undefined {
  try {
    return recordSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
