import type { BuildState } from '../contract/build.ts';
import type { Problem } from '../contract/problem.ts';
import type { Clock } from '../lib/clock.ts';
import type { SessionEvents } from '../lib/deadline/rule.ts';
import { createPoller, type Poller } from '../lib/poller.ts';
import type { ProviderSession } from './provider.ts';
import type { ServerTime } from './server-time.ts';
import type { Timing } from './service.ts';

/** Between two questions while somebody waits for the machine; milliseconds. */
const WAITING_MS = 5_000;
/** A service that took the wish for an end confirms it within seconds; milliseconds. */
const CONFIRM_LIMIT_MS = 60_000;
/** Between two questions whether it has; milliseconds. */
const CONFIRM_MS = 3_000;
/** Between two questions while the machine is there; milliseconds. */
const READY_MS = 10_000;

export interface PolledSessionOptions extends Timing {
  serverTime: ServerTime;
  onChange(session: ProviderSession): void;
}

/** A session whose service only answers: it is asked how it goes, less often once the machine is there. */
export abstract class PolledSession implements Disposable {
  current: ProviderSession;
  readonly #clock: Clock;
  readonly #serverTime: ServerTime;
  readonly #onChange: (session: ProviderSession) => void;
  readonly #waiting: Poller;
  readonly #staying: Poller;

  constructor(
    { clock, pace, random, serverTime, onChange }: PolledSessionOptions,
    about: Omit<ProviderSession, 'state' | 'places' | 'machines' | 'events'>,
  ) {
    this.#clock = clock;
    this.#serverTime = serverTime;
    this.#onChange = onChange;
    this.current = { ...about, state: 'requested', places: [], machines: [], events: {} };
    const unlessEnding = (ask: () => Promise<void>) => async (): Promise<void> => {
      if (!this.isEnding) await ask();
    };
    const every = { clock, pace, random };
    this.#waiting = createPoller({ ...every, isUrgent: true, task: unlessEnding(() => this.wait()) });
    this.#staying = createPoller({ ...every, task: unlessEnding(() => this.stay()) });
    this.#waiting.every(WAITING_MS);
  }

  /** Asks while somebody waits. */
  protected abstract wait(): Promise<void>;
  /** Asks while the machine is there. */
  protected abstract stay(): Promise<void>;

  get isOver(): boolean {
    return ['closed', 'expired', 'failed'].includes(this.current.state);
  }

  /** It is over or about to be: an answer that comes now is too late. */
  protected get isEnding(): boolean {
    return this.isOver || this.current.state === 'closing';
  }

  /** Asks at once. */
  async begin(): Promise<void> {
    await this.#waiting.now();
  }

  [Symbol.dispose](): void {
    this.#waiting[Symbol.dispose]();
    this.#staying[Symbol.dispose]();
  }

  protected set(change: Partial<ProviderSession>): void {
    this.current = { ...this.current, ...change };
    this.#onChange(this.current);
  }

  /** As {@link set}; nothing is told when it is the same. */
  protected setNews(change: Partial<ProviderSession>): void {
    if (JSON.stringify({ ...this.current, ...change }) !== JSON.stringify(this.current)) this.set(change);
  }

  protected finish(state: 'closed' | 'expired' | 'failed', reason?: Problem): void {
    if (this.isOver) return;
    this[Symbol.dispose]();
    const { guide: _guide, ...rest } = this.current;
    this.current = rest;
    this.set({ state, machines: [], ...(reason === undefined ? {} : { problem: reason }) });
  }

  /** Asks until the service says that it has happened; false when it does not say so in time. */
  protected async confirmed(ask: () => Promise<boolean>): Promise<boolean> {
    const until = this.#clock.now() + CONFIRM_LIMIT_MS;
    while (!(await ask())) {
      if (this.isOver) return true;
      if (this.#clock.now() >= until) return false;
      await new Promise<void>((resolve) => void this.#clock.after(CONFIRM_MS, resolve));
    }
    return true;
  }

  /** Between two questions while somebody waits; milliseconds. */
  protected waitEvery(intervalMs: number | undefined): void {
    this.#waiting.every(intervalMs);
  }

  /** The machine is there; nothing is waited for but the end. */
  protected relax(): void {
    this.#waiting.every(undefined);
    this.#staying.every(READY_MS);
  }

  /**
   * What its build says about a session.
   *
   * @param at on the service's clock
   */
  protected progress(build: BuildState, at: SessionEvents): Pick<ProviderSession, 'state' | 'events'> {
    const { state, events } = this.current;
    return {
      state: state === 'ready' ? 'ready' : build === 'queued' ? 'queued' : 'preparing',
      events: {
        ...events,
        startedAt: this.#serverTime.toLocal(at.startedAt),
        finishedAt: this.#serverTime.toLocal(at.finishedAt),
      },
    };
  }
}
