import type { Result } from '../contract/problem.ts';
import type { Clock } from '../lib/clock.ts';
import { fail } from '../lib/result.ts';
import type { ProviderSession } from './provider.ts';

/** A session that asks its service by itself how it goes. */
interface LiveSession extends Disposable {
  readonly current: ProviderSession;
  /** Asks for the first time. */
  begin(): Promise<void>;
  end(): Promise<Result<undefined>>;
}

/** The sessions of one account, until they are ended. */
export interface SessionBook<Live extends LiveSession> extends Disposable {
  /** An id that no other session has. */
  newId(): string;
  /** Takes a session, and has it begin. */
  open(session: Live): ProviderSession;
  all(): Live[];
  /** `not-found`, or what the act says. */
  withSession(
    sessionId: string,
    act: (session: Live) => Result<undefined> | Promise<Result<undefined>>,
  ): Promise<Result<undefined>>;
  end(sessionId: string): Promise<Result<undefined>>;
}

export function createSessionBook<Live extends LiveSession>(accountId: string, clock: Clock): SessionBook<Live> {
  const sessions = new Map<string, Live>();
  let count = 0;

  const book: SessionBook<Live> = {
    newId() {
      count += 1;
      return `${accountId}:session:${clock.now()}-${count}`;
    },
    open(session) {
      sessions.set(session.current.id, session);
      void session.begin();
      return session.current;
    },
    all: () => [...sessions.values()],
    async withSession(sessionId, act) {
      const session = sessions.get(sessionId);
      return session === undefined ? fail('not-found', 'This session is not known any more.') : act(session);
    },
    end: (sessionId) =>
      book.withSession(sessionId, async (session) => {
        const ended = await session.end();
        if (ended.ok) sessions.delete(sessionId);
        return ended;
      }),
    [Symbol.dispose]() {
      for (const session of sessions.values()) session[Symbol.dispose]();
      sessions.clear();
    },
  };
  return book;
}
