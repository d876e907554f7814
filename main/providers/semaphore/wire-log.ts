import { z } from 'zod';
import { listOf, textSchema, wordSchema } from './wire.ts';
import { timeOf } from './wire-time.ts';

/** One event of a job's log. Kinds added later are kept and looked over. */
const eventSchema = z
  .object({
    event: z.string().max(64),
    timestamp: z.unknown().optional(),
    directive: textSchema,
    output: z.string().catch(''),
    exit_code: z.number().int().optional().catch(undefined),
    started_at: z.unknown().optional(),
    finished_at: z.unknown().optional(),
    result: wordSchema,
  })
  .transform(({ event, timestamp, directive, output, exit_code, started_at, finished_at, result }) => ({
    event,
    at: timeOf(timestamp),
    directive,
    output,
    exitCode: exit_code,
    startedAt: timeOf(started_at),
    finishedAt: timeOf(finished_at),
    result,
  }));

export type LogEvent = z.infer<typeof eventSchema>;

/** `GET /logs/{job id}`. */
export const logSchema = z.object({ events: listOf(eventSchema) }).transform(({ events }) => events);
