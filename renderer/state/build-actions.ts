import { callMain } from './bridge.ts';
import { valueOrReport, wentWell } from './notices.ts';
import { goToBuild, showSession, useView } from './view.ts';

/** Rebuilds with remote access and goes to the session, which shows how it goes on. */
export async function rebuildWithAccess(buildId: string): Promise<void> {
  const started = valueOrReport(await callMain('sessions.start', { buildId }));
  if (started !== undefined) showSession(started.sessionId);
}

export async function rebuild(buildId: string): Promise<void> {
  const started = valueOrReport(await callMain('builds.rebuild', { buildId }));
  // A rebuild is of the same project, so it stands wherever the first one stood.
  if (started !== undefined) goToBuild(started.buildId, useView.getState().scope);
}

export async function cancelBuild(buildId: string): Promise<void> {
  wentWell(await callMain('builds.cancel', { buildId }));
}

export async function refreshBuilds(): Promise<void> {
  wentWell(await callMain('builds.refresh'));
}

/** Builds a project's folder at its current commit and goes to the new build. */
export async function runProject(projectId: string, includeUncommitted: boolean): Promise<void> {
  const started = valueOrReport(await callMain('builds.run', { projectId, includeUncommitted }));
  if (started === undefined) return;
  const { scope } = useView.getState();
  const isShown = scope.kind === 'project' && scope.projectId === projectId;
  goToBuild(started.buildId, isShown ? scope : { kind: 'all' });
}
