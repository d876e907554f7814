import type { Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import type { FileChannel } from './remote-files.ts';

/** A channel that nobody used for this long is closed; the machine may have few of them. */
export const IDLE_MS = 5 * 60_000;
const LOOK_MS = 60_000;
/** A refusal is believed for this long: terminals close, and then there is room again. */
export const REFUSAL_MS = 60_000;

/** SFTP channels of one connection, opened as they are asked for and never more than the machine gives. */
export class ChannelPool {
  readonly #open: () => Promise<Result<FileChannel>>;
  readonly #clock: Clock;
  #channels: FileChannel[] = [];
  #growing: Promise<Result<undefined>> | undefined;
  #refusedAt = Number.NEGATIVE_INFINITY;
  #cancelLook: (() => void) | undefined;

  constructor(open: () => Promise<Result<FileChannel>>, clock: Clock) {
    this.#open = open;
    this.#clock = clock;
  }

  /** Those that work, in the order they were opened. */
  get channels(): readonly FileChannel[] {
    this.#channels = this.#channels.filter(({ ended }) => !ended.aborted);
    return this.#channels;
  }

  /** Opens what is missing to `count`; a problem tells why there are fewer. */
  async grow(count: number): Promise<Result<undefined>> {
    while (this.#growing !== undefined) await this.#growing;
    const missing = count - this.channels.length;
    const isRefused = this.#clock.now() - this.#refusedAt < REFUSAL_MS && this.channels.length > 0;
    if (missing <= 0 || isRefused) return { ok: true, value: undefined };
    this.#growing = this.#openMore(missing);
    const grown = await this.#growing;
    this.#growing = undefined;
    return grown;
  }

  close(): void {
    this.#cancelLook?.();
    this.#cancelLook = undefined;
    for (const channel of this.#channels) channel.close();
  }

  async #openMore(missing: number): Promise<Result<undefined>> {
    const opened = await Promise.all(Array.from({ length: missing }, () => this.#open()));
    let problem: Result<undefined> = { ok: true, value: undefined };
    for (const one of opened) {
      if (one.ok) this.#channels.push(one.value);
      else problem = one;
    }
    if (!problem.ok && problem.problem.code === 'busy') this.#refusedAt = this.#clock.now();
    if (this.#cancelLook === undefined && this.channels.length > 0) this.#lookLater();
    return problem;
  }

  #lookLater(): void {
    this.#cancelLook = this.#clock.after(LOOK_MS, () => {
      this.#cancelLook = undefined;
      const now = this.#clock.now();
      for (const channel of this.channels) {
        const since = channel.idleSince();
        if (since !== undefined && now - since >= IDLE_MS) channel.close();
      }
      if (this.channels.length > 0) this.#lookLater();
    });
  }
}
