import { z } from 'zod';
import { remotePathSchema } from '../contract/files.ts';

/** What the machine's file was when it last was the same as our copy. */
const baseSchema = z.object({
  sizeBytes: z.number(),
  modifiedAt: z.number().optional(),
  sha256: z.string(),
});

/** What is known of an edit, kept beside its copy, so that a save is not lost with the app. */
export const editRecordSchema = z.object({
  id: z.uuid(),
  sessionId: z.string(),
  machine: z.number().int().min(0),
  identity: z.object({ user: z.string(), host: z.string(), port: z.number(), hostKey: z.string() }),
  /** For people: "anna@10.0.0.7". */
  machineName: z.string(),
  /** On the machine, without links in it. */
  path: remotePathSchema,
  /** Of the copy; that of the machine's file can differ once both were kept. */
  name: z.string().regex(/^(?!\.{1,2}$)[^/\\\0]+$/),
  mode: z.number().optional(),
  openedAt: z.number(),
  base: baseSchema,
});

export type EditBase = z.infer<typeof baseSchema>;
export type EditRecord = z.infer<typeof editRecordSchema>;
