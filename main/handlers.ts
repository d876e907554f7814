import { app, clipboard, dialog, shell, type BrowserWindow } from 'electron';
import type { Builds } from './builds/builds.ts';
import type { TruthStore } from './ipc/truth.ts';
import { brokerPort } from './ipc/port-broker.ts';
import type { CallHandlers } from './ipc/answer-call.ts';
import { fail, ok } from './lib/result.ts';
import type { FolderProjects } from './providers/provider.ts';
import type { Registry } from './providers/registry.ts';
import type { Sessions } from './sessions/sessions.ts';
import { openLink } from './shell/links.ts';
import type { Snapshot } from './contract/state.ts';
import type { Result } from './contract/problem.ts';
import type { Settings } from './contract/settings.ts';

interface Services {
  truth: TruthStore & { snapshot(): Snapshot };
  registry: Registry;
  builds: Builds;
  sessions: Sessions;
  window(): BrowserWindow | undefined;
  /** `storage-failed` */
  saveSettings(settings: Settings): Result<undefined>;
}

const noWindow = fail('internal', 'The window is gone.');

/** Joins every call of the contract to the service that answers it. */
export function createHandlers({ truth, registry, builds, sessions, window, saveSettings }: Services): CallHandlers {
  async function onFolder<T>(
    projectId: string,
    act: (folders: FolderProjects) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const project = truth.get('projects', projectId);
    const folders = project === undefined ? undefined : registry.get(project.accountId)?.folders;
    return folders === undefined ? fail('not-found', 'This project is not in the list any more.') : act(folders);
  }

  return {
    'app.snapshot': () => ok(truth.snapshot()),
    'app.info': () =>
      ok({
        version: app.getVersion(),
        electron: process.versions.electron,
        platform: `${process.platform} ${process.arch}`,
        dataFolder: app.getPath('userData'),
      }),
    'app.copyText': ({ text }) => {
      clipboard.writeText(text);
      return ok();
    },
    'app.openLink': ({ url }) => {
      const parent = window();
      return parent === undefined ? noWindow : openLink(parent, url);
    },
    'app.updateSettings': (change) => {
      const known = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const settings = { ...truth.snapshot().truth.settings, ...known };
      const saved = saveSettings(settings);
      if (saved.ok) truth.set('settings', settings);
      return saved;
    },
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
    'builds.refresh': () => builds.refresh(),
    'builds.watch': ({ buildIds }) => builds.watch(buildIds),
    'builds.readLog': ({ buildId, stepId, offset, tailBytes }) =>
      builds.readLog(buildId, stepId, { offset, tailBytes }),
    'builds.run': ({ projectId, includeUncommitted }) =>
      onFolder(projectId, (folders) => folders.run(projectId, { includeUncommitted })),
    'builds.rebuild': ({ buildId }) => builds.rebuild(buildId),
    'builds.cancel': ({ buildId }) => builds.cancel(buildId),
    'sessions.start': ({ buildId }) => sessions.start(buildId),
    'sessions.end': ({ sessionId }) => sessions.end(sessionId),
    'sessions.forget': ({ sessionId }) => sessions.forget(sessionId),
    'sessions.reconnect': ({ sessionId, machine }) => sessions.reconnect(sessionId, machine),
    'terminals.open': ({ sessionId, machine }) => sessions.openTerminal(sessionId, machine),
    'terminals.close': ({ sessionId, terminalId }) => sessions.closeTerminal(sessionId, terminalId),
    'terminals.attach': ({ sessionId, terminalId, nonce, size }) => {
      const contents = window()?.webContents;
      if (contents === undefined) return noWindow;
      return brokerPort(contents, nonce, (port) => sessions.attachTerminal(sessionId, terminalId, size, port));
    },
  };
}
