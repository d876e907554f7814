import { z } from 'zod';

/** `other` stands for a state that the provider added after this release. */
export const buildStates = ['queued', 'running', 'passed', 'failed', 'cancelled', 'interrupted', 'other'] as const;
export const stepStates = [
  'pending',
  'running',
  'passed',
  'failed',
  'skipped',
  'cancelled',
  'interrupted',
  'other',
] as const;

/** Milliseconds since the epoch, UTC. */
export const timeSchema = z.number().int().nonnegative();

export const machineKindSchema = z.object({
  os: z.enum(['linux', 'macos', 'windows', 'other']),
  /** For people, for example "Linux · 4 cores". */
  label: z.string(),
  /** How many of them run the build in parallel. */
  count: z.number().int().min(1),
});

/** A build as a row of the list shows it. */
export const buildSchema = z.object({
  /** Unique over all accounts. */
  id: z.string(),
  accountId: z.string(),
  projectId: z.string(),
  projectName: z.string(),
  /** Counts up within the project. */
  number: z.number().int(),
  /** The commit's subject, or what stands in for it. */
  title: z.string(),
  branch: z.string().optional(),
  /** Full commit hash. */
  commit: z.string().optional(),
  /** The build ran with changes that are in no commit of the project. */
  hasUncommitted: z.boolean(),
  /** Who started it, as the service calls them. */
  author: z.string().optional(),
  /** The account's own person started it. Left out where the service does not say, and on this computer. */
  isMine: z.boolean().optional(),
  /** Its page at the service. */
  webUrl: z.string().optional(),
  state: z.enum(buildStates),
  /** Name of the first step that failed. */
  failingStep: z.string().optional(),
  machine: machineKindSchema,
  /** The build this one repeats. */
  rebuildOf: z.string().optional(),
  /** The build was made with remote access. */
  hasAccess: z.boolean(),
  queuedAt: timeSchema,
  startedAt: timeSchema.optional(),
  finishedAt: timeSchema.optional(),
});

/** One step on one machine of a build. */
export const stepSchema = z.object({
  /** Unique within the build. */
  id: z.string(),
  /** Index of the machine, from 0. */
  machine: z.number().int().min(0),
  /** Position on its machine, from 0. */
  position: z.number().int().min(0),
  name: z.string(),
  /** What was run, where the provider says so. */
  command: z.string().optional(),
  state: z.enum(stepStates),
  exitCode: z.number().int().optional(),
  startedAt: timeSchema.optional(),
  finishedAt: timeSchema.optional(),
  /** How far the output reaches, in bytes; grows while the step runs. */
  logEnd: z.number().int().nonnegative(),
});

/** A file the build left behind. */
export const artifactSchema = z.object({
  /** Unique within the build. */
  id: z.string(),
  /** Path or name as the service gives it; hostile until a file name was made of it. */
  name: z.string(),
  sizeBytes: z.number().int().nonnegative().optional(),
  machine: z.number().int().min(0).optional(),
});

/** Everything about one build; in the truth only while somebody watches it. */
export const buildDetailSchema = z.object({
  buildId: z.string(),
  steps: z.array(stepSchema),
  /** How to reach a machine, for people: "SSH, SFTP". */
  access: z.string(),
  /** How long a machine stays, for people: "10 min after the build, 1 h once connected". */
  availability: z.string(),
  /** Why the build could not start or go on. */
  message: z.string().optional(),
  /** Why no machine can be had for this build, although the service has them. */
  noAccess: z.string().optional(),
});

/** A piece of a step's output. */
export const logChunkSchema = z.object({
  /** Byte position in the step's whole output. */
  offset: z.number().int().nonnegative(),
  at: timeSchema,
  /** UTF-8 decoded, escape sequences kept. */
  text: z.string(),
});

export const logPageSchema = z.object({
  chunks: z.array(logChunkSchema),
  /** Where to read on. */
  nextOffset: z.number().int().nonnegative(),
  /** How far the output reaches now. */
  endOffset: z.number().int().nonnegative(),
  /** Bytes left out of this page because the step's output was capped. */
  omittedBytes: z.number().int().nonnegative(),
  /** Nothing will be added any more. */
  complete: z.boolean(),
});

export type BuildState = (typeof buildStates)[number];
export type StepState = (typeof stepStates)[number];
export type MachineKind = z.infer<typeof machineKindSchema>;
export type Build = z.infer<typeof buildSchema>;
export type Step = z.infer<typeof stepSchema>;
export type BuildDetail = z.infer<typeof buildDetailSchema>;
export type Artifact = z.infer<typeof artifactSchema>;
export type LogChunk = z.infer<typeof logChunkSchema>;
export type LogPage = z.infer<typeof logPageSchema>;
