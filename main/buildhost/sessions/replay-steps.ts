import type { ReplayStep, ReplaySteps } from '../../contract/environment.ts';
import { toBuildConfig } from '../config/config-schema.ts';
import { slugOf } from '../run/machine.ts';
import type { StoredBuild } from '../storage/build-table.ts';
import type { StoredStep } from '../storage/step-table.ts';
import { replayLine } from './machine-shims.ts';

const MAX_STEPS = 500;
/** Longer commands are told by their beginning. */
const MAX_COMMAND_LENGTH = 10_000;

const isWindows = process.platform === 'win32';

function interactiveLine(command: string, file: string, isPowerShell: boolean): string {
  const isOneLine = !/[\p{Cc}!]/u.test(command.trim());
  if (isOneLine) return command.trim();
  return isPowerShell ? `. "$env:JUMPSEAT_STEPS_DIR\\${file}.ps1"` : `. "$JUMPSEAT_STEPS_DIR/${file}.sh"`;
}

/** The steps of a build with what runs them again on the machines of its session, where `run-step` knows them. */
export function replaySteps(build: StoredBuild, stored: readonly StoredStep[]): ReplaySteps {
  const { steps: configs, shell } = toBuildConfig(build.config);
  const isPowerShell = isWindows && shell !== 'bash' && shell !== 'sh';
  const steps = stored
    .toSorted((one, other) => one.machine - other.machine || one.position - other.position)
    .slice(0, MAX_STEPS)
    .map(({ machine, position, name, command, state }): ReplayStep => {
      // Position 0 is the checkout, and the artifacts come last; neither has a command.
      const config = command === undefined ? undefined : configs[position - 1];
      const step = { machine, position, name: name.slice(0, 512), state };
      if (config === undefined || command === undefined) return step;
      const file = `${String(position).padStart(2, '0')}-${slugOf(config.name)}`;
      return {
        ...step,
        command: command.slice(0, MAX_COMMAND_LENGTH),
        asBuilt: replayLine(configs, position - 1, isPowerShell ? 'powershell' : 'posix'),
        interactive: interactiveLine(command, file, isPowerShell),
      };
    });
  const hasOwnVariables = configs.some(({ env }) => Object.keys(env).length > 0);
  return {
    steps,
    traps: hasOwnVariables
      ? ['Variables that a step sets for itself in jumpseat.yml are there only when it runs as the build ran it.']
      : [],
  };
}
