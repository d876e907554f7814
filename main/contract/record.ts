import { z } from 'zod';
import { providerIds } from './account.ts';
import { timeSchema } from './build.ts';
import { problemSchema } from './problem.ts';
import { salvageSchema } from './salvage.ts';
import { sessionStates } from './session.ts';

/** The recording of one terminal: an asciicast v2 file, and its text to search in. Input is never recorded. */
export const recordingSchema = z.object({
  /** That of the terminal. */
  id: z.string(),
  machine: z.number().int().min(0),
  machineName: z.string().max(256),
  /** For people: "Terminal 2". */
  title: z.string().max(128),
  /** `full`: its size limit is reached. `ended`: nothing will be added any more. */
  state: z.enum(['on', 'paused', 'full', 'failed', 'ended']),
  startedAt: timeSchema,
  endedAt: timeSchema.optional(),
  sizeBytes: z.number().int().nonnegative(),
  /** How often a secret in use was struck out. */
  redactions: z.number().int().nonnegative(),
  problem: problemSchema.optional(),
});

/** What is known of a session long after its machine is gone: what was done on which build. */
export const sessionRecordSchema = z.object({
  /** That of the session. */
  id: z.string(),
  accountId: z.string(),
  provider: z.enum(providerIds),
  /** For people: "acme on CircleCI". */
  place: z.string().max(256),
  title: z.string().max(512),
  buildId: z.string().optional(),
  rebuildId: z.string().optional(),
  projectId: z.string().optional(),
  branch: z.string().max(1_024).optional(),
  commit: z.string().max(64).optional(),
  failedStep: z.string().max(512).optional(),
  startedAt: timeSchema,
  endedAt: timeSchema.optional(),
  /** As the session was last; one that was open when the app went is `closed` and has no `endedAt`. */
  state: z.enum(sessionStates),
  machines: z.array(z.object({ index: z.number().int().min(0), name: z.string().max(256) })).max(256),
  problem: problemSchema.optional(),
  /** The person's own, Markdown or not. */
  notes: z.string().max(262_144),
  /** It stays although it is older than what is kept. */
  isKept: z.boolean(),
  salvages: z.array(salvageSchema).max(100),
  recordings: z.array(recordingSchema).max(500),
  /** Everything of it on this computer's disk. */
  sizeBytes: z.number().int().nonnegative(),
});

export type Recording = z.infer<typeof recordingSchema>;
export type SessionRecord = z.infer<typeof sessionRecordSchema>;
