import { useEffect, useEffectEvent, useState } from 'react';
import type { Result } from '../../main/contract/problem.ts';

interface Answer<T> {
  /** Undefined while it is waited for. */
  result: Result<T> | undefined;
  askAgain(): void;
}

/**
 * Asks main when the component is mounted, when what it asks about changes, and again on demand. An answer that comes too
 * late is dropped.
 *
 * @param about names what is asked about
 */
export function useAnswer<T>(about: string, ask: () => Promise<Result<T>>): Answer<T> {
  const [answer, setAnswer] = useState<{ key: string; result: Result<T> }>();
  const [round, setRound] = useState(0);
  const key = `${round} ${about}`;
  const askNow = useEffectEvent(ask);
  useEffect(() => {
    let isOld = false;
    void askNow().then((result) => {
      if (!isOld) setAnswer({ key, result });
    });
    return () => {
      isOld = true;
    };
  }, [key]);
  return { result: answer?.key === key ? answer.result : undefined, askAgain: () => setRound(round + 1) };
}
