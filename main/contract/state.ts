import type { z } from 'zod';
import { accountSchema } from './account.ts';
import { buildDetailSchema, buildSchema } from './build.ts';
import { editSchema } from './edit.ts';
import { keySchema } from './key.ts';
import type { keychainSchema } from './keychain.ts';
import { sessionPortsSchema } from './forward.ts';
import { projectSchema } from './project.ts';
import { sessionRecordSchema } from './record.ts';
import { sessionSchema } from './session.ts';
import type { settingsSchema } from './settings.ts';
import { transferSchema } from './transfer.ts';

/** The collections of the truth; every entry has its key within its collection. */
export const collections = {
  accounts: accountSchema,
  projects: projectSchema,
  builds: buildSchema,
  details: buildDetailSchema,
  sessions: sessionSchema,
  keys: keySchema,
  transfers: transferSchema,
  edits: editSchema,
  /** What stays of sessions, by session. */
  records: sessionRecordSchema,
  /** By session. */
  ports: sessionPortsSchema,
} as const;

export type CollectionName = keyof typeof collections;
export type Entry<N extends CollectionName> = z.infer<(typeof collections)[N]>;

/** Parts of the truth that exist once and are replaced as a whole. */
export interface Singles {
  settings: z.infer<typeof settingsSchema>;
  keychain: z.infer<typeof keychainSchema>;
}
export type SingleName = keyof Singles;
export type Truth = { [N in CollectionName]: Record<string, Entry<N>> } & Singles;

/** One change: an entry was set, or dropped when `value` is null; or a part that exists once was replaced. */
export type Change =
  | { [N in CollectionName]: { collection: N; key: string; value: Entry<N> | null } }[CollectionName]
  | { [N in SingleName]: { collection: N; value: Singles[N] } }[SingleName];

/** Changes travel in numbered patches. A gap in the numbers means: fetch the snapshot again. */
export interface Patch {
  revision: number;
  changes: Change[];
}

export interface Snapshot {
  revision: number;
  truth: Truth;
}
