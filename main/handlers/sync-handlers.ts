import type { CallHandlers } from '../ipc/answer-call.ts';
import { ok } from '../lib/result.ts';
import { askForFolder } from '../shell/dialogs.ts';
import { noWindow, type Services } from './services.ts';

export function syncHandlers({ truth, syncPlans, window }: Services) {
  /** The folder of the project whose build the session repeats. */
  function projectFolder(sessionId: string): string | undefined {
    const buildId = truth.get('sessions', sessionId)?.buildId;
    const build = buildId === undefined ? undefined : truth.get('builds', buildId);
    return build === undefined ? undefined : truth.get('projects', build.projectId)?.folder;
  }

  return {
    'sync.plan': async ({ direction, remoteFolder, choose, ...place }) => {
      const known = syncPlans.folderFor(place, remoteFolder) ?? projectFolder(place.sessionId);
      const parent = window();
      if (parent === undefined) return noWindow;
      const localFolder =
        known !== undefined && !choose
          ? known
          : await askForFolder(parent, {
              title: 'Choose the folder of this computer to compare with',
              ...(known === undefined ? {} : { defaultPath: known }),
            });
      return localFolder === undefined
        ? ok(undefined)
        : syncPlans.plan(place, { direction, localFolder, remoteFolder });
    },
    'sync.run': ({ planId, leaveOut }) => syncPlans.run(planId, leaveOut),
  } satisfies Partial<CallHandlers>;
}
