import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BuildConfig } from '../config/config-schema.ts';
import { findExecutable } from './find-executable.ts';

/** How the steps of a build are run, and which shell a person gets on its machine. */
export interface StepShell {
  kind: 'posix' | 'powershell';
  /** Program and options in front of the script's path. */
  command: string[];
  /** The interactive shell of a session. */
  interactive: string;
  extension: '.sh' | '.ps1';
  /** The text of a step's script. */
  scriptOf(run: string): string;
  /** Something the person asked for that this computer does not have. */
  note?: string;
}

const powerShellStart = "$ErrorActionPreference = 'Stop'\n[Console]::OutputEncoding = [Text.Encoding]::UTF8\n";
const powerShellEnd = '\nif (Test-Path -LiteralPath variable:\\LASTEXITCODE) { exit $LASTEXITCODE }\n';

function withNewline(run: string): string {
  return run.endsWith('\n') ? run : `${run}\n`;
}

function powerShell(program: string, note?: string): StepShell {
  return {
    kind: 'powershell',
    command: [program, '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File'],
    interactive: program,
    extension: '.ps1',
    // Windows PowerShell takes a script without a byte order mark for one in the old system encoding.
    scriptOf: (run) => `\uFEFF${powerShellStart}${withNewline(run)}${powerShellEnd}`.replaceAll(/\r?\n/g, '\r\n'),
    ...(note === undefined ? {} : { note }),
  };
}

function posix(program: string, options: string[], interactive: string, note?: string): StepShell {
  return {
    kind: 'posix',
    command: [program, ...options],
    interactive,
    extension: '.sh',
    scriptOf: withNewline,
    ...(note === undefined ? {} : { note }),
  };
}

/** Git for Windows brings a bash; the one in System32 would start the Linux subsystem. */
function windowsBash(environment: Record<string, string>): string | undefined {
  const git = findExecutable('git', environment);
  if (git === undefined) return undefined;
  const bash = join(dirname(dirname(git)), 'bin', 'bash.exe');
  return existsSync(bash) ? bash : undefined;
}

/** The shell that `shell` of jumpseat.yml means on this computer. */
export function stepShell(wanted: BuildConfig['shell'], environment: Record<string, string>): StepShell {
  const isWindows = process.platform === 'win32';
  const bash = isWindows ? windowsBash(environment) : findExecutable('bash', environment);
  const pwsh = findExecutable('pwsh', environment);
  if (isWindows) {
    const program = findExecutable('powershell', environment) ?? pwsh ?? 'powershell.exe';
    if (wanted !== 'bash' && wanted !== 'sh') return powerShell(program);
    if (bash === undefined) return powerShell(program, `There is no ${wanted} here; the steps run in PowerShell.`);
    return wanted === 'bash' ? posix(bash, ['-eo', 'pipefail'], bash) : posix(bash, ['--posix', '-e'], bash);
  }
  const sh = findExecutable('sh', environment) ?? '/bin/sh';
  if (wanted === 'powershell' && pwsh !== undefined) return powerShell(pwsh);
  const missing = wanted === 'powershell' ? 'PowerShell' : 'bash';
  if (wanted === 'sh') return posix(sh, ['-e'], bash ?? sh);
  if (bash === undefined) return posix(sh, ['-e'], sh, `There is no ${missing} here; the steps run in sh.`);
  const note = wanted === 'powershell' ? 'There is no PowerShell (pwsh) here; the steps run in bash.' : undefined;
  return posix(bash, ['-eo', 'pipefail'], bash, note);
}
