import { app, shell } from 'electron';
import { access } from 'node:fs/promises';
import type { Result } from '../contract/problem.ts';
import type { CallHandlers } from '../ipc/answer-call.ts';
import { fail, ok } from '../lib/result.ts';
import { askForFolder, askForThings } from '../shell/dialogs.ts';
import type { TransferWish } from '../transfers/transfer-record.ts';
import { downloadWishes, uploadWishes } from '../transfers/wishes.ts';
import { noWindow, type Services } from './services.ts';

export function transferHandlers({ transfers, dragOut, lastFolders, window }: Services) {
  async function start(wishes: Result<TransferWish[]>): Promise<Result<{ transferIds: string[] }>> {
    return wishes.ok ? transfers.startAll(wishes.value) : wishes;
  }

  return {
    'transfers.upload': async ({ folder, paths, ...place }) => start(await uploadWishes(place, folder, paths)),
    'transfers.chooseUpload': async ({ folder, what, ...place }) => {
      const parent = window();
      if (parent === undefined) return noWindow;
      const title = what === 'files' ? 'Choose files to upload' : 'Choose folders to upload';
      const paths = await askForThings(parent, { title, what, buttonLabel: 'Upload' });
      return paths.length === 0 ? ok({ transferIds: [] }) : start(await uploadWishes(place, folder, paths));
    },
    'transfers.download': async ({ paths, to, ...place }) => {
      const parent = window();
      if (parent === undefined) return noWindow;
      if (to === 'downloads') return start(downloadWishes(place, paths, app.getPath('downloads')));
      const last = lastFolders.get('download');
      if (to === 'last' && last !== undefined) return start(downloadWishes(place, paths, last));
      const folder = await askForFolder(parent, {
        title: 'Choose a folder for what is downloaded',
        buttonLabel: 'Download',
        defaultPath: last ?? app.getPath('downloads'),
      });
      if (folder === undefined) return ok({ transferIds: [] });
      lastFolders.note('download', folder);
      return start(downloadWishes(place, paths, folder));
    },
    'transfers.dragOut': ({ paths, ...place }) => dragOut.drag(place, paths),
    'transfers.control': ({ transferIds, action }) => transfers.control(transferIds, action),
    'transfers.answer': (input) => transfers.answer(input),
    'transfers.notes': (input) => transfers.notes(input),
    'transfers.showFolder': async ({ transferId }) => {
      const found = await transfers.localEnd(transferId);
      if (!found.ok) return found;
      try {
        await access(found.value);
      } catch {
        return fail('not-found', `${found.value} is not there any more.`);
      }
      shell.showItemInFolder(found.value);
      return ok();
    },
  } satisfies Partial<CallHandlers>;
}
