import type { Problem, Result } from '../contract/problem.ts';
import type { Clock } from '../lib/clock.ts';
import { within } from '../lib/within.ts';
import type { QuitQuestion } from './quit-question.ts';

/** Services confirm an end within seconds; what is on the machine is brought home before. */
export const END_LIMIT_MS = 300_000;

export type QuitAnswer = 'end' | 'leave' | 'cancel';

interface Options {
  clock: Clock;
  question(): QuitQuestion | undefined;
  ask(question: QuitQuestion): Promise<QuitAnswer>;
  /** Resolves when the service has confirmed the end. */
  end(sessionId: string): Promise<Result<undefined>>;
  /** Sessions did not end; whether to quit all the same. */
  askAnyway(problems: Problem[]): Promise<boolean>;
  quit(): void;
}

const tookTooLong: Problem = { code: 'timed-out', message: 'The end of a session was not confirmed in time.' };

/** Quits once the person has said what shall become of open sessions. Asked again meanwhile, it asks again. */
export function createQuitFlow({ clock, question, ask, end, askAnyway, quit }: Options): () => Promise<void> {
  let isAsking = false;

  async function asked<T>(act: () => Promise<T>): Promise<T> {
    isAsking = true;
    try {
      return await act();
    } finally {
      isAsking = false;
    }
  }

  async function endAll(sessionIds: readonly string[]): Promise<Problem[]> {
    const ended = await Promise.all(sessionIds.map((id) => within(clock, END_LIMIT_MS, end(id))));
    return ended.flatMap((result) => (result === undefined ? [tookTooLong] : result.ok ? [] : [result.problem]));
  }

  return async () => {
    if (isAsking) return;
    const open = question();
    if (open === undefined) return quit();
    const answer = await asked(() => ask(open));
    if (answer === 'cancel') return;
    const problems = answer === 'end' ? await endAll(open.ending) : [];
    if (problems.length === 0 || (await asked(() => askAnyway(problems)))) quit();
  };
}
