import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LastingSecrets } from '../keychain/lasting-secrets.ts';
import { createKeys, type Keys } from '../keys/keys.ts';
import { openStorage } from '../shell/open-storage.ts';
import type { Core } from './core.ts';

/** The person's own keys; what the window shows of them goes into the truth. */
export function createPersonalKeys(
  { builtFolder, dataFolder, truth, clock, log }: Core,
  secrets: LastingSecrets,
): Keys {
  return createKeys({
    clock,
    secrets,
    storage: openStorage({ folder: dataFolder, name: 'keys', what: 'The list of keys' }, log),
    workerFile: pathToFileURL(join(builtFolder, 'main', 'open-key.js')),
    onKey(keyId, key) {
      if (key === null) truth.drop('keys', keyId);
      else truth.put('keys', keyId, key);
    },
    log,
  });
}
