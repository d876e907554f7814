import { z } from 'zod';
import { timeSchema } from './build.ts';

/** Longest path on a machine, in characters; Linux ends at 4096 bytes. */
export const MAX_REMOTE_PATH_LENGTH = 4096;

/** A path on a machine as it is there: any text without NUL. Where it must be absolute, the call says so. */
export const remotePathSchema = z
  .string()
  .min(1)
  .max(MAX_REMOTE_PATH_LENGTH)
  .refine((text) => !text.includes('\0'));

export const entryKinds = ['file', 'folder', 'link', 'other'] as const;

/** One thing in a folder of a machine. Everything in it was said by the machine. */
export const fileEntrySchema = z.object({
  /** As it is on the machine; for calls, never for the screen. */
  name: z.string(),
  /** What to show where the name itself would not show what it is: control and direction characters written out. */
  shownName: z.string().optional(),
  kind: z.enum(entryKinds),
  sizeBytes: z.number().nonnegative(),
  modifiedAt: timeSchema.optional(),
  /** Permission bits, 0 to 0o7777 (POSIX `st_mode & 07777`). */
  mode: z.number().int().min(0).max(0o7777).optional(),
  owner: z.string().max(64).optional(),
  group: z.string().max(64).optional(),
  /** Of a link: where it points, made fit for the screen, and what is there. */
  link: z.object({ target: z.string(), kind: z.enum([...entryKinds, 'missing']) }).optional(),
});

/** How files of a machine are reached: over SFTP, or with commands of a shell where there is no SFTP. */
export const fileAccesses = ['sftp', 'shell'] as const;

export type FileEntry = z.infer<typeof fileEntrySchema>;
export type EntryKind = (typeof entryKinds)[number];
export type FileAccess = (typeof fileAccesses)[number];
