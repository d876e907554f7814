import { z } from 'zod';
import { timeSchema } from './build.ts';

const words = {
  /** For a button: "Stay 60 minutes longer". */
  label: z.string().max(80),
  /** What it does, one sentence. */
  does: z.string().max(300),
  /** What it costs, one sentence. */
  costs: z.string().max(300),
};

/**
 * How a machine can be kept longer than its service would keep it.
 *
 * - `extend`: the service moves the deadline when it is asked
 * - `keep-open`: an open SSH connection keeps the machine; Jumpseat can hold one until the longest time is over
 * - `renew`: another machine is started before this one ends; files do not go along by themselves
 * - `snippet`: only the build's configuration can; the text to put into it
 */
export const holdSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('extend'),
    ...words,
    /** Why it cannot be asked for again. */
    refused: z.string().max(300).optional(),
  }),
  z.object({ kind: z.literal('keep-open'), ...words, isOn: z.boolean() }),
  z.object({
    kind: z.literal('renew'),
    ...words,
    isOn: z.boolean(),
    /** When the next machine will be asked for. */
    startsAt: timeSchema.optional(),
    /** The session of the next machine, once it was asked for. */
    nextSessionId: z.string().optional(),
  }),
  z.object({
    kind: z.literal('snippet'),
    ...words,
    /** The file it belongs into: "bitrise.yml". */
    file: z.string().max(80),
    snippet: z.string().max(4_000),
    /** The service's page about it. */
    link: z.url({ protocol: /^https?$/ }).optional(),
  }),
]);

export type Hold = z.infer<typeof holdSchema>;
