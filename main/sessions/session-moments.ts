import type { SessionEvents } from '../lib/deadline/rule.ts';
import type { ProviderSession } from '../providers/provider.ts';
import type { SteadyTime } from '../lib/steady-time.ts';

const saidNames = ['startedAt', 'finishedAt', 'firstConnectedAt', 'lastDisconnectedAt'] as const;

/** What has happened in a session, as its service and our own links tell it; right also after the clock was set. */
export class SessionMoments {
  readonly #time: SteadyTime;
  readonly #said = new Map<(typeof saidNames)[number], { at: number; mark: number }>();
  #extendedMs: number | undefined;
  #requested: number | undefined;
  #firstConnected: number | undefined;
  #lastDisconnected: number | undefined;
  #lastActive: number | undefined;
  #openConnections = 0;

  constructor(time: SteadyTime, { state }: Pick<ProviderSession, 'state'>) {
    this.#time = time;
    // What runs already when it is entered began before it was asked for.
    if (state === 'requested') this.#requested = time.mark();
  }

  /** Takes what the service says. The same moment again was not worked out anew: it is still that of the clock before. */
  hear({ extendedMs, ...events }: SessionEvents): void {
    this.#extendedMs = extendedMs;
    for (const name of saidNames) {
      const at = events[name];
      if (at === undefined) this.#said.delete(name);
      else if (this.#said.get(name)?.at !== at) this.#said.set(name, { at, mark: this.#time.toMark(at) });
    }
  }

  /** Takes how many of our links are up now, and how many of those have an SSH session open: a bare link may not count. */
  linked({ connected, inUse }: { connected: number; inUse: number }): void {
    const isFirst = connected > 0 && this.#firstConnected === undefined;
    if (isFirst) this.#firstConnected = this.#time.mark();
    if (inUse === 0 && (isFirst || this.#openConnections > 0)) this.#lastDisconnected = this.#time.mark();
    this.#openConnections = inUse;
  }

  /** Somebody is there. */
  active(): void {
    this.#lastActive = this.#time.mark();
  }

  /** There is a machine to be left alone from now on. */
  ready(): void {
    this.#lastActive ??= this.#time.mark();
  }

  /** When somebody was there last, once that is so long ago; milliseconds. */
  leftSince(afterMs: number): number | undefined {
    const last = this.#lastActive;
    return last === undefined || this.#time.mark() - last < afterMs ? undefined : this.#time.toWall(last);
  }

  /** As the computer's clock has them now. */
  events(): SessionEvents {
    const wall = (mark: number | undefined): number | undefined =>
      mark === undefined ? undefined : this.#time.toWall(mark);
    const said = (name: (typeof saidNames)[number]): number | undefined => wall(this.#said.get(name)?.mark);
    return {
      requestedAt: wall(this.#requested),
      startedAt: said('startedAt'),
      finishedAt: said('finishedAt'),
      firstConnectedAt: said('firstConnectedAt') ?? wall(this.#firstConnected),
      lastDisconnectedAt: said('lastDisconnectedAt') ?? wall(this.#lastDisconnected),
      openConnections: this.#openConnections,
      extendedMs: this.#extendedMs,
    };
  }
}
