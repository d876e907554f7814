import type { Result } from '../../contract/problem.ts';
import { fail, ok } from '../../lib/result.ts';
import type { MachineFiles } from '../remote/machine-files.ts';
import type { RemoteFiles } from '../remote/remote-files.ts';
import { unlessAborted } from './aborted.ts';

/** More open files on one channel make nothing faster: with 64 on each of 4, 40 ms of latency are hidden. */
const MAX_OPEN_PER_CHANNEL = 64;

/** One open file's worth of a channel. */
export interface Lease {
  readonly files: RemoteFiles;
  /** To be called once the file is closed. */
  release(): void;
}

/** Spreads open files over the channels of a machine, and lets those wait that would be too many for it. */
export class ChannelLeases {
  readonly #machine: MachineFiles;
  readonly #open = new WeakMap<RemoteFiles, number>();
  readonly #waiting: (() => void)[] = [];

  constructor(machine: MachineFiles) {
    this.#machine = machine;
  }

  /** A place on the least used of `count` channels, as soon as there is one. */
  async lease(count: number, signal: AbortSignal): Promise<Result<Lease>> {
    for (;;) {
      if (signal.aborted) return fail('cancelled', 'The transfer was stopped.');
      const channels = await unlessAborted(this.#machine.channels(count), signal);
      if (!channels.ok) return channels;
      const [first, ...others] = channels.value;
      const files = others.reduce((least, other) => (this.#openOn(other) < this.#openOn(least) ? other : least), first);
      if (this.#hasRoom(files)) return ok(this.#take(files));
      await this.#someRoom(signal);
    }
  }

  /** A place on each of `count` channels that has room now, but for one. */
  async leaseOthers(count: number, not: RemoteFiles): Promise<Lease[]> {
    const channels = await this.#machine.channels(count);
    if (!channels.ok) return [];
    return channels.value.filter((files) => files !== not && this.#hasRoom(files)).map((files) => this.#take(files));
  }

  #openOn(files: RemoteFiles): number {
    return this.#open.get(files) ?? 0;
  }

  #hasRoom(files: RemoteFiles): boolean {
    return this.#openOn(files) < Math.max(1, Math.min(files.maxHandles, MAX_OPEN_PER_CHANNEL));
  }

  #take(files: RemoteFiles): Lease {
    this.#open.set(files, this.#openOn(files) + 1);
    let isHeld = true;
    return {
      files,
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        this.#open.set(files, this.#openOn(files) - 1);
        this.#waiting.shift()?.();
      },
    };
  }

  #someRoom(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        signal.removeEventListener('abort', go);
        const index = this.#waiting.indexOf(go);
        if (index >= 0) this.#waiting.splice(index, 1);
        resolve();
      };
      signal.addEventListener('abort', go, { once: true });
      this.#waiting.push(go);
    });
  }
}

const leases = new WeakMap<MachineFiles, ChannelLeases>();

/** Those of a machine, shared by everything that is moved to or from it. */
export function leasesOf(machine: MachineFiles): ChannelLeases {
  const known = leases.get(machine) ?? new ChannelLeases(machine);
  leases.set(machine, known);
  return known;
}
