import { z } from 'zod';
import { DURATION_PATTERN, toMilliseconds } from './duration.ts';

/** Name of the file at a project's root. */
export const CONFIG_FILE = 'jumpseat.yml';

/** The longest time a build or step may be given: a day. */
const MAX_TIMEOUT_MS = 24 * 60 * 60_000;
/** What a build gets when its file says nothing. */
export const DEFAULT_TIMEOUT_MS = 60 * 60_000;

const durationSchema = z
  .union([z.number().positive(), z.string().regex(DURATION_PATTERN)])
  .refine((duration) => toMilliseconds(duration) > 0 && toMilliseconds(duration) <= MAX_TIMEOUT_MS, {
    error: 'must be more than nothing and at most 24h',
  })
  .meta({ examples: ['90s', '10m', '1h30m', 600] });

/** One line without control characters: it is shown in lists and typed into terminals. */
const labelSchema = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]+$/);

const environmentSchema = z
  .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.union([z.string(), z.number(), z.boolean(), z.null()]))
  .meta({ examples: [{ NODE_ENV: 'test' }] });

const stepSchema = z
  .strictObject({
    name: labelSchema.meta({ description: 'What the step is called in lists and logs.', examples: ['Test'] }),
    run: z
      .string()
      .regex(/\S/)
      .max(65_536)
      .meta({ description: 'Commands for the shell. The first one that fails ends the step.', examples: ['npm test'] }),
    env: environmentSchema.meta({ description: "Variables for this step only, on top of the build's." }).optional(),
    if: z
      .enum(['always', 'failure', 'success'])
      .meta({
        description:
          'When to run it: as long as nothing failed (success, the default), only after a failure, or always.',
      })
      .optional(),
    timeout: durationSchema
      .meta({ description: 'How long the step may take: 90s, 10m, 1h30m, or a number of seconds.' })
      .optional(),
  })
  .meta({ examples: [{ name: 'Test', run: 'npm test' }] });

/** jumpseat.yml as it is written. The published JSON Schema is made from this. */
export const configFileSchema = z
  .strictObject({
    name: labelSchema
      .meta({ description: "What the project is called; the folder's name if left out.", examples: ['storefront'] })
      .optional(),
    env: environmentSchema.meta({ description: 'Variables for all steps.' }).optional(),
    shell: z
      .enum(['bash', 'sh', 'powershell'])
      .meta({
        description:
          'What runs the steps: bash -eo pipefail, sh -e, or PowerShell stopping at the first error. PowerShell on Windows and bash elsewhere if left out.',
      })
      .optional(),
    steps: z
      .array(stepSchema)
      .min(1)
      .max(50)
      .meta({ description: 'Run one after the other, each in a shell of its own.' }),
    machines: z
      .int()
      .min(1)
      .max(8)
      .meta({
        description: 'How many copies run in parallel; JUMPSEAT_MACHINE_INDEX tells each which one it is, from 0.',
        examples: [2],
      })
      .optional(),
    timeout: durationSchema
      .meta({
        description: 'How long the whole build may take, 1h if left out: 90s, 10m, 1h30m, or a number of seconds.',
      })
      .optional(),
    artifacts: z
      .array(
        z
          .string()
          .min(1)
          .max(500)
          .regex(/^(?![/\\]|[A-Za-z]:)(?!.*(?:^|[/\\])\.\.(?:[/\\]|$))/),
      )
      .max(50)
      .meta({
        description: 'Files to keep from the build, as patterns relative to the project: dist/**, *.tar.gz.',
        examples: [['dist/**']],
      })
      .optional(),
  })
  .meta({
    title: 'jumpseat.yml',
    description: "How the build host of Jumpseat builds this project on the person's own computer.",
  });

export type ConfigFile = z.infer<typeof configFileSchema>;
export type StepCondition = 'always' | 'failure' | 'success';

export interface StepConfig {
  name: string;
  run: string;
  env: Record<string, string>;
  condition: StepCondition;
  timeoutMs?: number | undefined;
}

/** jumpseat.yml with everything filled in. */
export interface BuildConfig {
  env: Record<string, string>;
  shell?: 'bash' | 'sh' | 'powershell' | undefined;
  steps: StepConfig[];
  machines: number;
  timeoutMs: number;
  artifacts: string[];
}

function toTexts(environment: ConfigFile['env']): Record<string, string> {
  return Object.fromEntries(Object.entries(environment ?? {}).map(([name, value]) => [name, String(value ?? '')]));
}

export function toBuildConfig(file: ConfigFile): BuildConfig {
  return {
    env: toTexts(file.env),
    shell: file.shell,
    machines: file.machines ?? 1,
    timeoutMs: file.timeout === undefined ? DEFAULT_TIMEOUT_MS : toMilliseconds(file.timeout),
    artifacts: file.artifacts ?? [],
    steps: file.steps.map((step) => ({
      name: step.name,
      run: step.run,
      env: toTexts(step.env),
      condition: step.if ?? 'success',
      timeoutMs: step.timeout === undefined ? undefined : toMilliseconds(step.timeout),
    })),
  };
}
