import { usualSettings } from '../../main/contract/settings.ts';
import type { Change, Truth } from '../../main/contract/state.ts';

/** The truth before the first snapshot. */
export const emptyTruth: Truth = {
  accounts: {},
  projects: {},
  builds: {},
  details: {},
  sessions: {},
  keys: {},
  transfers: {},
  edits: {},
  records: {},
  ports: {},
  settings: usualSettings,
  keychain: { state: 'checking', name: 'keychain' },
};

/** The truth after the changes. Collections that no change touches keep their identity. */
export function applyChanges(truth: Truth, changes: readonly Change[]): Truth {
  const next: Truth = { ...truth };
  const copied = new Set<string>();
  for (const change of changes) {
    if (!('key' in change)) {
      Object.assign(next, { [change.collection]: change.value });
      continue;
    }
    if (!copied.has(change.collection)) {
      copied.add(change.collection);
      Object.assign(next, { [change.collection]: { ...next[change.collection] } });
    }
    const entries: Record<string, unknown> = next[change.collection];
    if (change.value === null) delete entries[change.key];
    else entries[change.key] = change.value;
  }
  return next;
}
