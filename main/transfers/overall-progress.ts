import type { Transfer } from '../contract/transfer.ts';
import { hasEnded } from './transfer-record.ts';

/** How far everything under way is together, for the dock and the taskbar. */
export interface OverallProgress {
  /** Something moves, or is about to; the computer should not fall asleep. */
  isRunning: boolean;
  /** From 0 to 1; undefined while it is not known. */
  fraction: number | undefined;
  mode: 'normal' | 'paused' | 'error';
}

/** Follows the bar from the first transfer that starts to the last one that ends, so that it never runs backwards between. */
export function createOverallProgress(): (transfers: readonly Transfer[]) => OverallProgress | undefined {
  let batch = new Set<string>();
  let last = 0;

  return (transfers) => {
    const seen = transfers.filter(({ purpose, state }) => purpose !== 'edit' && state !== 'cancelled');
    const open = seen.filter(({ state }) => !hasEnded(state));
    const running = open.filter(({ state }) => state === 'running' || state === 'queued' || state === 'asking');
    for (const { id } of running) batch.add(id);
    // What waits for a machine that is gone, perhaps for days, is no work under way.
    const held = open.filter(
      ({ id, state, sessionId }) => batch.has(id) && (state !== 'waiting' || sessionId !== undefined),
    );
    if (running.length === 0 && held.length === 0) {
      batch = new Set();
      last = 0;
      return undefined;
    }
    const counted = seen.filter(({ id }) => batch.has(id));
    const total = counted.reduce((sum, { bytesTotal }) => sum + bytesTotal, 0);
    const done = counted.reduce((sum, { bytesDone }) => sum + bytesDone, 0);
    const isKnown = total > 0 && !running.some(({ isCounting }) => isCounting);
    if (isKnown) last = Math.min(1, Math.max(0, done / total));
    const hasFailed = counted.some(({ state, failedCount }) => state === 'stopped' || failedCount > 0);
    return {
      isRunning: running.some(({ state }) => state === 'running'),
      fraction: isKnown ? last : undefined,
      mode: hasFailed ? 'error' : running.length === 0 ? 'paused' : 'normal',
    };
  };
}
