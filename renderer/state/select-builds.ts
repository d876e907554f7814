import type { Build } from '../../main/contract/build.ts';
import type { Scope, StateFilter } from './view.ts';

/** The order of the list: what was asked for last stands first. */
export function newestFirst(builds: Record<string, Build>): Build[] {
  return Object.values(builds).sort((left, right) => right.queuedAt - left.queuedAt || right.number - left.number);
}

export function isInScope(build: Build, scope: Scope): boolean {
  switch (scope.kind) {
    case 'all':
      return true;
    case 'account':
      return build.accountId === scope.accountId;
    case 'project':
      return build.projectId === scope.projectId;
  }
}

function isInState(build: Build, filter: StateFilter): boolean {
  if (filter === 'running') return build.state === 'running' || build.state === 'queued';
  return build.state === filter;
}

/** Builds do not change, they are replaced; so what was searched once need not be put together again. */
const searchTexts = new WeakMap<Build, string>();

function searchText(build: Build): string {
  let text = searchTexts.get(build);
  if (text === undefined) {
    const { title, projectName, branch, commit, number, failingStep, author } = build;
    text = [title, projectName, branch, commit, `#${number}`, failingStep, author].join('\n').toLowerCase();
    searchTexts.set(build, text);
  }
  return text;
}

export interface BuildFilter {
  scope: Scope;
  /** States to keep; none means all. */
  filters: readonly StateFilter[];
  onlyMine: boolean;
  search: string;
  /** Names of accounts, which are searched too. */
  accountLabels: ReadonlyMap<string, string>;
}

/**
 * The builds of a scope that have one of the states (none given: any) and every word of the search. Where nobody says
 * who started a build, it counts as the person's own.
 */
export function filterBuilds(builds: readonly Build[], filter: BuildFilter): Build[] {
  const { scope, filters, onlyMine, search, accountLabels } = filter;
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  // An account's name fits all its builds or none, so it is looked at once for each word.
  const wordsByAccount = new Map<string, string[]>();
  function wordsFor(accountId: string): string[] {
    let rest = wordsByAccount.get(accountId);
    if (rest === undefined) {
      const label = accountLabels.get(accountId)?.toLowerCase() ?? '';
      rest = words.filter((word) => !label.includes(word));
      wordsByAccount.set(accountId, rest);
    }
    return rest;
  }
  return builds.filter(
    (build) =>
      isInScope(build, scope) &&
      (!onlyMine || build.isMine !== false) &&
      (filters.length === 0 || filters.some((wanted) => isInState(build, wanted))) &&
      (words.length === 0 || wordsFor(build.accountId).every((word) => searchText(build).includes(word))),
  );
}

/** How many builds each account has. */
export function countByAccount(builds: readonly Build[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { accountId } of builds) counts.set(accountId, (counts.get(accountId) ?? 0) + 1);
  return counts;
}

/** Each project's newest build; expects the newest first. */
export function latestByProject(builds: readonly Build[]): Map<string, Build> {
  const latest = new Map<string, Build>();
  for (const build of builds) if (!latest.has(build.projectId)) latest.set(build.projectId, build);
  return latest;
}

/** Names that are used in more than one account. */
export function sharedNames(projects: readonly { accountId: string; name: string }[]): Set<string> {
  const owners = new Map<string, string>();
  const shared = new Set<string>();
  for (const { accountId, name } of projects) {
    const owner = owners.get(name);
    if (owner === undefined) owners.set(name, accountId);
    else if (owner !== accountId) shared.add(name);
  }
  return shared;
}
