import { z } from 'zod';
import { timeSchema } from './build.ts';
import { problemSchema } from './problem.ts';

export const sessionStates = [
  'requested',
  'queued',
  'preparing',
  'ready',
  'closing',
  'closed',
  'expired',
  'failed',
] as const;

/** RFC 952 and RFC 1123 names, IPv4, or an IPv6 literal; never anything a command line could take for an option. */
export const hostSchema = z.union([
  z
    .string()
    .max(253)
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/),
  z.ipv6(),
]);
export const portSchema = z.number().int().min(1).max(65_535);
/** A login name that no shell or option parser can misread. */
export const userSchema = z
  .string()
  .max(128)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._@-]*$/);

/** How a machine is reached. The secret itself stays with the keychain; this carries its handle. */
export const endpointSchema = z.object({
  kind: z.literal('ssh'),
  host: hostSchema,
  port: portSchema,
  user: userSchema,
  secretHandle: z.string().optional(),
});

/** A host key as people compare it: SHA-256 of the key blob in unpadded base64, as OpenSSH prints it. */
export const hostKeySchema = z.object({
  algorithm: z.string(),
  sha256: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/),
  /** Where the pin came from: told by the provider, or seen at the first contact of this session. */
  source: z.enum(['provider', 'first-contact']),
});

export const linkStates = ['idle', 'connecting', 'connected', 'lost', 'failed'] as const;

export const sessionMachineSchema = z.object({
  index: z.number().int().min(0),
  name: z.string(),
  os: z.enum(['linux', 'macos', 'windows', 'other']),
  endpoints: z.array(endpointSchema),
  hostKey: hostKeySchema.optional(),
  link: z.enum(linkStates),
  /** Which identity the server took, for people. */
  signedInWith: z.string().optional(),
  latencyMs: z.number().nonnegative().optional(),
  problem: problemSchema.optional(),
});

/** When the machine goes away, and how sure we are. */
export const deadlineSchema = z.object({
  at: timeSchema.optional(),
  /** For people: "10 minutes after the build, nobody connected". */
  reason: z.string(),
  certainty: z.enum(['known', 'estimated', 'unknown']),
  /** The whole span that `at` ends, for a bar. */
  from: timeSchema.optional(),
});

export const terminalSchema = z.object({
  id: z.string(),
  machine: z.number().int().min(0),
  /** Counts up within the session: "Terminal 2". */
  number: z.number().int().min(1),
  state: z.enum(['opening', 'open', 'exited', 'lost']),
  exitCode: z.number().int().optional(),
  exitSignal: z.string().optional(),
});

export const failedStepSchema = z.object({
  name: z.string(),
  machine: z.number().int().min(0),
  command: z.string(),
  /** The line to type in a terminal of the session; runs the step as the build did. */
  replayLine: z.string(),
});

/** A folder worth going to on one machine. */
export const placeSchema = z.object({ machine: z.number().int().min(0), name: z.string(), path: z.string() });

/** A rebuild with remote access, from the request to its end. */
export const sessionSchema = z.object({
  id: z.string(),
  accountId: z.string(),
  /** The build that was repeated. */
  buildId: z.string(),
  /** The build that carries the machine, once the provider has named it. */
  rebuildId: z.string().optional(),
  /** For people: "storefront #412". */
  title: z.string(),
  state: z.enum(sessionStates),
  stateSince: timeSchema,
  machines: z.array(sessionMachineSchema),
  terminals: z.array(terminalSchema),
  deadline: deadlineSchema,
  failedStep: failedStepSchema.optional(),
  /** Folders worth going to, with a name for each. */
  places: z.array(placeSchema),
  /** Why the session failed or ended. */
  problem: problemSchema.optional(),
});

export type SessionState = (typeof sessionStates)[number];
export type Endpoint = z.infer<typeof endpointSchema>;
export type HostKey = z.infer<typeof hostKeySchema>;
export type SessionMachine = z.infer<typeof sessionMachineSchema>;
export type Deadline = z.infer<typeof deadlineSchema>;
export type Terminal = z.infer<typeof terminalSchema>;
export type FailedStep = z.infer<typeof failedStepSchema>;
export type Session = z.infer<typeof sessionSchema>;
