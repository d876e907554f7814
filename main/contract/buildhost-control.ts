import { z } from 'zod';
import { buildDetailSchema, buildSchema, logPageSchema } from './build.ts';
import { replayStepsSchema } from './environment.ts';
import { projectSchema } from './project.ts';
import {
  failedStepSchema,
  hostKeySchema,
  hostSchema,
  placeSchema,
  portSchema,
  sessionMachineSchema,
  sessionStates,
  userSchema,
} from './session.ts';
import { problemSchema } from './problem.ts';

const nothing = z.undefined();
const project = z.object({ projectId: z.string() });
const build = z.object({ buildId: z.string() });
const session = z.object({ sessionId: z.string() });

/** The account id that every entry of the build host carries. */
export const BUILD_HOST_ACCOUNT = 'this-computer';

/** A machine of a build host session, with the secret that opens it; main keeps the key and passes on a handle. */
export const hostedMachineSchema = z.object({
  index: z.number().int().min(0),
  name: z.string(),
  host: hostSchema,
  port: portSchema,
  user: userSchema,
  hostKey: hostKeySchema,
  /** OpenSSH private key, PEM. */
  privateKey: z.string(),
  desktop: sessionMachineSchema.shape.desktop,
});

/** A desktop that runs: where it answers VNC (RFC 6143), and the password that opens it. */
export const hostedDesktopSchema = z.object({ host: hostSchema, port: portSchema, password: z.string() });

/** What a build ran in; names and values as they are, to be masked by main. */
export const hostedEnvironmentSchema = z.object({
  source: z.string(),
  unknowns: z.array(z.string()),
  variables: z.record(z.string(), z.string()),
  hidden: z.array(z.string()),
  surroundings: z.record(z.string(), z.string()),
  tools: z.record(z.string(), z.string()),
});

export const hostedSessionSchema = z.object({
  /** The same string names the session in the app. */
  id: z.string(),
  buildId: z.string(),
  rebuildId: z.string().optional(),
  state: z.enum(sessionStates),
  machines: z.array(hostedMachineSchema),
  /** Moments the deadline is worked out from, in milliseconds since the epoch. */
  startedAt: z.number().int().optional(),
  finishedAt: z.number().int().optional(),
  firstConnectedAt: z.number().int().optional(),
  /** What people added to its time in all; milliseconds. */
  extendedMs: z.number().int().optional(),
  failedStep: failedStepSchema.optional(),
  places: z.array(placeSchema),
  problem: problemSchema.optional(),
});

/** What main asks of the build host process. */
export const buildHostCalls = {
  /**
   * Opens the database, marks builds that were running as interrupted, makes the sample project on first start. The
   * reply is what people should be told although it went on, such as a damaged database that was moved aside.
   * `storage-failed`
   */
  open: { input: z.object({ dataFolder: z.string(), withSample: z.boolean() }), output: problemSchema.optional() },
  /** Ends all sessions and builds and closes the database. */
  close: { input: nothing, output: nothing },
  'projects.list': { input: nothing, output: z.array(projectSchema) },
  /** `project-missing` when the folder is not there. Adding a folder twice gives the first one's id. */
  'projects.add': { input: z.object({ folder: z.string() }), output: z.object({ projectId: z.string() }) },
  'projects.remove': { input: project, output: nothing },
  'projects.refresh': { input: project, output: nothing },
  'projects.draftConfig': { input: project, output: z.object({ text: z.string(), basedOn: z.string() }) },
  'projects.writeConfig': { input: project.extend({ text: z.string() }), output: nothing },
  'builds.list': { input: nothing, output: z.array(buildSchema) },
  'builds.detail': { input: build, output: buildDetailSchema },
  'builds.readLog': {
    input: build.extend({ stepId: z.string(), offset: z.number().optional(), tailBytes: z.number().optional() }),
    output: logPageSchema,
  },
  'builds.run': { input: project.extend({ includeUncommitted: z.boolean() }), output: build },
  'builds.rebuild': { input: build, output: build },
  'builds.cancel': { input: build, output: nothing },
  'sessions.start': { input: build, output: hostedSessionSchema },
  /**
   * Starts the desktop of a machine, or names the one that runs.
   * `not-found`, `not-supported`, `session-ended`, `timed-out`, `process-crashed`, `internal`
   */
  'sessions.openDesktop': {
    input: session.extend({ machine: z.number().int().min(0) }),
    output: hostedDesktopSchema,
  },
  /** Adds {@link BUILD_HOST_EXTENSION} to the time of the machines. `not-found`, `limit-reached` */
  'sessions.extend': { input: session, output: nothing },
  /** The steps of the build that a session repeats. `not-found` */
  'sessions.replaySteps': { input: session, output: replayStepsSchema },
  /** What that build ran in, on one machine. `not-found` */
  'sessions.buildEnvironment': {
    input: session.extend({ machine: z.number().int().min(0) }),
    output: hostedEnvironmentSchema,
  },
  'sessions.end': { input: session, output: nothing },
} as const;

/** What the build host reports. Build changes come at most five times a second per build. */
export const buildHostEvents = {
  project: z.object({ projectId: z.string(), project: projectSchema.nullable() }),
  build: z.object({ buildId: z.string(), build: buildSchema.nullable() }),
  detail: buildDetailSchema,
  session: hostedSessionSchema,
  log: z.object({ line: z.string() }),
} as const;

export type HostedMachine = z.infer<typeof hostedMachineSchema>;
export type HostedDesktop = z.infer<typeof hostedDesktopSchema>;
export type HostedEnvironment = z.infer<typeof hostedEnvironmentSchema>;
export type HostedSession = z.infer<typeof hostedSessionSchema>;
export type BuildHostEvents = { [N in keyof typeof buildHostEvents]: z.infer<(typeof buildHostEvents)[N]> };

/** How long a machine of the build host stays (see lib/deadline); milliseconds. */
export const BUILD_HOST_RULE = { kind: 'once-connected', idleMs: 10 * 60_000, connectedMs: 60 * 60_000 } as const;

/** What one extension adds, and all of them at most: 24 hours with the first one; milliseconds. */
export const BUILD_HOST_EXTENSION = { stepMs: 60 * 60_000, mostMs: 23 * 60 * 60_000 } as const;
