import type { Result } from '../../main/contract/problem.ts';
import { callMain } from './bridge.ts';
import { reportDone, valueOrReport, wentWell } from './notices.ts';
import { showBuilds } from './view.ts';

/** Asks for a folder and goes to the project it became. */
export async function addProject(): Promise<void> {
  const added = valueOrReport(await callMain('projects.choose'));
  if (added !== undefined) showBuilds({ kind: 'project', projectId: added.projectId });
}

/** Forgets a project and its builds; the folder stays as it is. */
export async function removeProject(projectId: string, name: string): Promise<void> {
  if (!wentWell(await callMain('projects.remove', { projectId }))) return;
  showBuilds({ kind: 'all' });
  reportDone(`${name} was removed from the list.`);
}

export async function checkProject(projectId: string): Promise<void> {
  wentWell(await callMain('projects.refresh', { projectId }));
}

export async function showFolder(projectId: string): Promise<void> {
  wentWell(await callMain('projects.showFolder', { projectId }));
}

/** A jumpseat.yml proposed from what lies in the folder; the editor shows a problem in its own place. */
export function draftConfig(projectId: string): Promise<Result<{ text: string; basedOn: string }>> {
  return callMain('projects.draftConfig', { projectId });
}

/** The editor shows a problem in its own place, beside the text. */
export function writeConfig(projectId: string, text: string): Promise<Result<undefined>> {
  return callMain('projects.writeConfig', { projectId, text });
}
