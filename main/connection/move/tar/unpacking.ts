import type { Clock } from '../../../lib/clock.ts';
import type { MachineFiles } from '../../remote/machine-files.ts';

/** Longest that a tar which was given up is waited for; milliseconds. */
const UNPACKING_LIMIT_MS = 60_000;

const unpacking = new WeakMap<MachineFiles, Map<string, Promise<unknown>>>();

/** A tar on the machine writes into the folder until `ended`. */
export function noteUnpacking(machine: MachineFiles, folder: string, ended: Promise<unknown>): void {
  const folders = unpacking.get(machine) ?? new Map<string, Promise<unknown>>();
  unpacking.set(machine, folders);
  folders.set(folder, ended);
  void ended.then(() => {
    if (folders.get(folder) === ended) folders.delete(folder);
  });
}

/** Resolves when no tar that was given up writes into the folder any more, or will not end. */
export async function whenUnpacked(machine: MachineFiles, folder: string, clock: Clock): Promise<void> {
  const ended = unpacking.get(machine)?.get(folder);
  if (ended === undefined) return;
  let cancel = (): void => {};
  const late = new Promise<void>((resolve) => (cancel = clock.after(UNPACKING_LIMIT_MS, resolve)));
  await Promise.race([ended, late]);
  cancel();
}
