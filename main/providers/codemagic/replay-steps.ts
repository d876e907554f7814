import type { ReplayStep, ReplaySteps } from '../../contract/environment.ts';
import { MAX_LINE_LENGTH, oneLineWord } from '../../lib/one-line.ts';
import type { LoggedStep } from './steps.ts';

const MAX_STEPS = 500;
const MAX_COMMAND_LENGTH = 10_000;
/** The step's script is cut there when it is read. */
const MAX_SCRIPT_LENGTH = 8_192;

/** Where the sources are; the variable is Codemagic's own, the folder what it is on their machines. */
const ENTER = 'cd "${CM_BUILD_DIR:-$HOME/clone}"';

const traps = [
  'Variables of the workflow and its groups are in the terminal only where Codemagic exports them there: compare the environments when a step ends otherwise than in the build.',
  'The steps of the build run on the same machine: wait until it is through before you run one again.',
] as const;

function fits(line: string): string | undefined {
  return line.length <= MAX_LINE_LENGTH ? line : undefined;
}

/** A script that names its own interpreter goes into a file, as Codemagic has it; others into a shell that stops at errors. */
function asBuilt(script: string): string | undefined {
  if (!/^#!(?!.*(?:ba|z|da|k)?sh\b)/.test(script))
    return fits(`${ENTER} && bash -e -c ${oneLineWord(script)} </dev/null`);
  return fits(
    `${ENTER} && f=$(mktemp) && printf '%s\\n' ${oneLineWord(script)} >"$f" && chmod 700 "$f" && { "$f" </dev/null; s=$?; rm -f "$f"; (exit "$s"); }`,
  );
}

/** The steps of a build whose scripts are known, with what runs them again. Windows machines have no terminal for it. */
export function replaySteps(logged: readonly LoggedStep[], isWindows: boolean): ReplaySteps {
  const steps = logged.slice(0, MAX_STEPS).map(({ step }): ReplayStep => {
    const { machine, position, name, command, state } = step;
    const listed: ReplayStep = { machine, position, name: name.slice(0, 512), state };
    const script = command?.trim() ?? '';
    if (script === '') return listed;
    const isWhole = (command?.length ?? 0) < MAX_SCRIPT_LENGTH;
    if (isWindows || !isWhole) return { ...listed, command: script.slice(0, MAX_COMMAND_LENGTH) };
    return {
      ...listed,
      command: script.slice(0, MAX_COMMAND_LENGTH),
      asBuilt: asBuilt(script),
      interactive: fits(/[\p{Cc}!]/u.test(script) ? `eval ${oneLineWord(script)}` : script),
    };
  });
  return { steps, traps: isWindows ? ['Codemagic’s Windows machines have no terminal to run steps in.'] : [...traps] };
}
