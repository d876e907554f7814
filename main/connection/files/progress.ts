import type { Clock } from '../../lib/clock.ts';

/** Between two reports, in milliseconds. */
export const PROGRESS_PAUSE_MS = 200;

interface Progress {
  report(done: number, total?: number): void;
  /** Says the last of it now. */
  flush(): void;
  stop(): void;
}

/** Passes reports on, at most five a second; the last one is never lost. */
export function createProgress(clock: Clock, send: (done: number, total: number | undefined) => void): Progress {
  let waiting: [number, number | undefined] | undefined;
  let cancel: (() => void) | undefined;
  function flush(): void {
    if (waiting !== undefined) send(...waiting);
    waiting = undefined;
  }
  function pause(): void {
    cancel = clock.after(PROGRESS_PAUSE_MS, () => {
      cancel = undefined;
      if (waiting === undefined) return;
      flush();
      pause();
    });
  }
  return {
    report(done, total) {
      waiting = [done, total];
      if (cancel !== undefined) return;
      flush();
      pause();
    },
    flush,
    stop() {
      cancel?.();
      waiting = undefined;
    },
  };
}
