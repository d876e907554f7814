import type { Duplex } from 'node:stream';
import type { Clock } from '../../../lib/clock.ts';
import { ViewerMessages } from './viewer-messages.ts';

const TICK_MS = 5000;
/** After this many ticks without a word, the server is asked for something. */
const QUIET_TICKS = 2;
/** After this many it had time enough to answer. */
const SILENT_TICKS = 5;
/** FramebufferUpdateRequest, not incremental, of one pixel: a server that lives answers it (RFC 6143, 7.5.3). */
const QUESTION = Buffer.from([3, 0, 0, 0, 0, 0, 0, 1, 0, 1]);

/**
 * Tells a screen on which nothing moves from a server that is frozen, whose system keeps the connection up for it. Only
 * where the server is known to answer at any time; others may be silent while their display sleeps.
 *
 * @returns stops watching
 */
export function watchServer(server: Duplex, viewer: Duplex, clock: Clock, onSilent: () => void): () => void {
  const messages = new ViewerMessages();
  let quietTicks = 0;
  const onHeard = (): void => {
    quietTicks = 0;
  };
  const onSaid = (chunk: Buffer): void => messages.take(chunk);
  server.on('data', onHeard);
  viewer.on('data', onSaid);
  const tick = (): void => {
    cancel = clock.after(TICK_MS, tick);
    // Nothing is heard while the viewer has enough to do.
    if (server.isPaused() || (quietTicks < QUIET_TICKS && !messages.answersFences)) return onHeard();
    if (quietTicks + 1 === QUIET_TICKS) {
      if (!messages.isBetween) return;
      server.write(QUESTION);
    }
    quietTicks += 1;
    if (quietTicks === SILENT_TICKS) onSilent();
  };
  let cancel = clock.after(TICK_MS, tick);
  return () => {
    cancel();
    server.off('data', onHeard);
    viewer.off('data', onSaid);
  };
}
