import { clipboard } from 'electron';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { CallHandlers } from '../ipc/answer-call.ts';
import { ok } from '../lib/result.ts';
import { askForFile } from '../shell/dialogs.ts';
import { noWindow, type Services } from './services.ts';

export function keyHandlers({ keys, window }: Services) {
  return {
    'keys.refresh': () => keys.refresh(),
    'keys.import': async () => {
      const parent = window();
      if (parent === undefined) return noWindow;
      const path = await askForFile(parent, {
        title: 'Choose a private key',
        defaultPath: join(homedir(), '.ssh'),
        // Keys lie in a hidden folder, and have no ending.
        properties: ['showHiddenFiles'],
      });
      return path === undefined ? ok(undefined) : keys.import(path);
    },
    'keys.generate': ({ label }) => keys.generate(label),
    'keys.setPassphrase': ({ keyId, passphrase, keep }) => keys.setPassphrase(keyId, passphrase, keep),
    'keys.use': ({ keyId, isUsed, first }) => keys.use(keyId, { isUsed, first }),
    'keys.copyPublic': ({ keyId }) => {
      const line = keys.publicKey(keyId);
      if (!line.ok) return line;
      clipboard.writeText(line.value);
      return ok();
    },
    'keys.remove': ({ keyId }) => keys.remove(keyId),
  } satisfies Partial<CallHandlers>;
}
