import type { Result } from '../../contract/problem.ts';
import { fail } from '../../lib/result.ts';

/** Waits for work, but not after it was given up. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  let stop = () => {};
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/**
 * Waits for an answer of the machine, but not after it was given up: `cancelled`.
 *
 * @param discard takes an answer that comes later, so that nothing stays open
 */
export async function unlessAborted<T>(
  work: Promise<Result<T>>,
  signal: AbortSignal,
  discard?: (late: T) => void,
): Promise<Result<T>> {
  const answer = await orAborted(work, signal);
  if (answer !== undefined) return answer;
  if (discard !== undefined) void work.then((late) => late.ok && discard(late.value));
  return fail('cancelled', 'The transfer was stopped.');
}
