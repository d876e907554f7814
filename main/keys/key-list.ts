import { join } from 'node:path';
import type { Key } from '../contract/key.ts';
import type { Problem } from '../contract/problem.ts';
import type { LastingSecrets } from '../keychain/lasting-secrets.ts';
import type { Clock } from '../lib/clock.ts';
import { describe, problem } from '../lib/result.ts';
import type { Storage } from '../lib/storage.ts';
import { agentPaths, listAgentKeys } from './agent-keys.ts';
import { fromAgent, fromBook, fromFile, mergeKeys, unseenFileId } from './found-key.ts';
import type { FoundKey } from './found-key.ts';
import { readKeyBook } from './key-book.ts';
import { orderKeys } from './key-order.ts';
import { passphraseState } from './private-part.ts';
import type { Passphrases } from './private-part.ts';
import { readKeyFile, scanKeyFolder } from './ssh-folder.ts';
import { algorithmOf, fingerprintOf, publicLine } from './ssh-wire.ts';

export interface KeyList {
  /** All keys, the likely ones first. */
  keys(): readonly FoundKey[];
  find(keyId: string): FoundKey | undefined;
  isUsed(keyId: string): boolean;
  /** The name under which the key is offered; no two have the same. */
  labelOf(key: FoundKey): string;
  /** Looks at agents and folders again. */
  look(): Promise<void>;
  /** Looks everywhere, the keychain included. */
  refresh(): Promise<void>;
  /** Adds a key file that lies elsewhere, for this run; its id, or undefined when it is no key. */
  include(path: string): Promise<string | undefined>;
  /** Tells what changed since the last time. */
  publish(): void;
  /** Why the private part of a key could not be had. */
  whyUnreadable(key: FoundKey): Problem;
}

interface Options {
  clock: Clock;
  secrets: LastingSecrets;
  storage: Storage;
  onKey(keyId: string, key: Key | null): void;
  log(line: string): void;
  environment: Record<string, string | undefined>;
  platform: NodeJS.Platform;
  home: string;
  passphrases(): Passphrases;
}

/** Finds the person's keys wherever they are, and tells the truth about each once. */
export function createKeyList(options: Options): KeyList {
  const { clock, secrets, storage, onKey, log, environment, platform, home } = options;
  const includedPaths = new Set<string>();
  /** Of keys kept in the keychain whose private part could not be had. */
  let faults = new Map<string, string>();
  let lostPassphrases = new Set<string>();
  const published = new Map<string, string>();
  let found: FoundKey[] = [];
  let looking: Promise<void> | undefined;

  function whyUnreadable(key: FoundKey): Problem {
    if (key.handle !== undefined) return secrets.whyMissing(`The private part of ${key.label}`);
    return problem('not-found', `${key.label} cannot be read any more.`, 'Check the file and its permissions.');
  }

  async function agentKeys(): Promise<FoundKey[]> {
    const paths = await agentPaths(environment, platform);
    const all = await Promise.all(
      paths.map(async (path) => {
        try {
          return (await listAgentKeys(path, clock)).map((key) => fromAgent(key, path));
        } catch (error) {
          log(`keys: the agent at ${path} was left out: ${describe(error)}`);
          return [];
        }
      }),
    );
    return all.flat();
  }

  async function fileKeys(learned: Record<string, string>): Promise<FoundKey[]> {
    const scanned = await scanKeyFolder(join(home, '.ssh'));
    const included = await Promise.all([...includedPaths].map((path) => readKeyFile(path)));
    const known = new Set(scanned.map(({ path }) => path));
    const files = [...scanned, ...included.filter((file) => file !== undefined && !known.has(file.path))];
    return files.flatMap((file) => (file === undefined ? [] : [fromFile(file, learned[unseenFileId(file.path)])]));
  }

  async function lookEverywhere(): Promise<void> {
    const [agents, files] = await Promise.all([agentKeys(), fileKeys(readKeyBook(storage).learned)]);
    // Read last: a key may have been made meanwhile.
    found = mergeKeys([...readKeyBook(storage).kept.map(fromBook), ...agents, ...files]);
    publish();
  }

  /** One look at a time; whoever asks meanwhile gets one that began later. */
  async function look(): Promise<void> {
    await looking;
    looking ??= lookEverywhere().finally(() => {
      looking = undefined;
    });
    await looking;
  }

  function ordered(): FoundKey[] {
    return orderKeys(found, readKeyBook(storage).first).map((key) => {
      const fault = key.fault ?? (key.agent === undefined ? faults.get(key.id) : undefined);
      return fault === undefined ? key : { ...key, fault };
    });
  }

  function publish(): void {
    const { unused } = readKeyBook(storage);
    const passphrases = options.passphrases();
    const now = new Map(
      ordered().map((key, position) => [
        key.id,
        toTruth(key, {
          position,
          isUsed: !unused.includes(key.id),
          passphrase: passphraseState(key, passphrases, lostPassphrases),
        }),
      ]),
    );
    for (const id of published.keys()) {
      if (now.has(id)) continue;
      published.delete(id);
      onKey(id, null);
    }
    for (const [id, key] of now) {
      const text = JSON.stringify(key);
      if (published.get(id) === text) continue;
      published.set(id, text);
      onKey(id, key);
    }
  }

  function toTruth(key: FoundKey, more: Pick<Key, 'position' | 'isUsed' | 'passphrase'>): Key {
    const { publicBlob, handle } = key;
    const place = handle === undefined ? undefined : secrets.placeOf(handle);
    return {
      id: key.id,
      label: key.label,
      kind: key.kind,
      algorithm: publicBlob === undefined ? 'unknown' : algorithmOf(publicBlob),
      ...(publicBlob === undefined
        ? {}
        : { sha256: fingerprintOf(publicBlob), publicKey: publicLine(publicBlob, key.comment) }),
      ...(key.path === undefined ? {} : { path: key.path }),
      ...(place === undefined ? {} : { secretPlace: place }),
      ...(key.fault === undefined ? {} : { fault: key.fault }),
      ...more,
    };
  }

  function labelOf(key: FoundKey): string {
    const name = (other: FoundKey) => (other.kind === 'agent' ? `${other.label} (SSH agent)` : other.label);
    const own = name(key);
    const isShared = found.some((other) => other.id !== key.id && name(other) === own);
    return isShared ? `${own}, ${key.id.slice(0, 15)}` : own;
  }

  return {
    keys: ordered,
    find: (keyId) => ordered().find(({ id }) => id === keyId),
    isUsed: (keyId) => !readKeyBook(storage).unused.includes(keyId),
    labelOf,
    look,
    async refresh() {
      await secrets.probe();
      const missing = new Map<string, string>();
      for (const kept of readKeyBook(storage).kept) {
        if ((await secrets.read(kept.handle)) === undefined) {
          const { message } = whyUnreadable(fromBook(kept));
          missing.set(kept.id, message);
        }
      }
      faults = missing;
      const lost = new Set<string>();
      for (const handle of Object.values(readKeyBook(storage).passphrases)) {
        if ((await secrets.read(handle)) === undefined) lost.add(handle);
      }
      lostPassphrases = lost;
      await look();
    },
    async include(path) {
      const file = await readKeyFile(path);
      if (file === undefined) return undefined;
      const id = (key: FoundKey) => key.path === path;
      if (!found.some(id)) {
        includedPaths.add(path);
        await look();
      }
      return found.find(id)?.id;
    },
    publish,
    whyUnreadable,
  };
}
