/** What the steps "Preparing environment variables" and "Spin up environment" print. Hostile text. */
export interface EnvironmentLog {
  variables: Record<string, string>;
  /** Shown as redacted: of the project's settings and contexts. */
  hidden: string[];
}

const VARIABLE = /^ {2}([A-Za-z_][A-Za-z0-9_]{0,200})=(.*)$/;
const HIDDEN = /^\*+(?:REDACTED\*+)?$/;
const MAX_VARIABLES = 2_000;
const ESCAPES = /\u001B\[[0-?]*[ -/]*[@-~]/g;

/** Reads the variables that the log lists, two blanks before each. */
export function readEnvironmentLog(output: string): EnvironmentLog {
  const variables = new Map<string, string>();
  const hidden = new Set<string>();
  for (const line of output.replace(ESCAPES, '').split(/\r?\n/)) {
    const [, name, value] = VARIABLE.exec(line) ?? [];
    if (name === undefined || value === undefined || variables.size + hidden.size >= MAX_VARIABLES) continue;
    if (HIDDEN.test(value)) hidden.add(name);
    else variables.set(name, value);
  }
  for (const name of hidden) variables.delete(name);
  return { variables: Object.fromEntries(variables), hidden: [...hidden] };
}

/** The image of the job's own container: the first that is started. */
export function readImage(output: string): string | undefined {
  const text = output.replace(ESCAPES, '');
  const exact = /^\s*using image (\S{1,300})/m.exec(text)?.[1];
  return exact ?? /^Starting container (\S{1,300})/m.exec(text)?.[1];
}
