import { isDeepStrictEqual } from 'node:util';
import type { Deadline, Session, Terminal } from '../contract/session.ts';
import type { Clock } from '../lib/clock.ts';
import { deadline } from '../lib/deadline.ts';
import type { ProviderSession } from '../providers/provider.ts';
import type { LiveSession } from './live-session.ts';
import { SessionMoments } from './session-moments.ts';
import type { SessionTruth } from './session-truth.ts';
import { createSteadyTime, type SteadyTime } from '../lib/steady-time.ts';

/** Timers sleep while the computer does, and clocks are set: everything is looked at again this often; milliseconds. */
const LOOK_MS = 30_000;
/** After this long without a key or a file people are asked whether they left it running; milliseconds. */
const LEFT_AFTER_MS = 15 * 60_000;

/** States in which a terminal has a shell, or will have one. */
const isLive: readonly Terminal['state'][] = ['opening', 'open'];

interface Options {
  truth: SessionTruth;
  clock: Clock;
  /** Milliseconds since the computer was started, its sleep included. Without it nobody sets the clock. */
  uptimeMs?: (() => number) | undefined;
  liveOf(sessionId: string): LiveSession | undefined;
  /** It costs somebody something while it runs. */
  isOnLoan(accountId: string): boolean;
}

function hasTerminal(session: Session | undefined, index: number): boolean {
  return session?.terminals.some(({ machine, state }) => machine === index && isLive.includes(state)) === true;
}

/** The time of all sessions: when their machines go, and since when nobody has been there. It ends nothing by itself. */
export class SessionTimes implements Disposable {
  readonly #options: Options;
  readonly #time: SteadyTime;
  #cancel: (() => void) | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#time = createSteadyTime(options.clock, options.uptimeMs ?? (() => options.clock.now()));
  }

  moments(said: ProviderSession): SessionMoments {
    return new SessionMoments(this.#time, said);
  }

  deadlineOf({ said, moments }: LiveSession): Deadline {
    return deadline(said.rule, moments.events(), this.#options.clock.now());
  }

  /** A session goes on: from now on it is looked at now and then. */
  follow(): void {
    this.#cancel ??= this.#options.clock.after(LOOK_MS, () => {
      this.#cancel = undefined;
      if (this.look()) this.follow();
    });
  }

  /** Links of a session, or terminals on them, came or went. */
  linksChanged(sessionId: string): void {
    const session = this.#options.truth.get(sessionId);
    const live = this.#options.liveOf(sessionId);
    const connected = session?.machines.filter(({ link }) => link === 'connected') ?? [];
    const inUse = connected.filter(({ index }) => live?.isHeld === true || hasTerminal(session, index));
    live?.moments.linked({ connected: connected.length, inUse: inUse.length });
    this.#lookAt(sessionId, live);
  }

  /** Somebody is there. */
  active(sessionId: string): void {
    const live = this.#options.liveOf(sessionId);
    live?.moments.active();
    this.#lookAt(sessionId, live);
  }

  /** Works everything out again; whether there is a session left. */
  look(): boolean {
    const { truth, liveOf } = this.#options;
    let isAny = false;
    for (const { id } of truth.all()) {
      const live = liveOf(id);
      isAny ||= live !== undefined;
      this.#lookAt(id, live);
    }
    return isAny;
  }

  [Symbol.dispose](): void {
    this.#cancel?.();
  }

  #lookAt(sessionId: string, live: LiveSession | undefined): void {
    const { truth } = this.#options;
    const session = truth.get(sessionId);
    if (session === undefined || live === undefined) return;
    const next = { ...session, deadline: this.deadlineOf(live), leftSince: this.#leftSince(session, live) };
    if (!isDeepStrictEqual(next.deadline, session.deadline) || next.leftSince !== session.leftSince) truth.put(next);
  }

  #leftSince({ state, accountId }: Session, { moments }: LiveSession): number | undefined {
    if (state !== 'ready' || !this.#options.isOnLoan(accountId)) return undefined;
    moments.ready();
    return moments.leftSince(LEFT_AFTER_MS);
  }
}
