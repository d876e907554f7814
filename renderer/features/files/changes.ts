import type { MachineRef } from '../../state/file-actions.ts';

type Listener = (folders: readonly string[]) => void;

const listeners = new Map<string, Set<Listener>>();

function keyOf({ sessionId, machine }: MachineRef): string {
  return `${sessionId}\n${machine}`;
}

/** Tells whoever shows one of these folders of the machine that something in it is not what it was. */
export function announceChange(target: MachineRef, folders: readonly string[]): void {
  for (const listener of listeners.get(keyOf(target)) ?? []) listener(folders);
}

/** The returned function takes the listener back. */
export function onChange(target: MachineRef, listener: Listener): () => void {
  const key = keyOf(target);
  const own = listeners.get(key) ?? new Set();
  listeners.set(key, own.add(listener));
  return () => {
    own.delete(listener);
    if (own.size === 0) listeners.delete(key);
  };
}
