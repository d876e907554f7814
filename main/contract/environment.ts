import { z } from 'zod';
import { stepStates } from './build.ts';

/** One thing that the failed build and the session do not have alike. Secret values are masked before they get here. */
export const differenceSchema = z.object({
  name: z.string().max(512),
  build: z.string().max(4_096).optional(),
  session: z.string().max(4_096).optional(),
  /** One of the values was masked. */
  isMasked: z.boolean(),
});

/** How a session differs from the build it repeats. */
export const environmentDifferenceSchema = z.object({
  /** Where the build's side is from, for people: "its log", "CircleCI's API". */
  source: z.string().max(200),
  /** What is not known of the build, and why; a sentence each. */
  unknowns: z.array(z.string().max(300)).max(20),
  variables: z.object({
    /** The build had them, the session has not. */
    missing: z.array(differenceSchema).max(2_000),
    different: z.array(differenceSchema).max(2_000),
    /** The session has them, the build had not, or did not show them. */
    onlyHere: z.array(differenceSchema).max(2_000),
    sameCount: z.number().int().nonnegative(),
  }),
  /** Working folder, shell, terminal, limits, locale, user, system; with what is alike too. */
  surroundings: z.array(differenceSchema).max(100),
  /** Versions of tools. */
  tools: z.array(differenceSchema).max(100),
  /** What is likely to matter, a sentence each: "The session's shell is interactive; the build's was not." */
  hints: z.array(z.string().max(400)).max(20),
});

/** One step of the build, as it can be run again on a machine of the session. */
export const replayStepSchema = z.object({
  machine: z.number().int().min(0),
  position: z.number().int().min(0),
  name: z.string().max(512),
  /** How it ended in the build. */
  state: z.enum(stepStates),
  /** What was run, where it is known. */
  command: z.string().max(10_000).optional(),
  /** The line to type for it to run as the build ran it; missing: it cannot be. */
  asBuilt: z.string().max(65_536).optional(),
  /** The line to type for it to run in the terminal's own shell. */
  interactive: z.string().max(65_536).optional(),
});

export const replayStepsSchema = z.object({
  steps: z.array(replayStepSchema).max(500),
  /** What people have to know of this service before they trust the outcome; a sentence each. */
  traps: z.array(z.string().max(400)).max(8),
});

export type Difference = z.infer<typeof differenceSchema>;
export type EnvironmentDifference = z.infer<typeof environmentDifferenceSchema>;
export type ReplayStep = z.infer<typeof replayStepSchema>;
export type ReplaySteps = z.infer<typeof replayStepsSchema>;
