import type { Surroundings } from '../contract/connection-work.ts';
import type { Difference, EnvironmentDifference } from '../contract/environment.ts';
import { surrounding } from '../lib/surroundings/surrounding-names.ts';

const MAX_HINTS = 12;
/** Longer values are not repeated in a sentence. */
const MAX_QUOTED = 80;

interface Compared extends Pick<EnvironmentDifference, 'variables' | 'surroundings' | 'tools'> {
  through: Surroundings['through'];
  /** The machine was heard to the end. */
  isWhole: boolean;
}

function named(rows: readonly Difference[], name: string): Difference | undefined {
  return rows.find((row) => row.name === name);
}

function differing(rows: readonly Difference[], name: string): { build: string; session: string } | undefined {
  const { build, session } = named(rows, name) ?? {};
  return build === undefined || session === undefined || build === session ? undefined : { build, session };
}

const quoted = (text: string): string => (text.length > MAX_QUOTED ? `“${text.slice(0, MAX_QUOTED)}…”` : `“${text}”`);

function shellHints({ surroundings, through }: Compared): string[] {
  const shell = named(surroundings, surrounding.SHELL)?.build;
  const isInteractive = differing(surroundings, surrounding.INTERACTIVE)?.session === 'yes';
  const hints: string[] = [];
  if (isInteractive)
    hints.push(
      `The shell here is interactive: it reads start-up files and goes on after an error. The build ran its steps in ${shell === undefined ? 'a shell that does neither' : quoted(shell)}.`,
    );
  if (differing(surroundings, surrounding.TERMINAL)?.session === 'yes')
    hints.push(
      'Programs see a terminal here and saw none in the build: they may ask, page, colour or draw progress. Run a step as the build did to rule that out.',
    );
  if (through === 'command')
    hints.push(
      'The machine’s terminal did not answer, so this is what a command without a terminal gets; start-up files of the shell may change it.',
    );
  return hints;
}

/** Variables that change what well-known tools do. */
const telling = ['CI', 'NODE_ENV', 'RAILS_ENV', 'RACK_ENV', 'DJANGO_SETTINGS_MODULE', 'TZ', 'HOME', 'USER', 'TERM'];

function variableHints({ variables }: Compared): string[] {
  const hints: string[] = [];
  for (const name of telling) {
    const missing = named(variables.missing, name);
    const different = differing(variables.different, name);
    if (missing?.build !== undefined && !missing.isMasked)
      hints.push(
        name === 'CI'
          ? `CI is not set here, and many tools behave otherwise without it. In the build it was ${quoted(missing.build)}.`
          : `${name} is not set here; in the build it was ${quoted(missing.build)}.`,
      );
    else if (different !== undefined)
      hints.push(`${name} is ${quoted(different.session)} here, and was ${quoted(different.build)} in the build.`);
  }
  const path = differing(variables.different, 'PATH');
  if (path !== undefined)
    hints.push(
      path.build.includes('in another order')
        ? 'PATH has the same folders in another order: another copy of a program may be found first.'
        : path.build.startsWith('and ')
          ? 'PATH has folders here that it had not in the build: other programs may be found in them.'
          : 'PATH is not the same: other programs, or other versions of them, may be found.',
    );
  return hints;
}

function placeHints({ surroundings, tools }: Compared): string[] {
  const hints: string[] = [];
  const folder = differing(surroundings, surrounding.FOLDER);
  if (folder !== undefined)
    hints.push(`The terminal begins in ${quoted(folder.session)}; the build worked in ${quoted(folder.build)}.`);
  const locale = differing(surroundings, surrounding.LOCALE);
  if (locale !== undefined)
    hints.push(
      `The locale is ${quoted(locale.session)} here and was ${quoted(locale.build)} in the build: sorting, messages and characters may differ.`,
    );
  const limits = surroundings.filter(({ name }) => name.startsWith('Limit of ') && differing(surroundings, name));
  for (const { name, build, session } of limits.slice(0, 2))
    hints.push(`${name}: ${session ?? ''} here, ${build ?? ''} in the build.`);
  const changed = tools.filter(
    ({ build, session }) => build !== undefined && session !== undefined && build !== session,
  );
  if (changed.length > 0)
    hints.push(
      `Another version than in the build: ${changed
        .slice(0, 6)
        .map(({ name }) => name)
        .join(', ')}.`,
    );
  return hints;
}

/** What is likely to matter of all that differs, the likeliest first. */
export function hintsOf(compared: Compared): string[] {
  const cut = compared.isWhole ? [] : ['The machine did not finish its answer; some tools may be missing below.'];
  return [...shellHints(compared), ...variableHints(compared), ...placeHints(compared), ...cut]
    .slice(0, MAX_HINTS)
    .map((hint) => hint.slice(0, 400));
}
