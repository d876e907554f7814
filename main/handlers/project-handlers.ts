import { dialog, shell } from 'electron';
import type { Result } from '../contract/problem.ts';
import type { CallHandlers } from '../ipc/answer-call.ts';
import { fail, ok } from '../lib/result.ts';
import type { FolderProjects } from '../providers/provider.ts';
import { noWindow, type Services } from './services.ts';

export function projectHandlers({ truth, registry, window }: Services) {
  async function onFolder<T>(
    projectId: string,
    act: (folders: FolderProjects) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const project = truth.get('projects', projectId);
    if (project === undefined) return fail('not-found', 'This project is not in the list any more.');
    const folders = registry.get(project.accountId)?.folders;
    return folders === undefined ? fail('not-supported', `${project.name} is not a folder here.`) : act(folders);
  }

  return {
    'projects.choose': async () => {
      const parent = window();
      if (parent === undefined) return noWindow;
      const folders = registry.all().find((provider) => provider.folders !== undefined)?.folders;
      if (folders === undefined) return fail('not-supported', 'There is no build host.');
      const chosen = await dialog.showOpenDialog(parent, {
        title: 'Add a project folder',
        properties: ['openDirectory', 'createDirectory'],
      });
      const folder = chosen.filePaths[0];
      return folder === undefined ? ok(undefined) : folders.add(folder);
    },
    'projects.remove': ({ projectId }) => onFolder(projectId, (folders) => folders.remove(projectId)),
    'projects.refresh': ({ projectId }) => onFolder(projectId, (folders) => folders.refresh(projectId)),
    'projects.draftConfig': ({ projectId }) => onFolder(projectId, (folders) => folders.draftConfig(projectId)),
    'projects.writeConfig': ({ projectId, text }) =>
      onFolder(projectId, (folders) => folders.writeConfig(projectId, text)),
    'projects.showFolder': ({ projectId }) => {
      const folder = truth.get('projects', projectId)?.folder;
      if (folder === undefined) return fail('not-found', 'This project has no folder on this computer.');
      shell.showItemInFolder(folder);
      return ok();
    },
    'builds.run': ({ projectId, includeUncommitted }) =>
      onFolder(projectId, (folders) => folders.run(projectId, { includeUncommitted })),
  } satisfies Partial<CallHandlers>;
}
