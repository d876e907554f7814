import type { BuildState } from '../contract/build.ts';

/** Nothing about the build changes any more. A state that is not known may still lead to another. */
export function isOver(state: BuildState): boolean {
  return state !== 'queued' && state !== 'running' && state !== 'other';
}
