import type { Surroundings } from '../../contract/connection-work.ts';
import type { Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { fail, ok } from '../../lib/result.ts';
import { askScript } from '../../lib/surroundings/ask-script.ts';
import { readAnswer, toVariables, type Answer } from '../../lib/surroundings/read-answer.ts';
import type { MachineLink } from '../machine-link.ts';
import { askInTerminal } from './ask-in-terminal.ts';
import { windowsQuestion } from './windows-question.ts';

/** Of a command; the tools have limits of their own. */
const COMMAND_MS = 20_000;
const MAX_BYTES = 2 * 1024 * 1024;
const SIZE = { columns: 200, rows: 50 };

interface Options {
  link: Pick<MachineLink, 'openShell' | 'files'>;
  clock: Clock;
  /** What the session's terminals run in place of the login shell. */
  shell: string | undefined;
  isWindows: boolean;
  signal: AbortSignal;
}

function toSurroundings(answer: Answer, through: 'terminal' | 'command'): Surroundings {
  const { variables, workingFolder, parent, user, hasTerminal, facts, tools, isWhole } = answer;
  const ofShell = toVariables(variables).get('SHELL');
  return {
    through,
    variables,
    ...(workingFolder === undefined ? {} : { workingFolder }),
    // Of a command, what started it is not a shell that anybody works in.
    ...(through === 'terminal' && parent !== undefined ? { shell: parent.slice(0, 1_024) } : {}),
    ...(through === 'command' && ofShell !== undefined ? { shell: ofShell.slice(0, 1_024) } : {}),
    ...(user === undefined ? {} : { user }),
    hasTerminal,
    isInteractive: through === 'terminal',
    facts: isWhole ? facts : { ...facts, 'cut off': 'yes' },
    tools,
  };
}

async function askByCommand({ link, isWindows, signal }: Options): Promise<Result<Answer>> {
  const { files } = link;
  if (files === undefined) return fail('connection-lost', 'The machine is not connected.', 'Reconnect.');
  const command = isWindows ? windowsQuestion : `sh -c '${askScript}'`;
  const ran = await files.run(command, { maxBytes: MAX_BYTES, timeoutMs: COMMAND_MS, signal });
  if (!ran.ok) return ran;
  const answer = readAnswer(ran.value.output.toString('utf8'));
  if (answer !== undefined) return ok(answer);
  return fail(
    'not-supported',
    'This machine does not say what its surroundings are: it runs no commands of a POSIX shell.',
    'Look by hand, with `env` or `Get-ChildItem Env:` in its terminal.',
  );
}

/**
 * Reads what surrounds a person on a machine: through a terminal, as the session's terminals open one, and where that is
 * not understood, through a command. `connection-lost`, `not-supported`, `timed-out`
 */
export async function readSurroundings(options: Options): Promise<Result<Surroundings>> {
  const { link, clock, shell, isWindows, signal } = options;
  if (isWindows) {
    const answer = await askByCommand(options);
    return answer.ok ? ok(toSurroundings(answer.value, 'command')) : answer;
  }
  const opened = await link.openShell(SIZE, shell);
  if (!opened.ok && opened.problem.code === 'connection-lost') return opened;
  const said = opened.ok ? await askInTerminal(opened.value, clock, signal) : undefined;
  const answer = said === undefined ? undefined : readAnswer(said.replaceAll('\r\n', '\n'));
  if (answer !== undefined) return ok(toSurroundings(answer, 'terminal'));
  const byCommand = await askByCommand(options);
  return byCommand.ok ? ok(toSurroundings(byCommand.value, 'command')) : byCommand;
}
