import type { ConnectionEvents } from '../../contract/connection-control.ts';
import type { Problem } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Meter } from './join-streams.ts';

type Said = ConnectionEvents['forward'];

/** Traffic is told at most this often; what happens to the forward itself at once. */
export const TRAFFIC_PAUSE_MS = 1_000;

interface Options {
  id: string;
  clock: Clock;
  emit(said: Said): void;
}

/** Keeps what is known of a forward, and tells it. */
export class ForwardReport implements Meter, Disposable {
  readonly #options: Options;
  #said: Said;
  #cancel: (() => void) | undefined;
  #toldAt = 0;
  #isOver = false;

  constructor(options: Options) {
    this.#options = options;
    this.#said = {
      id: options.id,
      state: 'opening',
      connections: 0,
      connectionsEver: 0,
      bytesUp: 0,
      bytesDown: 0,
    };
  }

  get connections(): number {
    return this.#said.connections;
  }

  up(bytes: number): void {
    this.#later({ bytesUp: this.#said.bytesUp + bytes });
  }

  down(bytes: number): void {
    this.#later({ bytesDown: this.#said.bytesDown + bytes });
  }

  /** Counts a connection; the returned function takes it off again. */
  connection(): () => void {
    const { connections, connectionsEver } = this.#said;
    this.#later({ connections: connections + 1, connectionsEver: connectionsEver + 1 });
    return () => this.#later({ connections: this.#said.connections - 1 });
  }

  /** `reason`: what is wrong with it; the last problem of a connection is over as well. */
  is(state: Said['state'], port?: number, reason?: Problem): void {
    this.#said = { ...this.#said, state, ...(port === undefined ? {} : { port }), problem: reason };
    this.#tell();
  }

  /** How a connection through it went. */
  went(reason: Problem | undefined): void {
    if (reason?.code !== this.#said.problem?.code) this.#later({ problem: reason });
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#cancel?.();
  }

  #later(change: Partial<Said>): void {
    this.#said = { ...this.#said, ...change };
    if (this.#isOver || this.#cancel !== undefined) return;
    const { clock } = this.#options;
    const waitMs = this.#toldAt + TRAFFIC_PAUSE_MS - clock.now();
    // A clock that was set back does not keep anybody waiting.
    if (waitMs <= 0) return this.#tell();
    this.#cancel = clock.after(Math.min(waitMs, TRAFFIC_PAUSE_MS), () => this.#tell());
  }

  #tell(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#toldAt = this.#options.clock.now();
    if (!this.#isOver) this.#options.emit(this.#said);
  }
}
