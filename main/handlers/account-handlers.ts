import type { CallHandlers } from '../ipc/answer-call.ts';
import { ok } from '../lib/result.ts';
import { askForFile } from '../shell/dialogs.ts';
import { noWindow, type Services } from './services.ts';

export function accountHandlers({ accounts, caFiles, secrets, keys, window }: Services) {
  return {
    'accounts.check': (input) => accounts.check(input),
    'accounts.signInWithBrowser': (input) => accounts.signInWithBrowser(input),
    'accounts.cancelSignIn': () => {
      accounts.cancelSignIn();
      return ok();
    },
    'accounts.chooseCaFile': async () => {
      const parent = window();
      if (parent === undefined) return noWindow;
      const path = await askForFile(parent, {
        title: 'Choose the certificates of your installation',
        filters: [
          { name: 'Certificates', extensions: ['pem', 'crt', 'cer'] },
          { name: 'All files', extensions: ['*'] },
        ],
      });
      return path === undefined ? ok(undefined) : caFiles.choose(path);
    },
    'accounts.add': ({ checkId, label }) => accounts.add(checkId, label),
    'accounts.replaceToken': ({ accountId, checkId }) => accounts.replaceToken(accountId, checkId),
    'accounts.rename': ({ accountId, label }) => accounts.rename(accountId, label),
    'accounts.recheck': ({ accountId }) => accounts.recheck(accountId),
    'accounts.remove': ({ accountId }) => accounts.remove(accountId),
    'keychain.recheck': async () => {
      await secrets.recheck();
      accounts.retryTokens();
      return keys.refresh();
    },
  } satisfies Partial<CallHandlers>;
}
