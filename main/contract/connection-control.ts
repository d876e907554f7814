import { z } from 'zod';
import { sizeSchema } from './calls.ts';
import { connectionWorkCalls, connectionWorkEvents } from './connection-work.ts';
import { MAX_REMOTE_PATH_LENGTH, remotePathSchema } from './files.ts';
import { problemSchema } from './problem.ts';
import { foundScreensSchema, screenProtocols, screenRoutes, screenSchema } from './screen.ts';
import { hostKeySchema, hostSchema, linkStates, portSchema, screenUserSchema, sshEndpointSchema } from './session.ts';
import { syncActions, syncPlanSchema } from './sync.ts';
import {
  conflictRules,
  directions,
  transferAnswerSchema,
  transferNoteSchema,
  transferProgressSchema,
  transferSchema,
} from './transfer.ts';

const nothing = z.undefined();
const machine = z.object({ machine: z.number().int().min(0) });

/** One way to sign in; offered one at a time, in the order given. */
export const identitySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('private-key'),
    label: z.string(),
    privateKey: z.string(),
    passphrase: z.string().optional(),
  }),
  z.object({
    kind: z.literal('agent'),
    label: z.string(),
    /** Socket, named pipe, or "pageant". */
    agent: z.string(),
    /** The key to use, in base64 as authorized_keys has it. */
    publicKey: z.string(),
  }),
  z.object({ kind: z.literal('password'), label: z.string(), password: z.string() }),
]);

/** What opens a screen, as far as it is known. */
export const screenCredentialsSchema = z.object({
  user: screenUserSchema.optional(),
  password: z.string().max(4096).optional(),
});

/** A path of this computer, absolute. Only main makes them up. */
const localPathSchema = z.string().min(1).max(32_767);
const transfer = z.object({ transferId: z.string() });

/** All that a transfer is, so that it can go on in another process: what is done of it stands in its journal. */
export const transferOrderSchema = machine.extend({
  id: z.string(),
  direction: z.enum(directions),
  purpose: transferSchema.shape.purpose,
  /** Belongs to this transfer alone. Made when missing; removed by main when the transfer is forgotten. */
  journalFile: localPathSchema,
  /** Known before it is asked for. */
  rule: z.enum(conflictRules).optional(),
  /** It was paused when it was last heard of. */
  isPaused: z.boolean(),
  what: z.discriminatedUnion('kind', [
    /** Things, each with all that is in it, that go into a folder under their own names. */
    z.object({
      kind: z.literal('things'),
      sources: z.array(z.string().min(1)).min(1).max(10_000),
      targetFolder: z.string().min(1),
    }),
    /** Files named one by one, from one folder into another, with the same path in both. */
    z.object({
      kind: z.literal('listed'),
      localFolder: localPathSchema,
      remoteFolder: remotePathSchema,
      files: z
        .array(z.object({ path: z.string().min(1).max(MAX_REMOTE_PATH_LENGTH), action: z.enum(syncActions) }))
        .max(20_000),
    }),
  ]),
});

