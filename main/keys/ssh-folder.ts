import { constants, open, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MAX_KEY_FILE_BYTES, readPrivateKey } from './private-key.ts';
import type { PrivateKeyFacts } from './private-key.ts';
import { faultOf, parsePublicLine } from './ssh-wire.ts';

/** A folder with more files than this is not gone through to its end. */
const MAX_FILES = 300;

export interface KeyFile extends PrivateKeyFacts {
  path: string;
  /** Of the .pub file beside it. */
  comment: string;
}

/** Text of a file of a key's size; undefined when it is larger, no regular file, or cannot be read. */
export async function readKeyText(path: string): Promise<string | undefined> {
  try {
    // A pipe would otherwise be waited for until somebody writes to it; Windows has no such flag.
    await using file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const facts = await file.stat();
    if (!facts.isFile() || facts.size > MAX_KEY_FILE_BYTES) return undefined;
    return await file.readFile('utf8');
  } catch {
    return undefined;
  }
}

/** What a file is as a private key, with the help of the .pub file beside it; undefined when it is none. */
export async function readKeyFile(path: string): Promise<KeyFile | undefined> {
  const text = await readKeyText(path);
  const facts = text === undefined ? undefined : readPrivateKey(text);
  if (facts === undefined) return undefined;
  const beside = parsePublicLine((await readKeyText(`${path}.pub`)) ?? '');
  // Anybody may have left another .pub there: what the key itself shows counts more.
  const isSame = facts.publicBlob === undefined || beside?.blob.equals(facts.publicBlob) === true;
  return {
    ...facts,
    path,
    publicBlob: facts.publicBlob ?? beside?.blob,
    fault: facts.fault ?? (beside === undefined ? undefined : faultOf(beside.blob)),
    comment: isSame ? (beside?.comment ?? '') : '',
  };
}

/** All private keys right in the folder, whatever their names. Nothing is written there, ever. */
export async function scanKeyFolder(folder: string): Promise<KeyFile[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => (entry.isFile() || entry.isSymbolicLink()) && !/\.pub$|^known_hosts|^\./.test(entry.name))
    .map(({ name }) => name)
    .toSorted()
    .slice(0, MAX_FILES);
  const keys: KeyFile[] = [];
  for (const name of names) {
    const key = await readKeyFile(join(folder, name));
    if (key !== undefined) keys.push(key);
  }
  return keys;
}

/** How people call a key file. */
export function fileLabel(path: string): string {
  return basename(path);
}
