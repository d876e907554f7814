import { isDeepStrictEqual } from 'node:util';
import type { Settings } from '../contract/settings.ts';
import type { Change, CollectionName, Entry, Patch, SingleName, Singles, Snapshot, Truth } from '../contract/state.ts';

/** What stores may do with the truth. */
export interface TruthStore {
  get<N extends CollectionName>(collection: N, key: string): Entry<N> | undefined;
  all<N extends CollectionName>(collection: N): Entry<N>[];
  put<N extends CollectionName>(collection: N, key: string, value: Entry<N>): void;
  drop(collection: CollectionName, key: string): void;
  /** Replaces a part of the truth that exists once. */
  set<N extends SingleName>(name: N, value: Singles[N]): void;
  /** Tells of every change as it is made, before whoever made it goes on. The returned function takes the listener back. */
  watch(listener: (change: Change) => void): () => void;
  /** Tells the window what has changed so far, now: whatever is said to it after that finds the truth it speaks of. */
  flush(): void;
}

/**
 * All that the window shows. Changes made in one turn of the event loop leave as one numbered patch, so whoever has the
 * snapshot with revision n and every patch after n has the truth.
 */
export function createTruth(
  settings: Settings,
  publish: (patch: Patch) => void,
): TruthStore & { snapshot(): Snapshot } {
  // Keys come from providers: without a prototype, "constructor" and "__proto__" are keys like any other.
  const empty = (): Record<string, never> => Object.create(null) as Record<string, never>;
  const truth: Truth = {
    accounts: empty(),
    projects: empty(),
    builds: empty(),
    details: empty(),
    sessions: empty(),
    keys: empty(),
    transfers: empty(),
    edits: empty(),
    records: empty(),
    ports: empty(),
    settings,
    keychain: { state: 'checking', name: 'keychain' },
  };
  let revision = 0;
  let pending: Change[] = [];
  const listeners = new Set<(change: Change) => void>();

  function flush(): void {
    if (pending.length === 0) return;
    const changes = pending;
    pending = [];
    revision += 1;
    publish({ revision, changes });
  }

  function record(change: Change): void {
    if (pending.length === 0) setImmediate(flush);
    pending.push(change);
    for (const listener of listeners) listener(change);
  }

  function entries<N extends CollectionName>(collection: N): Record<string, Entry<N>> {
    return truth[collection] as Record<string, Entry<N>>;
  }

  return {
    get: (collection, key) => entries(collection)[key],
    all: (collection) => Object.values(entries(collection)),
    put(collection, key, value) {
      if (isDeepStrictEqual(entries(collection)[key], value)) return;
      entries(collection)[key] = value;
      record({ collection, key, value } as Change);
    },
    drop(collection, key) {
      if (!Object.hasOwn(truth[collection], key)) return;
      delete truth[collection][key];
      record({ collection, key, value: null });
    },
    set(name, value) {
      if (isDeepStrictEqual(truth[name], value)) return;
      Object.assign(truth, { [name]: value });
      record({ collection: name, value } as Change);
    },
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    flush,
    snapshot() {
      // What is pending is already in the truth: number it first, or the snapshot would be ahead of its revision.
      flush();
      return { revision, truth };
    },
  };
}
