import type { ReplayStep, ReplaySteps } from '../../contract/environment.ts';
import { MAX_LINE_LENGTH, oneLineWord } from '../../lib/one-line.ts';
import { plainText } from '../../lib/plain-text.ts';
import { scriptOf, type JobRun } from './job-run.ts';
import { replayLine } from './replay-line.ts';

const MAX_STEPS = 500;
const MAX_COMMAND_LENGTH = 10_000;

const traps = [
  'The terminal’s shell is an interactive login shell: it reads start-up files, begins in another folder and goes on after an error. A command can pass in it although its step failed. “Run as the build” runs it as the job did.',
  'A step with a working_directory, an environment or a shell option of its own in the configuration has more than CircleCI tells: go to that folder and set those variables first.',
  'The machine has run the steps of this job already, up to the one that failed. What they made or installed is there.',
] as const;

function fits(line: string): string | undefined {
  return line.length <= MAX_LINE_LENGTH ? line : undefined;
}

function interactiveLine(script: string, isWindows: boolean): string | undefined {
  if (script === '') return undefined;
  if (!/[\p{Cc}!]/u.test(script)) return fits(script);
  // PowerShell and cmd have other ways to hold a text on one line.
  return isWindows ? undefined : fits(`eval ${oneLineWord(script)}`);
}

/**
 * The steps of a job with what runs them again on the machine of an SSH rebuild.
 *
 * @param folder where the job worked, as a word of the shell
 */
export function replaySteps(run: JobRun, folder: string | undefined): ReplaySteps {
  const counts = new Map<number, number>();
  const steps = run.steps.slice(0, MAX_STEPS).map(({ execution, name, num, command, state }): ReplayStep => {
    const position = counts.get(execution) ?? 0;
    counts.set(execution, position + 1);
    const step: ReplayStep = {
      machine: execution,
      position,
      name: plainText(name, 200) || `Step ${num}`,
      state,
    };
    if (command === undefined || command.trim() === '') return step;
    const { shell = '', script } = scriptOf(command);
    const isWindows = /\.exe|powershell|pwsh/i.test(shell);
    return {
      ...step,
      command: script.slice(0, MAX_COMMAND_LENGTH),
      asBuilt: fits(replayLine(command, folder)),
      interactive: interactiveLine(script.trim(), isWindows),
    };
  });
  return { steps, traps: [...traps] };
}
