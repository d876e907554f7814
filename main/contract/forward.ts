import { z } from 'zod';
import { problemSchema } from './problem.ts';
import { hostSchema, portSchema } from './session.ts';

/** A port on which something listens on a machine. */
export const listeningPortSchema = z.object({
  port: portSchema,
  /** "127.0.0.1", "::", "*". */
  address: z.string().max(64),
  /** Its program, where the machine tells. */
  program: z.string().max(128).optional(),
  pid: z.number().int().positive().optional(),
});

/** What listens on one machine, looked at while somebody watches. */
export const machinePortsSchema = z.object({
  machine: z.number().int().min(0),
  ports: z.array(listeningPortSchema).max(500),
  /** Why they cannot be listed. */
  problem: problemSchema.optional(),
});

const end = z.object({ host: hostSchema, port: portSchema });

/**
 * A forward as it is asked for. Where it listens on this computer is always a loopback address.
 *
 * - `local`: a port of this computer leads to an address as the machine sees it (`ssh -L`)
 * - `remote`: a port of the machine leads to an address as this computer sees it (`ssh -R`)
 * - `socks`: a port of this computer is a SOCKS 5 proxy (RFC 1928) into the machine's network (`ssh -D`)
 */
export const forwardOrderSchema = z.discriminatedUnion('kind', [
  /** `localPort`: 0 for one that the system picks. */
  z.object({ kind: z.literal('local'), localPort: z.number().int().min(0).max(65_535), target: end }),
  z.object({
    kind: z.literal('remote'),
    remoteHost: z.enum(['127.0.0.1', '0.0.0.0']),
    remotePort: z.number().int().min(0).max(65_535),
    target: end,
  }),
  z.object({ kind: z.literal('socks'), localPort: z.number().int().min(0).max(65_535) }),
]);

/** A forward of a session: lives as long as it, over lost links too. */
export const forwardSchema = z.object({
  id: z.string(),
  machine: z.number().int().min(0),
  order: forwardOrderSchema,
  state: z.enum(['opening', 'open', 'waiting', 'failed']),
  /** The port it listens on, once it does. */
  port: portSchema.optional(),
  /** Connections through it now, and since it was opened. */
  connections: z.number().int().nonnegative(),
  connectionsEver: z.number().int().nonnegative(),
  /** Bytes to the machine and from it; told at most once a second. */
  bytesUp: z.number().int().nonnegative(),
  bytesDown: z.number().int().nonnegative(),
  problem: problemSchema.optional(),
});

/** The ports of a session's machines. */
export const sessionPortsSchema = z.object({
  sessionId: z.string(),
  /** Of the machines that somebody watches. */
  machines: z.array(machinePortsSchema).max(256),
  forwards: z.array(forwardSchema).max(200),
});

export type SessionPorts = z.infer<typeof sessionPortsSchema>;
export type ListeningPort = z.infer<typeof listeningPortSchema>;
export type MachinePorts = z.infer<typeof machinePortsSchema>;
export type ForwardOrder = z.infer<typeof forwardOrderSchema>;
export type Forward = z.infer<typeof forwardSchema>;
