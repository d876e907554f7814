import { z } from 'zod';
import { sizeSchema } from './calls.ts';
import { problemSchema } from './problem.ts';
import { hostKeySchema, linkStates, sshEndpointSchema } from './session.ts';

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
  log: z.object({ line: z.string() }),
} as const;

export type Identity = z.infer<typeof identitySchema>;
export type ConnectionEvents = { [N in keyof typeof connectionEvents]: z.infer<(typeof connectionEvents)[N]> };
