import { createHash } from 'node:crypto';
import type { Key } from '../contract/key.ts';
import { plainText } from '../lib/plain-text.ts';
import type { AgentKey } from './agent-keys.ts';
import type { KeptKey } from './key-book.ts';
import { fileLabel } from './ssh-folder.ts';
import type { KeyFile } from './ssh-folder.ts';
import { algorithmOf, faultOf, fingerprintOf, parsePublicLine } from './ssh-wire.ts';

/** A key that was found somewhere, with all the ways to get at its private part. */
export interface FoundKey {
  id: string;
  label: string;
  kind: Key['kind'];
  publicBlob?: Buffer | undefined;
  comment: string;
  isEncrypted: boolean;
  fault?: string | undefined;
  /** Socket or pipe of an agent that holds it. */
  agent?: string | undefined;
  path?: string | undefined;
  /** Of its private part in the keychain. */
  handle?: string | undefined;
}

/** The same in every run, so that what is remembered about a key stays with it. */
function idOf(publicBlob: Buffer | undefined, otherwise: string): string {
  if (publicBlob !== undefined) return fingerprintOf(publicBlob);
  return `unseen:${createHash('sha256').update(otherwise).digest('hex').slice(0, 32)}`;
}

export function fromAgent({ blob, comment }: AgentKey, agent: string): FoundKey {
  const label = plainText(comment, 80);
  return {
    id: idOf(blob, ''),
    label: label === '' ? algorithmOf(blob) : fileLabel(label),
    kind: 'agent',
    publicBlob: blob,
    comment: label,
    isEncrypted: false,
    fault: faultOf(blob),
    agent,
  };
}

/** @param learned the public part, where the file does not show it but the passphrase once did */
export function fromFile(file: KeyFile, learned: string | undefined): FoundKey {
  const publicBlob = file.publicBlob ?? parsePublicLine(learned ?? '')?.blob;
  return {
    id: file.publicBlob === undefined ? unseenFileId(file.path) : idOf(publicBlob, ''),
    label: plainText(fileLabel(file.path), 80),
    kind: 'file',
    publicBlob,
    comment: plainText(file.comment, 80),
    isEncrypted: file.isEncrypted,
    fault: file.fault,
    path: file.path,
  };
}

/** The id of a key file that does not show its public part; it stays when that part becomes known. */
export function unseenFileId(path: string): string {
  return idOf(undefined, path);
}

export function fromBook(kept: KeptKey): FoundKey {
  const line = parsePublicLine(kept.publicKey ?? '');
  return {
    id: kept.id,
    label: kept.label,
    kind: kept.kind,
    publicBlob: line?.blob,
    comment: line?.comment ?? '',
    isEncrypted: kept.isEncrypted,
    handle: kept.handle,
  };
}

/**
 * Each key once, under the first of the places it is in: kept by Jumpseat, in an agent, in a file. It remembers the
 * others, since they may be the easier way to its private part.
 */
export function mergeKeys(found: readonly FoundKey[]): FoundKey[] {
  const rank = (key: FoundKey) => (key.handle === undefined ? (key.agent === undefined ? 2 : 1) : 0);
  const byFingerprint = new Map<string, FoundKey>();
  for (const key of found.toSorted((one, other) => rank(one) - rank(other))) {
    const name = key.publicBlob === undefined ? key.id : fingerprintOf(key.publicBlob);
    const known = byFingerprint.get(name);
    if (known === undefined) byFingerprint.set(name, { ...key });
    else {
      known.agent ??= key.agent;
      known.path ??= key.path;
    }
  }
  return [...byFingerprint.values()];
}
