import { z } from 'zod';
import { forwardOrderSchema, forwardSchema, machinePortsSchema } from './forward.ts';
import { recordingSchema } from './record.ts';
import { applyPlanSchema, salvagePartKinds, salvageSchema, salvageWishesSchema } from './salvage.ts';

const nothing = z.undefined();
const machine = z.object({ machine: z.number().int().min(0) });
/** A path of this computer, absolute. Only main makes them up. */
const localPathSchema = z.string().min(1).max(32_767);
const commitSchema = z.string().regex(/^[0-9a-f]{40,64}$/);
const applySchema = z.object({
  /** The salvage's. */
  folder: localPathSchema,
  /** A folder in the clone of the person. */
  clone: localPathSchema,
  /** The commit that was checked out on the machine. */
  head: commitSchema.optional(),
  /** Its commits are fetched below this name. */
  ref: z.string().regex(/^refs\/jumpseat\/[A-Za-z0-9._-]{1,100}$/),
});

/**
 * A secret that must not get into a recording, as far as it takes to know it again: without what it is. `sha256` is that
 * of salt and secret, `rolling` a short hash over its bytes that says where to look.
 */
export const secretMarkSchema = z.object({
  lengthBytes: z.number().int().min(1).max(65_536),
  rolling: z.number().int(),
  salt: z.string().max(64),
  sha256: z.string().length(64),
});

/** What a machine says of itself, as it came: parsed and masked by main. */
export const surroundingsSchema = z.object({
  /** How it was asked: through a terminal as the session's are opened, or by a command without one. */
  through: z.enum(['terminal', 'command']),
  /** `NAME=value`, as programs get them that are started there. */
  variables: z.array(z.string().max(131_072)).max(5_000),
  workingFolder: z.string().max(4_096).optional(),
  shell: z.string().max(1_024).optional(),
  user: z.string().max(256).optional(),
  hasTerminal: z.boolean(),
  isInteractive: z.boolean(),
  /** Limits of `ulimit`, locale, kernel, the system's name: by name. */
  facts: z.record(z.string().max(64), z.string().max(16_384)),
  /** First line of `tool --version`, by tool. */
  tools: z.record(z.string().max(64), z.string().max(1_024)),
});

/** What main asks of a connection process about time, salvage, recordings, ports and surroundings. */
export const connectionWorkCalls = {
  /** Keeps one idle channel (RFC 4254, 5) open on the machine, on every link that comes, until it is switched off. */
  hold: { input: machine.extend({ isOn: z.boolean() }), output: nothing },
  /**
   * Brings the work of a machine home, into a folder that is there and empty. Ends with its last event; the reply comes
   * at the start. `connection-lost`, `busy`, `not-supported`
   */
  startSalvage: {
    input: machine.extend({
      salvageId: z.string(),
      folder: localPathSchema,
      /** Where the clone is likely to be, the likeliest first; looked for when empty. */
      clones: z.array(z.string().max(4_096)).max(20),
      wishes: salvageWishesSchema,
      /** When the machine goes, in milliseconds since the epoch: nothing is begun that cannot be done by then. */
      until: z.number().int().optional(),
      /** When the session began: older history of shells is left alone. */
      since: z.number().int(),
      limitBytes: z.number().int().positive(),
      /** For one file that git does not know. */
      fileLimitBytes: z.number().int().positive(),
      /** Commits that are kept elsewhere, whatever the clone knows of its remotes: what the build was made from. */
      known: z.array(commitSchema).max(20),
    }),
    output: nothing,
  },
  /** Looks how long the histories of shells are, so that a salvage takes what was added since alone. */
  noteHistory: { input: machine, output: nothing },
  /** The beginning of a part of a salvage that lies on this computer, as text. `not-found` */
  readSalvage: {
    input: z.object({ folder: localPathSchema, kind: z.enum(salvagePartKinds) }),
    output: z.object({ text: z.string().max(1_048_576), isCut: z.boolean() }),
  },
  /** Says what applying a salvage to a clone of this computer would do, without changing anything. `not-supported` */
  planApply: {
    input: applySchema,
    output: z.object({
      plan: applyPlanSchema.omit({ planId: true }),
      /** Of all that the plan stands on; another one when something changed. */
      fingerprint: z.string().max(128),
    }),
  },
  /** Does it, if nothing has changed since. `changed-meanwhile`, `not-allowed`, `not-supported`, `disk-full` */
  apply: {
    input: applySchema.extend({ fingerprint: z.string().max(128) }),
    output: z.object({ changed: z.number().int(), conflicts: z.array(z.string()).max(1_000) }),
  },
  stopSalvage: { input: z.object({ salvageId: z.string() }), output: nothing },
  /** Records a terminal from now on into a file, of which `.cast` and `.txt` are made. `not-found`, `disk-full` */
  startRecording: {
    input: z.object({
      terminalId: z.string(),
      file: localPathSchema,
      title: z.string().max(256),
      limitBytes: z.number().int().positive(),
      secrets: z.array(secretMarkSchema).max(2_000),
      isPaused: z.boolean(),
    }),
    output: nothing,
  },
  pauseRecording: { input: z.object({ terminalId: z.string(), isPaused: z.boolean() }), output: nothing },
  /** More secrets came into use; for all recordings. */
  addSecrets: { input: z.object({ secrets: z.array(secretMarkSchema).max(2_000) }), output: nothing },
  /** `shell` takes the place of the login shell, as in `openTerminal`. `connection-lost`, `not-supported`, `timed-out` */
  readSurroundings: {
    input: machine.extend({ shell: z.string().max(4_096).optional(), isWindows: z.boolean() }),
    output: surroundingsSchema,
  },
  watchPorts: { input: machine.extend({ isOn: z.boolean() }), output: nothing },
  /** How it goes arrives as `forward` events. It waits for a link that is lost. */
  openForward: { input: machine.extend({ forwardId: z.string(), order: forwardOrderSchema }), output: nothing },
  closeForward: { input: z.object({ forwardId: z.string() }), output: nothing },
} as const;

/** What a connection process reports about them. */
export const connectionWorkEvents = {
  /** The person typed, pasted or moved files there; at most every 30 seconds. */
  activity: machine,
  /** All that is known of a salvage, whenever it changed; at most five times a second. */
  salvage: salvageSchema
    .pick({ state: true, clone: true, parts: true, leftOut: true, leftOutCount: true, problem: true })
    .extend({ salvageId: z.string() }),
  /** All that is known of a recording, whenever it changed; at most once a second. */
  recording: recordingSchema
    .pick({ state: true, sizeBytes: true, redactions: true, problem: true })
    .extend({ terminalId: z.string() }),
  ports: machinePortsSchema,
  forward: forwardSchema.omit({ machine: true, order: true }),
} as const;

export type SalvageOrder = z.infer<typeof connectionWorkCalls.startSalvage.input>;
export type ApplyOrder = z.infer<typeof applySchema>;
export type SecretMark = z.infer<typeof secretMarkSchema>;
export type Surroundings = z.infer<typeof surroundingsSchema>;
