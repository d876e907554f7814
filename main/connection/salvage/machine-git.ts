import type { Result } from '../../contract/problem.ts';
import { posixQuote } from '../../lib/posix-quote.ts';
import { fail, ok } from '../../lib/result.ts';
import type { CommandResult, RunOptions } from '../remote/exec-channel.ts';
import type { MachineFiles } from '../remote/machine-files.ts';
import { scriptCommand } from '../shell-files/shell-script.ts';
import { driversOf, quietOptions, quietVariables, unwantedVariables, withoutFilters } from '../sync/git-side.ts';

/** Clones belong to whoever ran the build, who need not be who signs in. */
const options = [...quietOptions, '-c', 'safe.directory=*'];

const variables = Object.entries(quietVariables).map(([name, value]) => `${name}=${posixQuote(value)}`);
const quietly = `unset ${unwantedVariables.join(' ')}; export ${variables.join(' ')}; `;

/** Longest that a question to git may take; a cold disk and a large clone are slow. */
export const GIT_LIMIT_MS = 120_000;

/** A part of a script: `g` is git as we run it, with nothing that a repository names. */
export function withGit(script: string, more: readonly string[] = []): string {
  const words = [...options, ...more].map(posixQuote).join(' ');
  return `${quietly}g() { git ${words} "$@"; }; ${script}`;
}

/** Git in one clone of a machine. */
export class MachineGit {
  readonly folder: string;
  readonly #machine: MachineFiles;
  readonly #unfiltered: readonly string[];

  private constructor(machine: MachineFiles, folder: string, unfiltered: readonly string[]) {
    this.#machine = machine;
    this.folder = folder;
    this.#unfiltered = unfiltered;
  }

  /** @param folder the clone's root */
  static async open(machine: MachineFiles, folder: string, signal: AbortSignal): Promise<Result<MachineGit>> {
    const plain = new MachineGit(machine, folder, []);
    const filters = await plain.run(`g config -z --name-only --get-regexp '^filter\\.'`, { maxBytes: 65_536, signal });
    if (!filters.ok) return filters;
    const drivers = driversOf(filters.value.output);
    if (drivers === undefined)
      return fail('not-supported', 'The clone on the machine has git filters that cannot be switched off.');
    return ok(new MachineGit(machine, folder, withoutFilters(drivers)));
  }

  /** A script in the clone's root, for whatever shell people sign in with. `g` is git. */
  command(script: string): string {
    return scriptCommand(`cd ${posixQuote(this.folder)} || exit 125; ${withGit(script, this.#unfiltered)}`);
  }

  run(script: string, how: Pick<RunOptions, 'input' | 'maxBytes' | 'signal'>): Promise<Result<CommandResult>> {
    return this.#machine.run(this.command(script), { timeoutMs: GIT_LIMIT_MS, ...how });
  }
}
