import { closest, distance } from 'fastest-levenshtein';

/** What other CI services call the same thing. */
const foreignNames: Record<string, string> = {
  script: 'run',
  scripts: 'run',
  command: 'run',
  commands: 'run',
  cmd: 'run',
  title: 'name',
  label: 'name',
  environment: 'env',
  variables: 'env',
  envs: 'env',
  when: 'if',
  condition: 'if',
  timeout_in_minutes: 'timeout',
  'timeout-minutes': 'timeout',
  no_output_timeout: 'timeout',
  jobs: 'steps',
  stages: 'steps',
  tasks: 'steps',
  workflows: 'steps',
  pipeline: 'steps',
  parallel: 'machines',
  parallelism: 'machines',
  artefacts: 'artifacts',
  store_artifacts: 'artifacts',
};

/** The known name that was most likely meant, if any comes close. */
export function nearestName(written: string, known: readonly string[]): string | undefined {
  const lower = written.toLowerCase();
  const foreign = Object.hasOwn(foreignNames, lower) ? foreignNames[lower] : undefined;
  if (foreign !== undefined && known.includes(foreign)) return foreign;
  const nearest = closest(lower, [...known]);
  // One letter in three may be wrong; two that changed places count as two.
  return distance(lower, nearest) <= Math.ceil(nearest.length / 3) ? nearest : undefined;
}
