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
    const { title, projectName, branch, commit, number, failingStep } = build;
    text = [title, projectName, branch, commit, `#${number}`, failingStep].join('\n').toLowerCase();
    searchTexts.set(build, text);
  }
  return text;
}

/** The builds of a scope that have one of the states (none given: any) and every word of the search. */
export function filterBuilds(
  builds: readonly Build[],
  { scope, filters, search }: { scope: Scope; filters: readonly StateFilter[]; search: string },
): Build[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return builds.filter(
    (build) =>
      isInScope(build, scope) &&
      (filters.length === 0 || filters.some((filter) => isInState(build, filter))) &&
      words.every((word) => searchText(build).includes(word)),
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
