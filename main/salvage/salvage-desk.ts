import type { Result } from '../contract/problem.ts';
import type { Clock } from '../lib/clock.ts';
import type { ConnectionProcess } from '../sessions/session-connection.ts';

/** How long the process stays for the next question; milliseconds. */
const LINGER_MS = 10_000;

type Client = ConnectionProcess['client'];

/**
 * A connection process without any connection, in which salvages of this computer are read and applied: what is in them
 * comes from machines, and is not taken apart in the main process.
 */
export class SalvageDesk implements AsyncDisposable {
  readonly #launch: (onCrash: (detail: string) => void) => ConnectionProcess;
  readonly #clock: Clock;
  #process: ConnectionProcess | undefined;
  #ending: Promise<void> = Promise.resolve();
  #atWork = 0;
  #cancelEnd = (): void => {};

  constructor(clock: Clock, launch: (onCrash: (detail: string) => void) => ConnectionProcess) {
    this.#clock = clock;
    this.#launch = launch;
  }

  async with<T>(act: (client: Client) => Promise<Result<T>>): Promise<Result<T>> {
    this.#cancelEnd();
    this.#atWork += 1;
    try {
      await this.#ending;
      this.#process ??= this.#launch(() => (this.#process = undefined));
      return await act(this.#process.client);
    } finally {
      this.#atWork -= 1;
      if (this.#atWork === 0) this.#cancelEnd = this.#clock.after(LINGER_MS, () => void this.#end());
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
  }

  #end(): Promise<void> {
    this.#cancelEnd();
    const ending = this.#process;
    this.#process = undefined;
    if (ending !== undefined) this.#ending = Promise.all([this.#ending, ending[Symbol.asyncDispose]()]).then(() => {});
    return this.#ending;
  }
}
