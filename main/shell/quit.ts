import type { App } from 'electron';
import type { Clock } from '../lib/clock.ts';
import { describe } from '../lib/result.ts';
import { within } from '../lib/within.ts';

/** Whoever quits waits at most this long for machines and builds to end. */
export const QUIT_LIMIT_MS = 30_000;

interface Options {
  app: Pick<App, 'on' | 'quit'>;
  clock: Clock;
  /** Ends everything; called once. */
  shutDown(): Promise<void>;
  log(line: string): void;
}

/**
 * Holds the quitting of the app back until everything has ended, however often people ask for it. Returns whether that
 * has begun.
 */
export function quitInOrder({ app, clock, shutDown, log }: Options): () => boolean {
  let state: 'running' | 'ending' | 'ended' = 'running';

  async function end(): Promise<void> {
    try {
      const ended = await within(
        clock,
        QUIT_LIMIT_MS,
        shutDown().then(() => true),
      );
      if (ended !== true) log(`not everything ended within ${QUIT_LIMIT_MS} ms`);
    } catch (error) {
      log(`while quitting: ${describe(error)}`);
    }
    state = 'ended';
    app.quit();
  }

  app.on('before-quit', (event) => {
    if (state === 'ended') return;
    event.preventDefault();
    if (state === 'ending') return;
    state = 'ending';
    void end();
  });
  return () => state !== 'running';
}

/**
 * Ctrl+C and the end of the desktop's session quit the app as its own menu does, however often they ask. Chromium does so
 * by itself, until a library listens for signals too: that one would then end the process at once.
 */
export function quitOnSignals(app: Pick<App, 'quit'>): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
}
