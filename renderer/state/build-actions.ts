import type { Artifact } from '../../main/contract/build.ts';
import type { Result } from '../../main/contract/problem.ts';
import { callMain } from './bridge.ts';
import { valueOrReport, wentWell } from './notices.ts';
import { goToBuild, showSession, useView } from './view.ts';

function showStarted(result: Result<{ sessionId: string }>): void {
  const started = valueOrReport(result);
  if (started !== undefined) showSession(started.sessionId);
}

/** Rebuilds with remote access and goes to the session, which shows how it goes on. */
export async function rebuildWithAccess(buildId: string, durationMs?: number): Promise<void> {
  showStarted(await callMain('sessions.start', { buildId, ...(durationMs === undefined ? {} : { durationMs }) }));
}

/** Enters the machine of a running build and goes to the session. */
export async function enterRunningMachine(buildId: string): Promise<void> {
  showStarted(await callMain('sessions.attach', { buildId }));
}

/** Asks for a machine with the project on it and goes to the session. */
export async function debugProject(projectId: string, durationMs?: number): Promise<void> {
  const duration = durationMs === undefined ? {} : { durationMs };
  showStarted(await callMain('sessions.debugProject', { projectId, ...duration }));
}

/** Asks for older builds of an account, or of all; they arrive in the truth. */
export async function loadOlderBuilds(accountId: string | undefined): Promise<void> {
  wentWell(await callMain('builds.loadMore', accountId === undefined ? {} : { accountId }));
}

/** What a build left behind; the list shows a problem in its own place. */
export function listArtifacts(buildId: string): Promise<Result<Artifact[]>> {
  return callMain('builds.artifacts', { buildId });
}

/** Asks for a place and downloads there; no value when the person changed their mind. */
export function saveArtifact(buildId: string, artifactId: string): Promise<Result<{ path: string } | undefined>> {
  return callMain('builds.saveArtifact', { buildId, artifactId });
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
