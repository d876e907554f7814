import type { Identity } from '../contract/connection-control.ts';
import type { Key } from '../contract/key.ts';
import type { LastingSecrets } from '../keychain/lasting-secrets.ts';
import type { FoundKey } from './found-key.ts';
import { forEngine } from './private-key.ts';
import { readKeyText } from './ssh-folder.ts';

/** Passphrases of this run, by key id, and the handles of those that are kept. */
export interface Passphrases {
  ofThisRun: ReadonlyMap<string, string>;
  kept: Readonly<Record<string, string>>;
  secrets: LastingSecrets;
}

/**
 * What the truth says about a key's passphrase.
 * @param lost handles of passphrases that could not be read
 */
export function passphraseState(
  key: FoundKey,
  { ofThisRun, kept, secrets }: Passphrases,
  lost: ReadonlySet<string>,
): Key['passphrase'] {
  if (!key.isEncrypted) return 'none';
  if (ofThisRun.has(key.id)) return 'this-run';
  const handle = kept[key.id];
  if (handle === undefined || lost.has(handle)) return 'needed';
  return secrets.placeOf(handle) === 'this-run' ? 'this-run' : 'kept';
}

/** The text of a private key, from the keychain or its file. */
export async function privateText(key: FoundKey, secrets: LastingSecrets): Promise<string | undefined> {
  if (key.handle !== undefined) return secrets.read(key.handle);
  return key.path === undefined ? undefined : readKeyText(key.path);
}

/** A key ready to be offered; `locked` when its passphrase is not known, `unreadable` when its private part is gone. */
export async function toIdentity(
  key: FoundKey,
  label: string,
  { ofThisRun, kept, secrets }: Passphrases,
): Promise<Identity | 'locked' | 'unreadable'> {
  const viaAgent: Identity | undefined =
    key.agent === undefined || key.publicBlob === undefined
      ? undefined
      : { kind: 'agent', label, agent: key.agent, publicKey: key.publicBlob.toString('base64') };
  // A file's key that the agent holds needs no passphrase.
  if (viaAgent !== undefined && key.handle === undefined) return viaAgent;
  const text = await privateText(key, secrets);
  if (text === undefined) return viaAgent ?? 'unreadable';
  let passphrase: string | undefined;
  if (key.isEncrypted) {
    const handle = kept[key.id];
    passphrase = ofThisRun.get(key.id) ?? (handle === undefined ? undefined : await secrets.read(handle));
    if (passphrase === undefined) return viaAgent ?? 'locked';
  }
  try {
    const ready = forEngine(text, passphrase);
    if (ready === undefined) return 'unreadable';
    return {
      kind: 'private-key',
      label,
      privateKey: ready.privateKey,
      ...(ready.passphrase === undefined ? {} : { passphrase: ready.passphrase }),
    };
  } catch {
    // The file got another passphrase since.
    return key.isEncrypted ? 'locked' : 'unreadable';
  }
}
