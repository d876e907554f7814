import { shell } from 'electron';
import type { CallHandlers } from '../ipc/answer-call.ts';
import { ok } from '../lib/result.ts';
import { askForFolder } from '../shell/dialogs.ts';
import { noWindow, type Services } from './services.ts';

export function salvageHandlers({ salvages, savedSalvages, window }: Services) {
  return {
    'salvage.start': ({ sessionId, machine }) => salvages.start(sessionId, machine),
    'salvage.stop': ({ sessionId, salvageId }) => salvages.stop(sessionId, salvageId),
    'salvage.wishes': ({ sessionId }) => ok(salvages.wishes(sessionId)),
    'salvage.setWishes': ({ sessionId, wishes }) => salvages.setWishes(sessionId, wishes),
    'salvage.read': ({ sessionId, salvageId, kind }) => savedSalvages.read(sessionId, salvageId, kind),
    'salvage.plan': async ({ sessionId, salvageId, choose }) => {
      const known = savedSalvages.cloneFor(sessionId);
      const parent = window();
      if (parent === undefined) return noWindow;
      const clone =
        known !== undefined && !choose
          ? known
          : await askForFolder(parent, {
              title: 'Choose your clone of this project',
              ...(known === undefined ? {} : { defaultPath: known }),
            });
      return clone === undefined ? ok(undefined) : savedSalvages.plan(sessionId, salvageId, clone);
    },
    'salvage.apply': ({ planId }) => savedSalvages.apply(planId),
    'salvage.showFolder': async ({ sessionId, salvageId }) => {
      const folder = await savedSalvages.folder(sessionId, salvageId);
      if (!folder.ok) return folder;
      shell.showItemInFolder(folder.value);
      return ok();
    },
    'salvage.remove': ({ sessionId, salvageId }) => savedSalvages.remove(sessionId, salvageId),
  } satisfies Partial<CallHandlers>;
}
