import type { Surroundings } from '../contract/connection-work.ts';
import type { Difference, EnvironmentDifference } from '../contract/environment.ts';
import { toVariables } from '../lib/surroundings/read-answer.ts';
import { nameSurroundings, surrounding, yesOrNo } from '../lib/surroundings/surrounding-names.ts';
import type { BuildEnvironment } from '../providers/provider.ts';
import { shown } from './compare-values.ts';
import { compareVariables } from './compare-variables.ts';
import { hintsOf } from './hints.ts';
import { createMask, type Mask } from './mask-values.ts';

const MAX_ROWS = 100;
const MAX_UNKNOWNS = 20;

/** The session's side by the same names as the build's. */
export function sessionSurroundings(session: Surroundings): Record<string, string> {
  return {
    ...nameSurroundings({ workingFolder: session.workingFolder, user: session.user, facts: session.facts }),
    ...(session.shell === undefined ? {} : { [surrounding.SHELL]: session.shell }),
    [surrounding.INTERACTIVE]: yesOrNo(session.isInteractive),
    [surrounding.TERMINAL]: yesOrNo(session.hasTerminal),
  };
}

function rows(build: Record<string, string>, session: Record<string, string>, mask: Mask): Difference[] {
  const names = [...new Set([...Object.keys(build), ...Object.keys(session)])];
  return names.slice(0, MAX_ROWS).map((name) => {
    const sides = [build[name], session[name]].map((value) => (value === undefined ? undefined : mask(name, value)));
    const [one, other] = sides;
    return {
      name: shown(name).slice(0, 512),
      ...(one === undefined ? {} : { build: shown(one.text) }),
      ...(other === undefined ? {} : { session: shown(other.text) }),
      isMasked: sides.some((side) => side?.isMasked === true),
    };
  });
}

/** Services tell folders from the home folder on ("~/project"), which is most likely the same one on the machine. */
function atHome(surroundings: Record<string, string>, home: string | undefined): Record<string, string> {
  const folder = surroundings[surrounding.FOLDER];
  if (folder === undefined || home === undefined || !/^~(?:\/|$)/.test(folder)) return surroundings;
  return { ...surroundings, [surrounding.FOLDER]: `${home}${folder.slice(1)}` };
}

/** Tools that differ first, those of which only one side is known last. */
function byImportance(one: Difference, other: Difference): number {
  const rank = ({ build, session }: Difference): number =>
    build === undefined || session === undefined ? 2 : build === session ? 1 : 0;
  return rank(one) - rank(other) || one.name.localeCompare(other.name, 'en');
}

function unknownsOf({ unknowns, hidden, source }: BuildEnvironment, session: ReadonlyMap<string, string>): string[] {
  const uncompared = hidden.filter((name) => session.has(name));
  const few = uncompared.slice(0, 8).join(', ') + (uncompared.length > 8 ? ', …' : '');
  const isAre = uncompared.length === 1 ? 'value of one variable is' : `values of ${uncompared.length} variables are`;
  const kept =
    uncompared.length === 0 ? [] : [`In ${source} the ${isAre} hidden, so only the names were compared: ${few}`];
  return [...unknowns, ...kept].slice(0, MAX_UNKNOWNS).map((line) => shown(line).slice(0, 300));
}

/**
 * How a session differs from its build. Secrets of both sides are hidden here; only after that anything is shown.
 *
 * @param secrets of the app, which must not be shown wherever they turn up
 */
export function compareEnvironment(
  build: BuildEnvironment,
  session: Surroundings,
  secrets: readonly string[],
): EnvironmentDifference {
  const mask = createMask(secrets);
  const here = toVariables(session.variables);
  const variables = compareVariables(
    { build: new Map(Object.entries(build.variables)), hidden: build.hidden, session: here },
    mask,
  );
  const surroundings = rows(atHome(build.surroundings, here.get('HOME')), sessionSurroundings(session), mask);
  const tools = rows(build.tools, session.tools, mask).toSorted(byImportance);
  return {
    source: shown(build.source).slice(0, 200),
    unknowns: unknownsOf(build, here),
    variables,
    surroundings,
    tools,
    hints: hintsOf({
      variables,
      surroundings,
      tools,
      through: session.through,
      isWhole: !('cut off' in session.facts),
    }),
  };
}
