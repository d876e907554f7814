import type { Problem, Result } from '../contract/problem.ts';
import type { Session } from '../contract/session.ts';
import type { Clock } from '../lib/clock.ts';
import { describe, ok, problem } from '../lib/result.ts';
import { within } from '../lib/within.ts';
import type { Provider, ProviderSession } from '../providers/provider.ts';
import type { LiveSession } from './live-session.ts';
import { isOver, sessionNotFound, type SessionTruth } from './session-truth.ts';

/** What is to be done while the machine is still there; keeps its own time limit. */
export type BeforeEnd = (sessionId: string) => Promise<void>;

export interface EndOptions {
  /** Ends at once, whatever would be saved before; also while that is under way. */
  withoutSalvage?: boolean | undefined;
}

/** A service that took the wish has this long to say that the machine is gone; milliseconds. */
const CONFIRM_LIMIT_MS = 120_000;

interface Options {
  truth: SessionTruth;
  clock: Clock;
  liveOf(sessionId: string): LiveSession | undefined;
  providerOf(accountId: string): Provider | undefined;
  /** The page of the build that carries the machine. */
  pageOf(session: Session): string | undefined;
  take(session: ProviderSession): void;
  log(line: string): void;
}

interface Ending {
  ended: Promise<Result<undefined>>;
  /** Does not wait for what would be saved before. */
  hurry(): void;
}

/** The ends that people ask for: what comes before them, the wish at the service, and its word that it has happened. */
export class SessionEnds {
  readonly #options: Options;
  readonly #hooks = new Set<BeforeEnd>();
  readonly #endings = new Map<string, Ending>();
  readonly #waiting = new Map<string, () => void>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** The returned function takes the hook back. */
  beforeEnd(hook: BeforeEnd): () => void {
    this.#hooks.add(hook);
    return () => void this.#hooks.delete(hook);
  }

  /** Resolves well once the service has confirmed the end. Asked twice, it is still one end. */
  end(sessionId: string, { withoutSalvage = false }: EndOptions = {}): Promise<Result<undefined>> {
    const running = this.#endings.get(sessionId);
    if (running !== undefined) {
      if (withoutSalvage) running.hurry();
      return running.ended;
    }
    const hurried = Promise.withResolvers<void>();
    const hooks = withoutSalvage ? [] : [...this.#hooks];
    const ended = this.#end(sessionId, hooks, hurried.promise).finally(() => this.#endings.delete(sessionId));
    this.#endings.set(sessionId, { ended, hurry: hurried.resolve });
    return ended;
  }

  /** The session is over, or nobody can wait for it any more. */
  over(sessionId: string): void {
    this.#waiting.get(sessionId)?.();
    this.#endings.get(sessionId)?.hurry();
  }

  async #end(sessionId: string, hooks: readonly BeforeEnd[], hurried: Promise<void>): Promise<Result<undefined>> {
    const { truth, liveOf } = this.#options;
    if (truth.get(sessionId) === undefined) return sessionNotFound();
    if (liveOf(sessionId) === undefined) return ok();
    if (hooks.length > 0) await Promise.race([hurried, Promise.all(hooks.map((hook) => this.#run(hook, sessionId)))]);
    const session = truth.get(sessionId);
    const live = liveOf(sessionId);
    // It may have come to its end by itself while its work was saved.
    if (session === undefined || live === undefined) return ok();
    return this.#ask(session, live);
  }

  async #run(hook: BeforeEnd, sessionId: string): Promise<void> {
    try {
      await hook(sessionId);
    } catch (error) {
      // Whoever wants a machine gone gets it gone.
      this.#options.log(`before the end of ${sessionId}: ${describe(error)}`);
    }
  }

  async #ask(session: Session, live: LiveSession): Promise<Result<undefined>> {
    const { truth, clock, providerOf, take } = this.#options;
    const provider = providerOf(session.accountId);
    if (provider === undefined) {
      take({ ...live.said, state: 'closed', machines: [] });
      return ok();
    }
    live.isEnding = true;
    truth.update(session.id, (current) =>
      current.state === 'closing' ? current : { ...current, state: 'closing', stateSince: clock.now() },
    );
    const asked = await provider.endSession(session.id);
    const ended = asked.ok ? await this.#confirmed(session) : this.#withPage(session, asked.problem);
    if (ended.ok) return ended;
    live.isEnding = false;
    truth.update(session.id, (current) =>
      current.state === 'closing' ? { ...current, state: live.said.state, stateSince: session.stateSince } : current,
    );
    return ended;
  }

  /** Waits for the provider's own word that the session is over. */
  async #confirmed(session: Session): Promise<Result<undefined>> {
    const { truth, clock } = this.#options;
    const isGone = (): boolean => isOver(truth.get(session.id)?.state ?? 'closed');
    if (!isGone()) {
      const over = Promise.withResolvers<void>();
      this.#waiting.set(session.id, over.resolve);
      await within(clock, CONFIRM_LIMIT_MS, over.promise);
      this.#waiting.delete(session.id);
    }
    if (isGone()) return ok();
    return this.#withPage(
      session,
      problem(
        'timed-out',
        'The service was asked to end the session, but has not confirmed it.',
        'Look at its page, and end it there if it still runs: until then it may cost money.',
      ),
    );
  }

  /** Where nobody confirms an end, people have to look for themselves. */
  #withPage(session: Session, reason: Problem): Result<never> {
    const link = this.#options.pageOf(session);
    const isUnseen = reason.code === 'timed-out' && reason.link === undefined && link !== undefined;
    return { ok: false, problem: isUnseen ? { ...reason, link } : reason };
  }
}
