import type { Build } from '../../../../main/contract/build.ts';
import type { Project } from '../../../../main/contract/project.ts';

/** As many as leave the other accounts in sight. */
export const MAX_NESTED = 10;

/**
 * The projects to show below their account: all when they are few, in their own order; otherwise those that were built
 * last. The one that is looked at is always among them.
 */
export function nestedProjects(
  projects: readonly Project[],
  latest: ReadonlyMap<string, Build>,
  currentId: string | undefined,
): Project[] {
  if (projects.length <= MAX_NESTED) return [...projects];
  const builtAt = ({ id }: Project): number => latest.get(id)?.queuedAt ?? 0;
  const recent = projects
    .filter(({ id }) => latest.has(id))
    .sort((left, right) => builtAt(right) - builtAt(left))
    .slice(0, MAX_NESTED);
  const current = projects.find(({ id }) => id === currentId);
  if (current !== undefined && !recent.includes(current)) recent[Math.min(recent.length, MAX_NESTED - 1)] = current;
  // In the order of the whole list, so that they do not jump about with each build.
  const kept = new Set(recent);
  return projects.filter((project) => kept.has(project));
}
