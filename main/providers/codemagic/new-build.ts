import type { WireBuild } from './wire.ts';

/** What the app looked like when the person was sent to the website. Only the service's own numbers and times count. */
export interface Before {
  ids: ReadonlySet<string>;
  highestIndex: number;
  newestAt: number;
}

/** What the new build should look like. */
export interface Wanted {
  appId: string;
  workflowId: string | undefined;
  /** Branch, or tag. */
  source: string | undefined;
}

export function before(builds: readonly WireBuild[]): Before {
  return {
    ids: new Set(builds.map(({ id }) => id)),
    highestIndex: Math.max(0, ...builds.map(({ index }) => index)),
    newestAt: Math.max(0, ...builds.map(({ created_at: createdAt }) => createdAt ?? 0)),
  };
}

/** How well a build fits, from 0. The workflow tells more than the branch. */
function fit(build: WireBuild, wanted: Wanted): number {
  const isWorkflow = wanted.workflowId !== undefined && build.workflow.id === wanted.workflowId;
  const isSource = wanted.source !== undefined && (build.branch ?? build.tag) === wanted.source;
  return (isWorkflow ? 2 : 0) + (isSource ? 1 : 0);
}

/** Builds of the app that were started since, the best fit first, the newer before the older. */
export function newBuilds(builds: readonly WireBuild[], wanted: Wanted, known: Before): WireBuild[] {
  return builds
    .filter((build) => build.app_id === wanted.appId && !known.ids.has(build.id))
    .filter(({ index, created_at: createdAt }) => index > known.highestIndex || (createdAt ?? 0) > known.newestAt)
    .sort((left, right) => fit(right, wanted) - fit(left, wanted) || right.index - left.index);
}

/** The build is of the workflow and branch that were to be repeated. */
export function fitsWell(build: WireBuild, wanted: Wanted): boolean {
  return fit(build, wanted) === 3;
}