/** What main asks of a connection process. */
export const connectionCalls = {
  /** Connects one machine and stays until told otherwise. Failures arrive as `link` events. */
  connect: {
    input: machine.extend({
      endpoint: sshEndpointSchema,
      identities: z.array(identitySchema),
      hostKey: hostKeySchema.optional(),
      /** How long a machine that does not answer yet is tried again, in milliseconds; new ones start to listen late. */
      patienceMs: z.number().int().min(0).max(600_000).optional(),
      /** The machine cannot be this computer, whatever its name turns out to stand for. */
      isElsewhere: z.boolean().optional(),
    }),
    output: nothing,
  },
  disconnect: { input: machine, output: nothing },
  /** `command` takes the place of the login shell. */
  openTerminal: { input: machine.extend({ terminalId: z.string(), command: z.string().optional() }), output: nothing },
  closeTerminal: { input: z.object({ terminalId: z.string() }), output: nothing },
  /** Comes with one message port, the window's end of which main hands on. */
  attachTerminal: { input: z.object({ terminalId: z.string(), size: sizeSchema }), output: nothing },
  /** Comes with one message port, on which the window browses files; see file-port.ts. It outlives a lost link. */
  attachFiles: { input: machine, output: nothing },
  /**
   * Comes with one message port, on which the viewer and the machine's screen are joined; see screen-port.ts. Connects,
   * and connects anew when the screen is connected already. How it goes arrives as `screen` events.
   */
  attachScreen: {
    input: machine.extend({
      screenId: z.string(),
      protocol: z.enum(screenProtocols),
      route: z.enum(screenRoutes),
      host: hostSchema,
      port: portSchema,
      credentials: screenCredentialsSchema,
      /** What the server has to show: see `sha256` of screenCertificateSchema. */
      pin: z.string().optional(),
      keyboardLayout: z.number().int().optional(),
      /** The screen's server cannot be on this computer, whatever its name turns out to stand for. */
      isElsewhere: z.boolean().optional(),
    }),
    output: nothing,
  },
  /** Answers what the screen asks for. */
  answerScreen: { input: z.object({ screenId: z.string(), credentials: screenCredentialsSchema }), output: nothing },
  closeScreen: { input: z.object({ screenId: z.string() }), output: nothing },
  /** See `screens.find` in calls.ts. */
  findScreens: { input: machine, output: foundScreensSchema },
  /** Runs a starter of `findScreens`; the password goes to it without standing in a command line. `not-found` */
  startScreenServer: {
    input: machine.extend({ starterId: z.string().max(64), password: z.string().min(1).max(8) }),
    output: z.object({ protocol: z.enum(screenProtocols), port: portSchema }),
  },
  /** Compares by size and SHA-256. `not-found`, `not-allowed`, `connection-lost` */
  compareFile: {
    input: machine.extend({ path: remotePathSchema, localPath: localPathSchema }),
    output: z.object({
      localBytes: z.number(),
      remoteBytes: z.number(),
      localSha256: z.string(),
      remoteSha256: z.string(),
    }),
  },
  /** What is at a path, links followed: decides what a download or an edit would be. `not-found`, `connection-lost` */
  statFile: {
    input: machine.extend({ path: remotePathSchema }),
    output: z.object({
      kind: z.enum(['file', 'folder', 'other']),
      sizeBytes: z.number(),
      modifiedAt: z.number().optional(),
      /** Permission bits, 0 to 0o7777. */
      mode: z.number().int().min(0).max(0o7777).optional(),
      /** The path without links in it, so that an upload replaces the file and not the link to it. */
      realPath: remotePathSchema.optional(),
    }),
  },
  /** Puts a transfer into the queue of its machine, or goes on with it. A second call with the same id changes nothing. */
  startTransfer: { input: transferOrderSchema, output: nothing },
  /** See `transfers.control` in calls.ts. `not-found` */
  controlTransfer: {
    input: transfer.extend({ action: z.enum(['pause', 'resume', 'cancel', 'retry', 'first']) }),
    output: nothing,
  },
  /** Lets go of a transfer that has ended, and of its journal. */
  forgetTransfer: { input: transfer, output: nothing },
  answerTransfer: { input: transfer.extend({ answer: transferAnswerSchema }), output: nothing },
  transferNotes: {
    input: transfer.extend({
      kind: transferNoteSchema.shape.kind,
      offset: z.number().int().nonnegative(),
      limit: z.number().int().min(1).max(500),
    }),
    output: z.object({ notes: z.array(transferNoteSchema).max(500), total: z.number().int() }),
  },
  /** Says what a sync would do. Runs git here and there, never anything from the folders themselves. */
  planSync: {
    input: machine.extend({
      direction: z.enum(directions),
      localFolder: localPathSchema,
      remoteFolder: remotePathSchema,
    }),
    output: syncPlanSchema.omit({ planId: true }),
  },
  ...connectionWorkCalls,
} as const;

/** What a connection process reports. */
export const connectionEvents = {
  link: machine.extend({
    state: z.enum(linkStates),
    hostKey: hostKeySchema.optional(),
    signedInWith: z.string().optional(),
    latencyMs: z.number().nonnegative().optional(),
    problem: problemSchema.optional(),
    /** Ways to sign in that the machine takes (RFC 4252, 5.1), when it refused all that was offered. */
    accepts: z.array(z.string().max(64)).max(16).optional(),
  }),
  terminal: z.object({
    terminalId: z.string(),
    state: z.enum(['open', 'exited', 'lost']),
    exitCode: z.number().int().optional(),
    exitSignal: z.string().optional(),
  }),
  /** All that is known of a screen's connection; what is left out is as it was, but for `asks` and `problem`. */
  screen: screenSchema
    .pick({
      state: true,
      asks: true,
      security: true,
      isEncrypted: true,
      certificate: true,
      name: true,
      latencyMs: true,
      problem: true,
    })
    .extend({ screenId: z.string() }),
  /** How transfers are that changed since the last time; at most five times a second. */
  transfers: z.object({
    changes: z.array(z.object({ transferId: z.string(), progress: transferProgressSchema })).max(10_000),
  }),
  log: z.object({ line: z.string() }),
  ...connectionWorkEvents,
} as const;

export type TransferOrder = z.infer<typeof transferOrderSchema>;
export type ScreenCredentials = z.infer<typeof screenCredentialsSchema>;
export type Identity = z.infer<typeof identitySchema>;
export type ConnectionEvents = { [N in keyof typeof connectionEvents]: z.infer<(typeof connectionEvents)[N]> };
