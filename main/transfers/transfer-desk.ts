import type { TransferOrder } from '../contract/connection-control.ts';
import type { Result } from '../contract/problem.ts';
import type { Clock } from '../lib/clock.ts';
import type { ConnectionProcess } from '../sessions/session-connection.ts';

/** How long the process stays for the next question; milliseconds. */
const LINGER_MS = 10_000;

type Client = ConnectionProcess['client'];

/**
 * A connection process without any connection, for what can be done to a transfer whose machine is away: its notes are
 * in its journal, and what it left half-written on this computer can go.
 */
export class TransferDesk implements AsyncDisposable {
  readonly #launch: (onCrash: (detail: string) => void) => ConnectionProcess;
  readonly #clock: Clock;
  #process: ConnectionProcess | undefined;
  #held = new Set<string>();
  #ending: Promise<void> = Promise.resolve();
  #atWork = 0;
  #cancelEnd = (): void => {};

  constructor(clock: Clock, launch: (onCrash: (detail: string) => void) => ConnectionProcess) {
    this.#clock = clock;
    this.#launch = launch;
  }

  /** Lays the order before the process, paused, and does something with it there. */
  async with<T>(order: TransferOrder, act: (client: Client) => Promise<Result<T>>): Promise<Result<T>> {
    await this.#ending;
    this.#cancelEnd();
    this.#atWork += 1;
    try {
      const { client } = (this.#process ??= this.#launch(() => this.#forget()));
      if (!this.#held.has(order.id)) {
        this.#held.add(order.id);
        const laid = await client.call('startTransfer', { ...order, isPaused: true });
        if (!laid.ok) return laid;
      }
      return await act(client);
    } finally {
      this.#atWork -= 1;
      if (this.#atWork === 0) this.#cancelEnd = this.#clock.after(LINGER_MS, () => void this.#end());
    }
  }

  /** The transfer goes on elsewhere, or is gone: nothing here may touch its journal any more. */
  async letGo(transferId: string): Promise<void> {
    if (this.#held.has(transferId)) await this.#end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
  }

  #end(): Promise<void> {
    this.#cancelEnd();
    const ending = this.#process;
    this.#forget();
    if (ending !== undefined) this.#ending = Promise.all([this.#ending, ending[Symbol.asyncDispose]()]).then(() => {});
    return this.#ending;
  }

  #forget(): void {
    this.#process = undefined;
    this.#held = new Set();
  }
}
