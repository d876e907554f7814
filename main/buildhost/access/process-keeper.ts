import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Clock } from '../../lib/clock.ts';
import { anyAlive, findMarked, foregroundGroup, signalGroup } from './process-table.ts';

/** Time between SIGHUP and SIGKILL. */
const HANG_UP_GRACE_MS = 2_000;
const LOOK_AGAIN_MS = 50;

/** What a channel runs: the leader of a process group of its own. */
export interface ChannelProcess {
  pid: number;
  hasTerminal: boolean;
  /** Lets go of its terminal or its pipes. */
  hangUp(): void;
}

const run = promisify(execFile);

/** Ends the processes of a machine's channels: one when its channel closes, all of them with the machine. */
export class ProcessKeeper implements AsyncDisposable {
  readonly #living = new Set<ChannelProcess>();
  readonly #marker: string;
  readonly #clock: Clock;
  #isDisposed = false;

  /** `marker` is NAME=value, found in the environment of every process that the machine starts. */
  constructor(marker: string, clock: Clock) {
    this.#marker = marker;
    this.#clock = clock;
  }

  add(process: ChannelProcess): void {
    this.#living.add(process);
    if (this.#isDisposed) void this.end(process);
  }

  /** The process ended by itself; what it left in the background stays until the machine goes. */
  exited(process: ChannelProcess): void {
    this.#living.delete(process);
  }

  /** Hangs up: SIGHUP to the process's group, or its terminal goes; SIGKILL after the grace. */
  async end(entry: ChannelProcess): Promise<void> {
    if (!this.#living.delete(entry)) return;
    if (process.platform === 'win32') {
      entry.hangUp();
      await run('taskkill', ['/pid', String(entry.pid), '/t', '/f']).catch(() => undefined);
      return;
    }
    const groups = await this.#groupsOf(entry);
    // The kernel tells a terminal's processes. A second SIGHUP from here would keep bash from telling its jobs.
    if (!entry.hasTerminal) {
      signalGroup(entry.pid, 'SIGHUP');
      // A stopped process would not see the signal.
      signalGroup(entry.pid, 'SIGCONT');
    }
    entry.hangUp();
    await this.#until(() => !anyAlive(groups));
    for (const group of groups) signalGroup(group, 'SIGKILL');
    await this.#until(() => !anyAlive(groups));
  }

  /** Sends a signal to what stands in the foreground of the process's terminal, or to its group. */
  async signal(entry: ChannelProcess, signal: NodeJS.Signals): Promise<void> {
    if (!this.#living.has(entry)) return;
    const groups = await this.#groupsOf(entry);
    signalGroup(groups.at(-1) ?? entry.pid, signal);
  }

  /** Ends everything the machine started, also what left its group or its session. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    await Promise.all([...[...this.#living].map((entry) => this.end(entry)), this.#endMarked()]);
    // Also what was being started while the others were told to go. A killed process takes a moment to be gone.
    await this.#until(async () => {
      const left = await findMarked(this.#marker);
      for (const pid of left) signalProcess(pid, 'SIGKILL');
      return left.length === 0;
    });
  }

  async #endMarked(): Promise<void> {
    const marked = await findMarked(this.#marker);
    for (const pid of marked) signalProcess(pid, 'SIGHUP');
    for (const pid of marked) signalProcess(pid, 'SIGCONT');
    await this.#until(async () => (await findMarked(this.#marker)).length === 0);
  }

  async #groupsOf(entry: ChannelProcess): Promise<number[]> {
    const foreground = entry.hasTerminal ? await foregroundGroup(entry.pid) : undefined;
    return foreground === undefined || foreground === entry.pid ? [entry.pid] : [entry.pid, foreground];
  }

  async #until(isDone: () => boolean | Promise<boolean>): Promise<void> {
    const end = this.#clock.now() + HANG_UP_GRACE_MS;
    while (!(await isDone()) && this.#clock.now() < end)
      await new Promise<void>((resolve) => void this.#clock.after(LOOK_AGAIN_MS, resolve));
  }
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It went by itself.
  }
}
