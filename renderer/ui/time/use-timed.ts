import { useEffect, useState } from 'react';
import type { TimedText } from './time-text.ts';

/** Looks at the clock at least this often, because it may have been set or the computer may have slept. */
const MAX_WAIT_MS = 60_000;

/**
 * Evaluates `read` now and again at the moment its text changes, so that little is rendered in between. Stands still
 * while the window is hidden and catches up when it is shown again, unless the text is seen outside the window too.
 */
export function useTimed<T extends TimedText>(read: (now: number) => T, isSeenOutside = false): T {
  const [now, setNow] = useState(() => Date.now());
  const value = read(now);
  const { nextChangeAt } = value;

  useEffect(() => {
    if (nextChangeAt === undefined) return undefined;
    const changeAt = nextChangeAt;
    let timer: ReturnType<typeof setTimeout> | undefined;
    function schedule(): void {
      clearTimeout(timer);
      if (document.hidden && !isSeenOutside) return;
      timer = setTimeout(evaluate, Math.min(MAX_WAIT_MS, Math.max(1, changeAt - Date.now())));
    }
    function evaluate(): void {
      setNow(Date.now());
      schedule();
    }
    function onVisibility(): void {
      if (document.hidden && !isSeenOutside) clearTimeout(timer);
      else evaluate();
    }
    schedule();
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, [nextChangeAt, isSeenOutside]);

  return value;
}
