import type { Clock } from '../../../main/lib/clock.ts';
import type { Machine } from '../machine/machine.ts';
import { startAppMachine, type AppMachine, type AppMachineOptions } from './app-machine.ts';

interface Options<Build> {
  clock: Clock;
  idOf(build: Build): string;
  /** When the machine of a build is taken away, as it looks now. */
  endsAt(build: Build): number;
}

/** The machines of the builds of one simulated service, each from its start to the moment it is taken away. */
export class BuildMachines<Build extends { machine?: AppMachine | undefined }> implements AsyncDisposable {
  readonly #options: Options<Build>;
  readonly #started = new Map<string, Promise<AppMachine>>();
  readonly #cancels = new Map<string, () => void>();
  #isDisposed = false;

  constructor(options: Options<Build>) {
    this.#options = options;
  }

  /** Starts the machine of a build, and gives it to the build when it is there. */
  provide(build: Build, options: AppMachineOptions, onFirstConnect?: () => void): void {
    const started = startAppMachine(options);
    this.#started.set(this.#options.idOf(build), started);
    void started.then((machine) => {
      build.machine = machine;
      if (onFirstConnect !== undefined) machine.onFirstConnect = onFirstConnect;
      this.planEnd(build);
    });
  }

  /** The moment at which the machine is taken away may be another one than before. */
  planEnd(build: Build): void {
    const { clock, idOf, endsAt } = this.#options;
    const id = idOf(build);
    this.#cancels.get(id)?.();
    if (this.#isDisposed) return;
    const delayMs = Math.max(0, endsAt(build) - clock.now());
    this.#cancels.set(
      id,
      clock.after(delayMs, () => void build.machine?.end()),
    );
  }

  /** Waits for every machine that was started so far. */
  async settled(): Promise<void> {
    await Promise.all(this.#started.values());
  }

  /** The real machine of a build; waits until it is there. */
  async of(buildId: string): Promise<Machine | undefined> {
    return (await this.#started.get(buildId))?.machine;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    for (const cancel of this.#cancels.values()) cancel();
    for (const made of await Promise.allSettled(this.#started.values())) {
      if (made.status === 'fulfilled') await made.value[Symbol.asyncDispose]();
    }
  }
}
