import type { SessionRecord } from '../../main/contract/record.ts';
import type { Salvage } from '../../main/contract/salvage.ts';

/** Records that have every word of a search in their title, place, branch, commit, step, machines or notes. */
export function findRecords(
  records: readonly SessionRecord[],
  { search, projectId }: { search: string; projectId: string | undefined },
): SessionRecord[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return records.filter((record) => {
    if (projectId !== undefined && record.projectId !== projectId) return false;
    const { title, place, branch, commit, failedStep, notes, machines } = record;
    const names = machines.map(({ name }) => name);
    const text = [title, place, branch, commit, failedStep, notes, ...names].join('\n').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The sessions on a build, or on the rebuild that it was. */
export function recordsOfBuild(records: readonly SessionRecord[], buildId: string): SessionRecord[] {
  return records.filter((record) => record.buildId === buildId || record.rebuildId === buildId);
}

/** Everything that a salvage holds so far, in bytes. */
export function salvagedBytes({ parts }: Salvage): number {
  return parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** There is something in it that a clone could take. */
export function isAppliable({ state, parts }: Salvage): boolean {
  const kinds = new Set(['changes', 'commits', 'untracked']);
  return state !== 'running' && parts.some((part) => part.state === 'saved' && kinds.has(part.kind));
}

/** The newest salvage of each machine. */
export function latestByMachine(salvages: readonly Salvage[]): Salvage[] {
  const latest = new Map<number, Salvage>();
  for (const salvage of salvages) {
    const known = latest.get(salvage.machine);
    if (known === undefined || known.at < salvage.at) latest.set(salvage.machine, salvage);
  }
  return [...latest.values()].sort((left, right) => left.machine - right.machine);
}
