import type { Session } from '../contract/session.ts';
import type { TruthStore } from '../ipc/truth.ts';
import type { Clock } from '../lib/clock.ts';
import { endOf } from './salvage-order.ts';

/** So long before its end the work of a machine is brought home; milliseconds. */
export const BEFORE_END_MS = 3 * 60_000;
/** A computer that slept, or whose clock was set, is noticed after this. */
const LOOK_EVERY_MS = 30_000;
/** An end that moves by less is the same end. */
const SAME_END_MS = 60_000;

interface Options {
  truth: TruthStore;
  clock: Clock;
  /** The end of a session's machines is near: once for each time it comes near. */
  onNear(sessionId: string): void;
}

/** Watches when the machines of sessions go. */
export class EndWatch implements Disposable {
  readonly #options: Options;
  /** The ends that were told of. */
  readonly #told = new Map<string, number>();
  readonly #stopWatching: () => void;
  #cancelLook: (() => void) | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#stopWatching = options.truth.watch((change) => {
      if (change.collection !== 'sessions') return;
      if (change.value === null) this.#told.delete(change.key);
      this.#look();
    });
    this.#look();
  }

  /** The end that was told of last, while it is still the one to come. */
  isNear(sessionId: string): boolean {
    const session = this.#options.truth.get('sessions', sessionId);
    const at = session === undefined ? undefined : endOf(session);
    const told = this.#told.get(sessionId);
    return at !== undefined && told !== undefined && at < told + SAME_END_MS;
  }

  [Symbol.dispose](): void {
    this.#stopWatching();
    this.#cancelLook?.();
  }

  #look(): void {
    this.#cancelLook?.();
    this.#cancelLook = undefined;
    const { truth, clock } = this.#options;
    let next = Number.POSITIVE_INFINITY;
    for (const session of truth.all('sessions')) {
      const inMs = this.#dueIn(session);
      if (inMs === undefined) continue;
      if (inMs > 0) next = Math.min(next, inMs);
      else this.#tell(session);
    }
    if (next !== Number.POSITIVE_INFINITY)
      this.#cancelLook = clock.after(Math.min(next, LOOK_EVERY_MS), () => this.#look());
  }

  /** Milliseconds; undefined when nothing is to be done for it. */
  #dueIn(session: Session): number | undefined {
    const at = endOf(session);
    const now = this.#options.clock.now();
    if (session.state !== 'ready' || at === undefined || at <= now) return undefined;
    const told = this.#told.get(session.id);
    if (told !== undefined && at < told + SAME_END_MS) return undefined;
    return Math.max(0, at - BEFORE_END_MS - now);
  }

  #tell(session: Session): void {
    this.#told.set(session.id, endOf(session) ?? 0);
    this.#options.onNear(session.id);
  }
}
