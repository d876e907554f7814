import { z } from 'zod';
import { timeSchema } from './build.ts';
import { holdSchema } from './hold.ts';
import { problemSchema } from './problem.ts';
import { screenSchema } from './screen.ts';

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
/** A login name that no shell or option parser can misread. Services such as upterm put a whole token into it. */
export const userSchema = z
  .string()
  .max(512)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._@:+=/-]*$/);

/** A login name for a screen; Windows may put a domain before it ("ACME\anna", ".\anna"). */
export const screenUserSchema = z
  .string()
  .max(256)
  .regex(/^[A-Za-z0-9_.][A-Za-z0-9 ._@:+=/\\-]*$/);

/** A shell that has to be asked for by its command. */
export const shellSchema = z.object({
  /** For people: "PowerShell". */
  name: z.string().max(64),
  command: z.string().max(4096),
});

/** How a machine is reached. The secret itself stays with the keychain; this carries its handle. */
export const sshEndpointSchema = z.object({
  kind: z.literal('ssh'),
  host: hostSchema,
  port: portSchema,
  user: userSchema,
  /** Shells to choose from when the login shell is not the one to work in; the first is the usual one. */
  shells: z.array(shellSchema).max(8).optional(),
  secretHandle: z.string().optional(),
});

/** A screen, over RFB (RFC 6143) or RDP. */
export const screenEndpointSchema = z.object({
  kind: z.enum(['vnc', 'rdp']),
  host: hostSchema,
  port: portSchema,
  user: screenUserSchema.optional(),
  secretHandle: z.string().optional(),
});

export const endpointSchema = z.discriminatedUnion('kind', [sshEndpointSchema, screenEndpointSchema]);

/** A host key as people compare it: SHA-256 of the key blob in unpadded base64, as OpenSSH prints it. */
export const hostKeySchema = z.object({
  algorithm: z.string(),
  sha256: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/),
  /** The key itself, once it was seen: base64 as known_hosts has it. */
  publicKey: z
    .string()
    .max(16_384)
    .regex(/^[A-Za-z0-9+/]+={0,2}$/)
    .optional(),
  /** Where the pin came from: told by the provider, or seen at the first contact of this session. */
  source: z.enum(['provider', 'first-contact']),
});

export const linkStates = ['idle', 'connecting', 'connected', 'lost', 'failed'] as const;

export const sessionMachineSchema = z.object({
  index: z.number().int().min(0),
  name: z.string(),
  os: z.enum(['linux', 'macos', 'windows', 'other']),
  endpoints: z.array(endpointSchema),
  /** The provider can give this machine a desktop when it is asked for; `missing`: why it cannot, and what helps. */
  desktop: z.object({ missing: z.string().optional() }).optional(),
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
  /** For people: "10 minutes after the build unless somebody connects". It goes on from "goes away". */
  reason: z.string(),
  certainty: z.enum(['known', 'estimated', 'unknown']),
  /** The whole span that `at` ends, for a bar. */
  from: timeSchema.optional(),
  /** What would move it, a sentence each: "While an SSH session is open, it stays until 14:05." */
  moves: z.array(z.string().max(300)).max(4).optional(),
});

export const terminalSchema = z.object({
  id: z.string(),
  machine: z.number().int().min(0),
  /** Counts up within the session: "Terminal 2". */
  number: z.number().int().min(1),
  state: z.enum(['opening', 'open', 'exited', 'lost']),
  /** Name of the shell it runs; the login shell has none. */
  shell: z.string().optional(),
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

/** What the person has to do at the service before there is a machine. */
export const guideSchema = z.object({
  /** In order, one sentence each. */
  steps: z.array(z.string()).max(6),
  /** The page where it is done. */
  link: z.string().optional(),
  /** Then the text of that page is to be pasted. */
  wantsPaste: z.boolean(),
});

/** A folder worth going to on one machine. */
export const placeSchema = z.object({ machine: z.number().int().min(0), name: z.string(), path: z.string() });

/** A rebuild with remote access, from the request to its end. */
export const sessionSchema = z.object({
  id: z.string(),
  accountId: z.string(),
  /** The build that was repeated or entered; a machine can also be had without one. */
  buildId: z.string().optional(),
  /** The build that carries the machine, once the provider has named it. */
  rebuildId: z.string().optional(),
  /** For people: "storefront #412". */
  title: z.string(),
  state: z.enum(sessionStates),
  stateSince: timeSchema,
  machines: z.array(sessionMachineSchema),
  terminals: z.array(terminalSchema),
  screens: z.array(screenSchema),
  deadline: deadlineSchema,
  /** How it can be kept longer, where there is a way. */
  hold: holdSchema.optional(),
  /** Since when nobody has typed or moved a file, once that is long enough to ask whether it was left running. */
  leftSince: timeSchema.optional(),
  failedStep: failedStepSchema.optional(),
  /** Folders worth going to, with a name for each. */
  places: z.array(placeSchema),
  guide: guideSchema.optional(),
  /** Why the session failed or ended. */
  problem: problemSchema.optional(),
});

export type SessionState = (typeof sessionStates)[number];
export type SshEndpoint = z.infer<typeof sshEndpointSchema>;
export type ScreenEndpoint = z.infer<typeof screenEndpointSchema>;
export type Endpoint = z.infer<typeof endpointSchema>;
export type HostKey = z.infer<typeof hostKeySchema>;
export type SessionMachine = z.infer<typeof sessionMachineSchema>;
export type Deadline = z.infer<typeof deadlineSchema>;
export type Terminal = z.infer<typeof terminalSchema>;
export type Guide = z.infer<typeof guideSchema>;
export type Shell = z.infer<typeof shellSchema>;
export type FailedStep = z.infer<typeof failedStepSchema>;
export type Session = z.infer<typeof sessionSchema>;
