import { z } from 'zod';
import { problemSchema } from './problem.ts';

const bytes = z.instanceof(Uint8Array);

/** What the window may say on a terminal's port. */
export const terminalInputSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('data'), bytes }),
  z.object({
    type: z.literal('resize'),
    columns: z.number().int().min(1).max(1000),
    rows: z.number().int().min(1).max(1000),
  }),
  z.object({ type: z.literal('ack'), byteCount: z.number().int().positive() }),
]);

/** What the connection process says on a terminal's port. */
export const terminalOutputSchema = z.discriminatedUnion('type', [
  /** What was on the screen before this attachment, to be written first; not counted by flow control. */
  z.object({ type: z.literal('replay'), bytes }),
  z.object({ type: z.literal('data'), bytes }),
  z.object({ type: z.literal('exit'), code: z.number().int().optional(), signal: z.string().optional() }),
  z.object({ type: z.literal('lost'), problem: problemSchema }),
]);

export type TerminalInput = z.infer<typeof terminalInputSchema>;
export type TerminalOutput = z.infer<typeof terminalOutputSchema>;
