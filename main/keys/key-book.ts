import { z } from 'zod';

/** Where an imported or generated key came from, and the handle of its private part. No secret in it. */
const keptKeySchema = z.object({
  id: z.string(),
  kind: z.enum(['imported', 'generated']),
  label: z.string(),
  /** One line as authorized_keys takes it; unknown for an encrypted file that does not show it. */
  publicKey: z.string().optional(),
  /** What the private part looks like: it is not needed to know this. */
  isEncrypted: z.boolean(),
  handle: z.string(),
});

/** What is remembered about keys from one run to the next. Handles of secrets, never secrets. */
export const keyBookSchema = z.object({
  version: z.literal(1),
  kept: z.array(keptKeySchema),
  /** Handles of passphrases, by key id. */
  passphrases: z.record(z.string(), z.string()),
  /** Keys that are not to be offered. */
  unused: z.array(z.string()),
  /** Keys that were put first, the last one so marked in front. */
  first: z.array(z.string()),
  /** Which key signed in last, by account or host. */
  successes: z.record(z.string(), z.string()),
});

export type KeptKey = z.infer<typeof keptKeySchema>;
export type KeyBook = z.infer<typeof keyBookSchema>;

/** Keeps one plain object on disk. */
export interface KeyStorage {
  /** What was written last, undefined at first; checked by whoever reads it. */
  read(): unknown;
  write(book: KeyBook): void;
}

/** An empty book, or the stored one when it is readable. */
export function openKeyBook(stored: unknown): KeyBook {
  const parsed = keyBookSchema.safeParse(stored);
  if (parsed.success) return parsed.data;
  return { version: 1, kept: [], passphrases: {}, unused: [], first: [], successes: {} };
}
