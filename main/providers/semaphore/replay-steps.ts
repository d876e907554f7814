import type { ReplayStep, ReplaySteps } from '../../contract/environment.ts';
import { MAX_LINE_LENGTH, oneLineWord } from '../../lib/one-line.ts';
import type { JobLog } from './job-log.ts';
import { ENTER_SOURCES } from './session-machine.ts';
import type { Job } from './wire-job.ts';

const MAX_STEPS = 500;
const MAX_COMMAND_LENGTH = 10_000;

const traps = [
  'Semaphore runs all commands of a job in one shell, one after the other: what one of them sets or changes to is there for the next. Run them in the same terminal.',
  'A debug machine begins without the sources; “Run as the build” gets them first. `source ~/commands.sh` runs all commands of the job.',
] as const;

const isCheckout = (command: string): boolean => /^checkout(?:\s|$)/.test(command.trim());

function typed(command: string): string | undefined {
  const line = /[\p{Cc}!]/u.test(command) ? `eval ${oneLineWord(command)}` : command;
  return line.length <= MAX_LINE_LENGTH ? line : undefined;
}

/** The commands of a job, in the terminal's own shell: that is how the job runs them too. */
export function replaySteps({ steps }: Pick<JobLog, 'steps'>, { commands }: Pick<Job, 'commands'>): ReplaySteps {
  const isInSources = commands.some(isCheckout);
  const listed = steps.slice(0, MAX_STEPS).map(({ machine, position, name, command, state }): ReplayStep => {
    const step: ReplayStep = { machine, position, name: name.slice(0, 512), state };
    if (command === undefined) return step;
    const interactive = typed(command.trim());
    const needsSources = isInSources && !isCheckout(command);
    return {
      ...step,
      command: command.slice(0, MAX_COMMAND_LENGTH),
      interactive,
      asBuilt: interactive !== undefined && needsSources ? `${ENTER_SOURCES}; ${interactive}` : interactive,
    };
  });
  return { steps: listed, traps: [...traps] };
}
