import type { WireBuild } from './wire.ts';

/** What the app looked like when the person was sent to the website. Only the service's own numbers and times count. */
export interface Before {
  slugs: ReadonlySet<string>;
  highestNumber: number;
  /** Milliseconds since the epoch, of the newest build. */
  newestAt: number | undefined;
}

export interface Wanted {
  workflow: string | undefined;
  commit: string | undefined;
}

export function before(builds: readonly WireBuild[]): Before {
  const times = builds.flatMap(({ triggered_at: at }) => (at === undefined ? [] : [at]));
  return {
    slugs: new Set(builds.map(({ slug }) => slug)),
    highestNumber: Math.max(0, ...builds.map(({ build_number: number }) => number)),
    newestAt: times.length === 0 ? undefined : Math.max(...times),
  };
}

/**
 * The build that was started since and repeats the wanted one: same workflow, same commit as far as both are told. The
 * service does not say whether it has remote access.
 */
export function findNewBuild(builds: readonly WireBuild[], wanted: Wanted, known: Before): WireBuild | undefined {
  return builds
    .filter(({ slug, build_number: number }) => !known.slugs.has(slug) && number > known.highestNumber)
    .filter(({ triggered_workflow: workflow }) => wanted.workflow === undefined || workflow === wanted.workflow)
    .filter(
      ({ commit_hash: commit }) => wanted.commit === undefined || commit === undefined || commit === wanted.commit,
    )
    .sort((left, right) => right.build_number - left.build_number)[0];
}
