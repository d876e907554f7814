import type { Keychain } from '../contract/keychain.ts';
import type { Clock } from '../lib/clock.ts';
import { describe } from '../lib/result.ts';
import { KeyringEntries } from './keyring-entries.ts';
import { SecretService } from './secret-service.ts';
import { describeService } from './secret-service-words.ts';
import type { Vault } from './vault.ts';

/** The Secret Service answers at once when it is unlocked; the library itself gives up after two seconds. */
const LINUX_TIMEOUT_MS = 10_000;
/** macOS and Windows may ask the person whether Jumpseat may have the secret. */
const ASKING_TIMEOUT_MS = 90_000;
/** CRED_MAX_CREDENTIAL_BLOB_SIZE is 2,560 bytes (Microsoft, wincred.h), and a character takes two. */
const WINDOWS_MAX_LENGTH = 1_200;
/** An entry that never exists; to ask for it shows whether the keychain answers. */
const PROBE_HANDLE = 'probe';

/** The keychain of the system this runs on. */
export function systemVault(
  clock: Clock,
  environment: Record<string, string | undefined> = process.env,
  platform: NodeJS.Platform = process.platform,
): Vault {
  if (platform === 'win32') return platformVault(clock, 'Credential Manager', WINDOWS_MAX_LENGTH);
  if (platform === 'darwin') return platformVault(clock, 'Keychain');
  return secretServiceVault(clock, environment);
}

function platformVault(clock: Clock, name: string, maxLength?: number): Vault {
  const entries = new KeyringEntries({ clock, timeoutMs: ASKING_TIMEOUT_MS, maxLength });
  return {
    async probe(): Promise<Keychain> {
      try {
        await entries.get(PROBE_HANDLE);
        return { state: 'available', name };
      } catch (error) {
        return {
          state: 'locked',
          name,
          message: `${name} gives no access: ${describe(error)}. Secrets are kept until Jumpseat quits and are never written to disk.`,
          hint: 'Unlock it, allow Jumpseat to use it, then check again.',
        };
      }
    },
    unlock: async () => {},
    set: (handle, secret) => setAndCheck(entries, handle, secret),
    get: (handle) => entries.get(handle),
    delete: (handle) => entries.delete(handle),
  };
}

/** @param maxLength longest secret of one entry; only tests need a limit here */
export function secretServiceVault(
  clock: Clock,
  environment: Record<string, string | undefined>,
  maxLength?: number,
): Vault {
  const service = new SecretService(clock, environment);
  const entries = new KeyringEntries({ clock, timeoutMs: LINUX_TIMEOUT_MS, maxLength });

  /** The library waits for a prompt where the keyring is locked, so it is asked only when the keyring is open. */
  async function owner(): Promise<string> {
    const view = await service.look();
    if (view.state === 'open') return view.owner;
    throw new Error(`the keyring cannot be used: ${view.state}`);
  }

  return {
    probe: async () => describeService(await service.look(), environment['XDG_CURRENT_DESKTOP'] ?? ''),
    unlock: () => service.unlock(),
    async set(handle, secret) {
      const before = await owner();
      await setAndCheck(entries, handle, secret);
      if ((await owner()) !== before) throw new Error('the keyring was replaced meanwhile');
    },
    async get(handle) {
      await owner();
      return entries.get(handle);
    },
    async delete(handle) {
      await owner();
      await entries.delete(handle);
    },
  };
}

async function setAndCheck(entries: KeyringEntries, handle: string, secret: string): Promise<void> {
  await entries.set(handle, secret);
  if ((await entries.get(handle)) !== secret) throw new Error('the keychain gave back something else');
}
