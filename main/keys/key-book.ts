import { z } from 'zod';
import type { Result } from '../contract/problem.ts';
import type { Storage } from '../lib/storage.ts';

/** Under which the book stands in the storage. */
export const KEY_BOOK = 'keys';
/** Sign-ins of more accounts and hosts than this are not remembered. */
const MAX_SUCCESSES = 200;

/** Where an imported or generated key came from, and the handle of its private part. No secret in it. */
const keptKeySchema = z.object({
  id: z.string(),
  kind: z.enum(['imported', 'generated']),
  label: z.string(),
  /** One line as authorized_keys takes it; unknown for an encrypted file that does not show it. */
  publicKey: z.string().optional(),
  isEncrypted: z.boolean(),
  handle: z.string(),
});

const keyBookSchema = z.object({
  kept: z.array(keptKeySchema),
  /** Handles of passphrases, by key id. */
  passphrases: z.record(z.string(), z.string()),
  /** Public parts that a file shows only with its passphrase, by key id. */
  learned: z.record(z.string(), z.string()),
  /** Keys that are not to be offered. */
  unused: z.array(z.string()),
  /** Keys that were put first, the last one so marked in front. */
  first: z.array(z.string()),
  /** Which key signed in last, by account or host. */
  successes: z.record(z.string(), z.string()),
});

export type KeptKey = z.infer<typeof keptKeySchema>;
/** What is remembered about keys from one run to the next. Handles of secrets, never secrets. */
export type KeyBook = z.infer<typeof keyBookSchema>;

/** The stored book, or an empty one when there is none that can be read. */
export function readKeyBook(storage: Storage): KeyBook {
  const parsed = keyBookSchema.safeParse(storage.get(KEY_BOOK));
  if (parsed.success) return parsed.data;
  return { kept: [], passphrases: {}, learned: {}, unused: [], first: [], successes: {} };
}

/** Changes the stored book. `storage-failed` leaves it as it was. */
export function changeKeyBook(storage: Storage, change: (book: KeyBook) => KeyBook): Promise<Result<undefined>> {
  return storage.set({ [KEY_BOOK]: change(readKeyBook(storage)) });
}

/** The book with a key's traces taken out; what was learned of a file stays true. */
export function withoutKey(book: KeyBook, keyId: string): KeyBook {
  const { [keyId]: _handle, ...passphrases } = book.passphrases;
  return {
    ...book,
    passphrases,
    kept: book.kept.filter(({ id }) => id !== keyId),
    first: book.first.filter((id) => id !== keyId),
    unused: book.unused.filter((id) => id !== keyId),
  };
}

/** The book with a sign-in noted as the latest. */
export function withSuccess(book: KeyBook, places: readonly string[], keyId: string): KeyBook {
  const others = Object.entries(book.successes).filter(([place]) => !places.includes(place));
  const latest = [...others, ...places.map((place): [string, string] => [place, keyId])].slice(-MAX_SUCCESSES);
  return { ...book, successes: Object.fromEntries(latest) };
}
