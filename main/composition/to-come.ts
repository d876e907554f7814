import type { LastingSecrets } from '../keychain/lasting-secrets.ts';
import type { Keys } from '../keys/keys.ts';
import { fail, ok } from '../lib/result.ts';
import type { PastedMachines } from '../handlers/services.ts';
import type { Drafts } from '../sessions/session-access.ts';
import type { SecretPlace } from '../keychain/lasting-secrets.ts';
import type { Core } from './core.ts';

const lacking = () => fail('not-supported', 'This is not in this build yet.');

export function createPersonalKeys(
  _core: Core,
  _secrets: LastingSecrets,
): Keys & { secretMoved(handle: string, place: SecretPlace): void } {
  return {
    secretMoved: () => {},
    refresh: () => Promise.resolve(ok()),
    import: () => Promise.resolve(lacking()),
    generate: () => Promise.resolve(lacking()),
    setPassphrase: () => Promise.resolve(lacking()),
    use: lacking,
    publicKey: lacking,
    remove: () => Promise.resolve(lacking()),
    identities: () => Promise.resolve({ identities: [], locked: [] }),
    noteSuccess: () => {},
  };
}

export function createPasted(_core: Core): PastedMachines & Drafts {
  return {
    parse: lacking,
    connect: () => Promise.resolve(lacking()),
    machine: () => Promise.resolve(lacking()),
  };
}
