import type { FailedStep } from '../../contract/session.ts';
import type { LoggedStep } from './steps.ts';

/** Where Codemagic puts the sources, on its Macs and Linux machines. */
const FOLDER = '~/clone';
const MAX_COMMAND = 8192;

/** A text as one word of bash or zsh, on one line (ANSI-C quoting). */
function quoted(text: string): string {
  const escaped = text.replace(/[\\']/g, '\\$&').replace(/\r?\n/g, '\\n').replace(/\t/g, '\\t');
  // What no script holds is left out, so that pasting the line can do nothing else.
  return `$'${escaped.replace(/\p{Cc}/gu, '')}'`;
}

/** The step that failed, if its command is known. Windows machines have no terminal to type it in. */
export function toFailedStep(steps: readonly LoggedStep[]): FailedStep | undefined {
  const failed = steps.find(({ step }) => step.state === 'failed')?.step;
  if (failed?.command === undefined || failed.command.trim() === '' || failed.command.length >= MAX_COMMAND)
    return undefined;
  const command = failed.command.trim();
  const isOneLine = !command.includes('\n') && !/[\p{Cc}]/u.test(command);
  return {
    name: failed.name,
    machine: failed.machine,
    command,
    replayLine: isOneLine ? `cd ${FOLDER} && ${command}` : `cd ${FOLDER} && bash -e -c ${quoted(command)}`,
  };
}
