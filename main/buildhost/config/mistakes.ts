import type { z } from 'zod';
import { configFileSchema, type ConfigFile } from './config-schema.ts';
import { nearestName } from './nearest-name.ts';

type Issue = z.core.$ZodIssue;

const DURATION_HELP = 'write a duration such as 90s, 10m or 1h30m, at most 24h';
const NAME_HELP = 'write a short text on one line, for example: name: Test';
const ENV_HELP = 'write one "NAME: value" pair per line below it, for example: NODE_ENV: test';
const STEPS_HELP = 'write a list with one "- name: Test" and "run: npm test" per step';
const ARTIFACT_HELP = 'write a list of patterns relative to the project, for example: - dist/**';

/** What to write instead, by the keys that lead to the value; `*` stands for a position in a list or a free name. */
const help: Record<string, string> = {
  '': 'write "steps:" with a list of steps below it',
  name: NAME_HELP,
  env: ENV_HELP,
  'env.*': 'write a text, number, true or false; put quotes around anything else',
  shell: 'write bash, sh or powershell',
  steps: STEPS_HELP,
  'steps.*': 'write the step as "name: Test" and, on the next line, "run: npm test"',
  'steps.*.name': NAME_HELP,
  'steps.*.run': 'write the commands, for example: run: npm test',
  'steps.*.env': ENV_HELP,
  'steps.*.env.*': 'write a text, number, true or false; put quotes around anything else',
  'steps.*.if': 'write always, failure or success',
  'steps.*.timeout': DURATION_HELP,
  machines: 'write a whole number from 1 to 8',
  timeout: DURATION_HELP,
  artifacts: ARTIFACT_HELP,
  'artifacts.*': 'write a pattern relative to the project and inside it, without "..", for example: dist/**',
};

const stepKeys = Object.keys(configFileSchema.shape.steps.element.shape);
const rootKeys = Object.keys(configFileSchema.shape);

function patternOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' || (index > 0 && path[index - 1] === 'env') ? '*' : String(part)))
    .join('.');
}

function nameOf(path: readonly PropertyKey[]): string {
  const words = path.map((part) => (typeof part === 'number' ? `number ${part + 1}` : String(part)));
  if (words.length === 0) return 'The file';
  if (path[0] === 'steps' && typeof path[1] === 'number') {
    const step = `step ${path[1] + 1}`;
    const key = words.slice(2).join('.');
    return key === '' ? `${step[0]?.toUpperCase()}${step.slice(1)}` : `"${key}" of ${step}`;
  }
  return `"${words.join(path[0] === 'env' ? '.' : ' ')}"`;
}

function isMissing(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.input === undefined;
}

/** One thing that is wrong, at the value or at the key that `path` leads to. */
export interface Finding {
  path: readonly PropertyKey[];
  at: 'value' | 'key';
  message: string;
}

function unknownKey(path: readonly PropertyKey[], key: string): Finding {
  const known = path.length === 0 ? rootKeys : stepKeys;
  const meant = nearestName(key, known);
  const place = path.length === 0 ? 'here' : 'in a step';
  const message =
    meant === undefined
      ? `There is no "${key}" ${place}. Known are: ${known.join(', ')}.`
      : `There is no "${key}" ${place}. Write "${meant}" instead.`;
  return { path: [...path, key], at: 'key', message };
}

function explain(issue: Issue): Finding[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key));
  const advice = help[patternOf(path)];
  const instead = advice === undefined ? '.' : `: ${advice}.`;
  if (issue.code === 'invalid_key')
    return [
      {
        path,
        at: 'key',
        message: `"${String(path.at(-1))}" cannot be the name of a variable: use letters, digits and _ only, and do not begin with a digit.`,
      },
    ];
  if (isMissing(issue)) {
    const key = String(path.at(-1));
    const owner = path.slice(0, -1);
    return [{ path: owner, at: 'value', message: `${nameOf(owner)} needs "${key}"${instead}` }];
  }
  return [{ path, at: 'value', message: `${nameOf(path)} cannot be used as it is${instead}` }];
}

/** Everything that keeps `raw` from being a configuration, each thing once; or the configuration. */
export function checkConfig(raw: unknown): { config: ConfigFile } | { findings: Finding[] } {
  const parsed = configFileSchema.safeParse(raw, { reportInput: true });
  if (parsed.success) return { config: parsed.data };
  const { issues } = parsed.error;
  // Where a key is only misspelt, its absence is not news.
  const meant = new Set(
    issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) =>
            [...issue.path, nearestName(key, issue.path.length === 0 ? rootKeys : stepKeys)].join('.'),
          )
        : [],
    ),
  );
  const said = new Set<string>();
  const findings = issues
    .filter((issue) => !(isMissing(issue) && meant.has(issue.path.join('.'))))
    .flatMap(explain)
    .filter(({ path, message }) => {
      const key = `${path.join('.')} ${message}`;
      const isNew = !said.has(key);
      said.add(key);
      return isNew;
    });
  return { findings };
}
