import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeKey } from '../../fixtures/sshd.ts';
import { Machine } from '../machine/machine.ts';
import type { SemaphoreWorld, SimulatedJob } from './world.ts';

/** The machines of jobs. Every one has a key pair of its own. */
export class JobMachines implements AsyncDisposable {
  readonly #world: SemaphoreWorld;
  readonly #isReal: boolean;
  readonly #folder = mkdtempSync(join(tmpdir(), 'semaphore-'));
  readonly #machines = new Map<string, Machine>();
  readonly #cancels = new Set<() => void>();
  readonly #starting = new Set<Promise<void>>();
  #isDisposed = false;

  /** @param isReal a real SSH server each; otherwise an address where nobody answers */
  constructor(world: SemaphoreWorld, isReal: boolean) {
    this.#world = world;
    this.#isReal = isReal;
  }

  /** The machine of a job, once it is there. */
  of(job: SimulatedJob): Machine | undefined {
    return this.#machines.get(job.id);
  }

  /** Makes a job's machine; resolves when it answers. */
  provide(job: SimulatedJob): Promise<void> {
    const started = this.#start(job);
    this.#starting.add(started);
    return started.finally(() => this.#starting.delete(started));
  }

  /** Takes the machine away when the job has ended; call it again when that moment has moved. */
  endWith(job: SimulatedJob): void {
    if (job.endAt === undefined) return;
    const delayMs = job.endAt - this.#world.clock.now();
    const cancel = this.#world.clock.after(delayMs, () => {
      this.#cancels.delete(cancel);
      if (this.#world.stateOf(job) === 'FINISHED') void this.#machines.get(job.id)?.end();
    });
    this.#cancels.add(cancel);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    for (const cancel of this.#cancels) cancel();
    await Promise.allSettled(this.#starting);
    await Promise.all([...this.#machines.values()].map((machine) => machine[Symbol.asyncDispose]()));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #start(job: SimulatedJob): Promise<void> {
    // The service does not say which kind of key it makes.
    const pair = makeKey(join(this.#folder, job.id));
    job.privateKey = pair.privateKey;
    if (!this.#isReal) {
      job.address = { ip: '195.201.62.241', port: 40_004 };
      return;
    }
    const machine = await Machine.start({
      users: ['semaphore'],
      authorizedKeys: [pair.publicKey],
      name: `semaphore-${job.project.name}`,
    });
    if (this.#isDisposed) return machine[Symbol.asyncDispose]();
    this.#machines.set(job.id, machine);
    job.address = { ip: machine.host, port: machine.port };
  }
}
