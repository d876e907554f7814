import type { Problem } from '../../main/contract/problem.ts';
import { callMain } from './bridge.ts';
import { reportDone, valueOrReport, wentWell } from './notices.ts';

export async function refreshKeys(): Promise<void> {
  wentWell(await callMain('keys.refresh'));
}

/** Looks for the keychain again; what it finds shows in the truth. */
export async function recheckKeychain(): Promise<void> {
  wentWell(await callMain('keychain.recheck'));
}

export async function importKey(): Promise<void> {
  if (valueOrReport(await callMain('keys.import')) !== undefined) reportDone('The key was imported.');
}

/** Makes an ed25519 key; gives its id. */
export async function makeKey(label: string): Promise<string | undefined> {
  return valueOrReport(await callMain('keys.generate', { label }))?.keyId;
}

/** Gives the problem when the passphrase was not taken. */
export async function openKey(keyId: string, passphrase: string, keep: boolean): Promise<Problem | undefined> {
  const result = await callMain('keys.setPassphrase', { keyId, passphrase, keep });
  return result.ok ? undefined : result.problem;
}

/** Whether a key is offered to machines; `first` puts it before all others. */
export async function offerKey(keyId: string, isUsed: boolean, first = false): Promise<void> {
  wentWell(await callMain('keys.use', { keyId, isUsed, first }));
}

export async function copyPublicKey(keyId: string): Promise<void> {
  if (wentWell(await callMain('keys.copyPublic', { keyId }))) reportDone('The public key is on the clipboard.');
}

export async function removeKey(keyId: string): Promise<void> {
  wentWell(await callMain('keys.remove', { keyId }));
}
