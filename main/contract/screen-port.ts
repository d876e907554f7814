import { z } from 'zod';
import { problemSchema } from './problem.ts';

/**
 * What goes over the port between a screen's viewer, a frame of its own in the window, and its connection process. VNC:
 * the viewer sees a server of RFB 3.8 (RFC 6143) that wants no sign-in, which the process has done. RDP: the viewer sees
 * an RDCleanPath gateway, of one connection.
 */

const bytes = z.instanceof(Uint8Array);

/** What the viewer may say. */
export const viewerInputSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('data'), bytes }),
  z.object({ type: z.literal('ack'), byteCount: z.number().int().positive() }),
  /** The first picture is there. */
  z.object({ type: z.literal('painted') }),
  /** The viewer gives up: the server broke the protocol, asked for too much, or refused the sign-in. */
  z.object({ type: z.literal('failed'), problem: problemSchema }),
]);

/** What the connection process says. */
export const viewerOutputSchema = z.discriminatedUnion('type', [
  /** The stream is open; `credentials` only where the viewer itself has to sign in (RDP). */
  z.object({
    type: z.literal('open'),
    credentials: z.object({ user: z.string(), domain: z.string().optional(), password: z.string() }).optional(),
  }),
  z.object({ type: z.literal('data'), bytes }),
  /** It is over; why is in the truth. */
  z.object({ type: z.literal('end') }),
]);

export type ViewerInput = z.infer<typeof viewerInputSchema>;
export type ViewerOutput = z.infer<typeof viewerOutputSchema>;
