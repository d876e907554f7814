import { create } from 'zustand';
import type { Problem, Result } from '../../main/contract/problem.ts';
import { callMain } from './bridge.ts';
import { isOver } from './session-states.ts';
import { useTruth } from './truth.ts';
import { useView } from './view.ts';

/** As many as `builds.watch` takes. */
const MAX_WATCHED = 16;

/** The builds whose details are on the screen: the selected one, and the rebuild of the session that is shown. */
function wantedBuildIds(): string[] {
  const { page, selectedBuildId } = useView.getState();
  const { builds, sessions } = useTruth.getState().truth;
  const wanted = new Set<string>();
  if (page.kind === 'builds' && selectedBuildId !== undefined && selectedBuildId in builds) wanted.add(selectedBuildId);
  for (const session of Object.values(sessions)) {
    if (session.rebuildId !== undefined && !isOver(session.state)) wanted.add(session.rebuildId);
  }
  return [...wanted].slice(0, MAX_WATCHED);
}

/** Why the steps of the build that was selected last did not come. */
export const useDetailProblem = create<{ buildId?: string; problem?: Problem }>(() => ({}));

async function watch(buildIds: string[]): Promise<void> {
  const { selectedBuildId: buildId } = useView.getState();
  const result: Result<unknown> = await callMain('builds.watch', { buildIds });
  if (buildId === undefined || !buildIds.includes(buildId)) return;
  useDetailProblem.setState(result.ok ? {} : { buildId, problem: result.problem }, true);
}

/** Asks for the details of a build once more. */
export async function loadDetailAgain(buildId: string): Promise<void> {
  const wanted = wantedBuildIds();
  // Only what was not watched before is fetched at once.
  await callMain('builds.watch', { buildIds: wanted.filter((id) => id !== buildId) });
  await watch(wanted);
}

/** Tells main which details the window needs, each time that changes. The returned function stops. */
export function watchBuilds(): () => void {
  let told = '';
  function tell(): void {
    if (useTruth.getState().status !== 'ready') return;
    const buildIds = wantedBuildIds();
    const wanted = buildIds.join('\n');
    if (wanted === told) return;
    told = wanted;
    void watch(buildIds);
  }
  const stops = [useTruth.subscribe(tell), useView.subscribe(tell)];
  tell();
  return () => {
    for (const stop of stops) stop();
  };
}
