import { z } from 'zod';
import type { Storage } from '../lib/storage.ts';

/** Under which the folders stand in the storage. */
const LAST_FOLDERS = 'lastFolders';

/** Where things went the last time, so that dialogs open there. */
export interface LastFolders {
  get(purpose: 'download'): string | undefined;
  note(purpose: 'download', folder: string): void;
}

export function openLastFolders(storage: Storage, log: (line: string) => void): LastFolders {
  const read = () => z.record(z.string(), z.string()).safeParse(storage.get(LAST_FOLDERS)).data ?? {};
  return {
    get: (purpose) => read()[purpose],
    note(purpose, folder) {
      void storage.set({ [LAST_FOLDERS]: { ...read(), [purpose]: folder } }).then((saved) => {
        if (!saved.ok) log(`transfers: ${saved.problem.message}`);
      });
    },
  };
}
