import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Machine, ReadyStep } from '../run/machine.ts';

/** What a visitor finds on a machine besides the clone. */
export interface MachineTools {
  /** Complete environment of shells on the machine. */
  environment: Record<string, string>;
  /** Appears when `poweroff` was called. */
  powerOffFile: string;
  /** Where it appears. */
  controlFolder: string;
}

/** A word of a POSIX shell, whatever it holds. */
export function quotePosix(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A string of PowerShell that is taken as it is. */
export function quotePowerShell(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** How the folders of a machine that somebody visits are called. */
export const logsFolderOf = (machine: Machine): string => join(machine.folder, 'logs');

/** The line that runs a step the way the build did; by number when its name stands for several. */
export function replayLine(steps: readonly { name: string }[], index: number, shell: 'posix' | 'powershell'): string {
  const name = steps[index]?.name ?? '';
  const isUnique = steps.filter((step) => step.name === name).length === 1 && !/^\d+$/.test(name);
  const quote = shell === 'posix' ? quotePosix : quotePowerShell;
  return `run-step ${isUnique ? quote(name) : index + 1}`;
}

/** Starts with nothing inherited, sets what the build's step had, and becomes the step's shell. */
function posixLauncher(machine: Machine, { environment, script }: ReadyStep): string {
  const variables = Object.entries(environment).map(([name, value]) => `export ${name}=${quotePosix(value)}`);
  const command = [...machine.shell.command, script].map(quotePosix).join(' ');
  return [...variables, `exec ${command} </dev/null`, ''].join('\n');
}

function listing(machine: Machine): string[] {
  return machine.steps.map(({ config }, at) => `${String(at + 1).padStart(3)}  ${config.name}`);
}

/** The step's output goes through a pipe as it does in the build, so that programs behave the same; its status survives. */
function posixRunStep(machine: Machine, control: string): string {
  const cases = machine.steps.map(
    ({ config }, at) =>
      `  ${at + 1}|${quotePosix(config.name)}) launcher=${quotePosix(join(control, `step-${at + 1}`))} ;;`,
  );
  return `#!/bin/sh
# Runs a step of the build the way the build did: same shell, same environment, same folder, no input.
list() {
  printf '%s\\n' 'Steps of this build:' ${listing(machine).map(quotePosix).join(' ')} "Run one with: run-step NUMBER or run-step 'NAME'"
}
case "$1" in
  '') list; exit 0 ;;
${cases.join('\n')}
  *) printf 'There is no step "%s".\\n' "$1" >&2; list >&2; exit 2 ;;
esac
cd ${quotePosix(machine.buildFolder)} || exit 1
exec 4>&1
status=$({ { env -i /bin/sh "$launcher" 3>&- 4>&-; echo "$?" >&3; } 2>&1 | cat >&4 3>&-; } 3>&1)
exit "$status"
`;
}

function posixPowerOff(file: string): string {
  return `#!/bin/sh
# Ends this session, as if the machine were switched off.
: >${quotePosix(file)} || exit 1
echo 'The session is ending; this machine goes away.'
`;
}

function write(file: string, text: string): void {
  writeFileSync(file, text, { mode: 0o700 });
}

function writePosix(machine: Machine, bin: string, control: string, powerOffFile: string): void {
  for (const [at, step] of machine.steps.entries())
    write(join(control, `step-${at + 1}`), posixLauncher(machine, step));
  write(join(bin, 'run-step'), posixRunStep(machine, control));
  write(join(bin, 'poweroff'), posixPowerOff(powerOffFile));
}

const byteOrderMark = '\uFEFF';

function writeWindows(machine: Machine, bin: string, control: string, powerOffFile: string): void {
  for (const [at, { environment, script }] of machine.steps.entries()) {
    const command = [...machine.shell.command, script];
    write(join(control, `step-${at + 1}.json`), `${byteOrderMark}${JSON.stringify({ environment, command })}`);
  }
  const names = machine.steps.map(({ config }, at) => `  ${quotePowerShell(config.name)} = ${at + 1}`);
  const runStep = `
$steps = [ordered]@{
${names.join('\n')}
}
function Show-Steps { 'Steps of this build:'; ${listing(machine).map(quotePowerShell).join('; ') || "''"}; "Run one with: run-step NUMBER or run-step 'NAME'" }
if ($args.Count -eq 0) { Show-Steps; exit 0 }
$number = if ("$($args[0])" -match '^\\d+$') { [int]"$($args[0])" } else { $steps["$($args[0])"] }
$file = Join-Path ${quotePowerShell(control)} "step-$number.json"
if ($null -eq $number -or -not (Test-Path -LiteralPath $file)) { "There is no step ""$($args[0])""."; Show-Steps; exit 2 }
$step = Get-Content -LiteralPath $file -Raw -Encoding UTF8 | ConvertFrom-Json
Get-ChildItem Env: | ForEach-Object { Remove-Item -LiteralPath "Env:$($_.Name)" }
$step.environment.PSObject.Properties | ForEach-Object { Set-Item -LiteralPath "Env:$($_.Name)" -Value $_.Value }
Set-Location -LiteralPath ${quotePowerShell(machine.buildFolder)}
$program, $rest = $step.command
$null | & $program @rest
exit $LASTEXITCODE
`;
  write(join(control, 'run-step.ps1'), byteOrderMark + runStep.replaceAll('\n', '\r\n'));
  const start = `@powershell -NoProfile -ExecutionPolicy Bypass -File "${join(control, 'run-step.ps1')}" %*\r\n`;
  write(join(bin, 'run-step.cmd'), start);
  write(
    join(bin, 'poweroff.cmd'),
    `@type nul > "${powerOffFile}"\r\n@echo The session is ending; this machine goes away.\r\n`,
  );
}

/** What bash runs before each prompt: tells the terminal which folder it is in (OSC 7, `file://HOST/PATH`). */
const REPORT_FOLDER = 'printf "\\033]7;file://%s%s\\033\\\\" "$HOSTNAME" "${PWD//%/%25}"';

/** Puts `run-step` and `poweroff` on a machine, and gives the environment of the shells that find them. */
export function installTools(machine: Machine): MachineTools {
  const bin = join(machine.folder, 'bin');
  const controlFolder = join(machine.folder, 'control');
  const powerOffFile = join(controlFolder, 'poweroff');
  for (const folder of [bin, controlFolder]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const isWindows = process.platform === 'win32';
  (isWindows ? writeWindows : writePosix)(machine, bin, controlFolder, powerOffFile);
  const pathName = Object.keys(machine.environment).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const environment = {
    ...machine.environment,
    [pathName]: [bin, machine.environment[pathName]].filter(Boolean).join(delimiter),
    JUMPSEAT_STEPS_DIR: machine.stepsFolder,
    // The clone lies deep; a prompt of bash that shows the path shows its end.
    PROMPT_DIRTRIM: '2',
    PROMPT_COMMAND: REPORT_FOLDER,
    // macOS greets users of its bash with an advertisement for zsh.
    ...(process.platform === 'darwin' ? { BASH_SILENCE_DEPRECATION_WARNING: '1' } : {}),
  };
  return { environment, powerOffFile, controlFolder };
}
