import { z } from 'zod';
import { idSchema } from '../lenient.ts';
import { listOf, textSchema, wordSchema } from './wire.ts';
import { timeOf } from './wire-time.ts';

/**
 * A job as this provider works with it. Of its environment only what Semaphore itself puts there is kept: the rest may
 * hold anything.
 * Source: jobs.v1alpha.proto of Semaphore's API; docs.semaphore.io/reference/env-vars for the variables.
 */
export interface Job {
  id: string;
  name: string;
  projectId: string;
  createdAt: number | undefined;
  startedAt: number | undefined;
  finishedAt: number | undefined;
  state: 'PENDING' | 'QUEUED' | 'RUNNING' | 'FINISHED' | 'OTHER';
  result: 'NONE' | 'PASSED' | 'FAILED' | 'STOPPED' | 'OTHER';
  /** "f1-standard-2", or "s1-…" for self-hosted agents. */
  machineType: string;
  osImage: string;
  /** It runs in a container of its own on the machine. */
  isInContainer: boolean;
  commands: string[];
  variables: Partial<Record<(typeof VARIABLES)[number], string>>;
  agent: { name: string; ip: string; sshPort: unknown } | undefined;
}

const VARIABLES = [
  'SEMAPHORE_WORKFLOW_ID',
  'SEMAPHORE_WORKFLOW_NUMBER',
  'SEMAPHORE_WORKFLOW_TRIGGERED_BY',
  'SEMAPHORE_PIPELINE_ID',
  'SEMAPHORE_GIT_SHA',
  'SEMAPHORE_GIT_BRANCH',
  'SEMAPHORE_GIT_WORKING_BRANCH',
  'SEMAPHORE_GIT_PR_BRANCH',
  'SEMAPHORE_GIT_TAG_NAME',
  'SEMAPHORE_GIT_COMMIT_AUTHOR',
] as const;

const STATES: readonly string[] = ['PENDING', 'QUEUED', 'RUNNING', 'FINISHED'];
const RESULTS: readonly string[] = ['NONE', 'PASSED', 'FAILED', 'STOPPED'];
/** Jobs with more commands than this are shown without them. */
const MAX_COMMANDS = 2000;

const commandsSchema = z.array(z.string()).max(MAX_COMMANDS).catch([]);

const wireJobSchema = z.object({
  metadata: z.object({
    id: idSchema,
    name: textSchema,
    create_time: z.unknown().optional(),
    start_time: z.unknown().optional(),
    finish_time: z.unknown().optional(),
  }),
  spec: z
    .object({
      project_id: textSchema,
      agent: z
        .object({
          machine: z.object({ type: textSchema, os_image: textSchema }).nullish().catch(null),
          containers: z.array(z.unknown()).nullish().catch(null),
        })
        .nullish()
        .catch(null),
      env_vars: listOf(z.object({ name: z.string(), value: textSchema })).catch([]),
      commands: commandsSchema,
      epilogue_commands: commandsSchema,
      epilogue_always_commands: commandsSchema,
      epilogue_on_pass_commands: commandsSchema,
      epilogue_on_fail_commands: commandsSchema,
    })
    .nullish()
    .catch(null),
  status: z
    .object({
      state: wordSchema,
      result: wordSchema,
      agent: z
        .object({
          ip: textSchema,
          name: textSchema,
          ports: listOf(z.object({ name: z.string(), number: z.unknown().optional() })).catch([]),
        })
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
});

type WireJob = z.infer<typeof wireJobSchema>;

function variablesOf(spec: WireJob['spec']): Job['variables'] {
  const found: Job['variables'] = {};
  for (const { name, value } of spec?.env_vars ?? []) {
    const known = VARIABLES.find((variable) => variable === name);
    if (known === undefined || value === '') continue;
    // Whoever writes the configuration can set these; ids of them go into addresses.
    if (known.endsWith('_ID') && !idSchema.safeParse(value).success) continue;
    found[known] = value;
  }
  return found;
}

function toJob({ metadata, spec, status }: WireJob): Job {
  const agent = status?.agent ?? undefined;
  const state = status?.state ?? '';
  const result = status?.result ?? '';
  return {
    id: metadata.id,
    name: metadata.name,
    projectId: idSchema.safeParse(spec?.project_id).data ?? '',
    createdAt: timeOf(metadata.create_time),
    startedAt: timeOf(metadata.start_time),
    finishedAt: timeOf(metadata.finish_time),
    state: STATES.includes(state) ? (state as Job['state']) : 'OTHER',
    result: RESULTS.includes(result) ? (result as Job['result']) : 'OTHER',
    machineType: spec?.agent?.machine?.type ?? '',
    osImage: spec?.agent?.machine?.os_image ?? '',
    isInContainer: (spec?.agent?.containers ?? []).length > 0,
    commands: [
      ...(spec?.commands ?? []),
      ...(spec?.epilogue_commands ?? []),
      ...(spec?.epilogue_always_commands ?? []),
      ...(spec?.epilogue_on_pass_commands ?? []),
      ...(spec?.epilogue_on_fail_commands ?? []),
    ],
    variables: variablesOf(spec),
    agent: agent && {
      name: agent.name,
      ip: agent.ip,
      sshPort: agent.ports.find(({ name }) => name.toLowerCase() === 'ssh')?.number,
    },
  };
}

/** One job, from `GET /jobs/{id}` and from everything that makes one. */
export const jobSchema: z.ZodType<Job> = wireJobSchema.transform(toJob);

/** A page of `GET /jobs`; an empty token says that there is no further one. */
export const jobPageSchema = z
  .object({ jobs: listOf(jobSchema).nullish(), next_page_token: z.string().max(4096).nullish() })
  .transform(({ jobs, next_page_token }) => ({ jobs: jobs ?? [], nextPageToken: next_page_token ?? '' }));

/** `GET /jobs/{id}/debug_ssh_key`. */
export const debugKeySchema = z.object({ key: z.string().max(65_536) });

/** Jobs on agents of the organisation's own; Semaphore opens none of them. */
export function isSelfHosted(machineType: string): boolean {
  return machineType.startsWith('s1-');
}
