import { z } from 'zod';
import type { Result } from '../../contract/problem.ts';
import { ok } from '../../lib/result.ts';
import { surrounding } from '../../lib/surroundings/surrounding-names.ts';
import type { BuildEnvironment } from '../provider.ts';
import { listOf } from './wire.ts';
import type { Job } from './wire-job.ts';
import type { LogEvent } from './wire-log.ts';

/** The variables of a job, which nothing else of this provider looks at: they may hold anything. */
export const jobVariablesSchema = z
  .object({
    spec: z
      .object({ env_vars: listOf(z.object({ name: z.string().min(1).max(512), value: z.string().max(131_072) })) })
      .nullish()
      .catch(null),
  })
  .transform(({ spec }) => spec?.env_vars ?? []);

/** A line of the job's own set-up; the values are not in it. */
const EXPORTING = /^Exporting ([A-Za-z_][A-Za-z0-9_]{0,200})\s*$/gm;
const MAX_NAMES = 2_000;

/** Names of variables that the log says were set. */
export function exportedNames(events: readonly Pick<LogEvent, 'event' | 'output'>[]): string[] {
  const text = events.flatMap(({ event, output }) => (event === 'cmd_output' ? [output] : [])).join('');
  const names = [...text.slice(0, 1_000_000).matchAll(EXPORTING)].map(([, name]) => name ?? '');
  return [...new Set(names)].slice(0, MAX_NAMES);
}

/** Reads a job's variables from what the API and the log say: the values are with one, all names with the other. */
export function buildEnvironment(
  job: Pick<Job, 'machineType' | 'osImage' | 'isInContainer'>,
  variables: z.infer<typeof jobVariablesSchema>,
  events: readonly LogEvent[] | undefined,
): Result<BuildEnvironment> {
  const known = new Map(variables.map(({ name, value }) => [name, value]));
  const hidden = exportedNames(events ?? []).filter((name) => !known.has(name));
  const image = [job.machineType, job.osImage].filter((part) => part !== '').join(' · ');
  return ok({
    source: 'Semaphore’s API and the job’s log',
    unknowns: [
      ...(events === undefined ? ['The log of the job could not be read, so names of secrets are missing.'] : []),
      'Semaphore tells the variables of the job, not those of its machine and image; those stand under “only here”.',
      'Semaphore does not tell folder, limits, locale and versions of tools.',
      ...(job.isInContainer ? ['The job ran in a container of its own; the first terminal leads into it.'] : []),
    ],
    variables: Object.fromEntries(known),
    hidden,
    surroundings: image === '' ? {} : { [surrounding.IMAGE]: image },
    tools: {},
  });
}
