import { existsSync, watch } from 'node:fs';
import type { Clock } from '../../lib/clock.ts';

/** How often to look where the system cannot tell us, in milliseconds. */
const POLL_MS = 2000;

/** Calls back once when the file appears. The returned function stops watching. */
export function watchForFile(folder: string, file: string, clock: Clock, onAppeared: () => void): () => void {
  let isOver = false;
  let stop: () => void = () => {};
  const look = (): void => {
    if (isOver || !existsSync(file)) return;
    finish();
    onAppeared();
  };
  const finish = (): void => {
    isOver = true;
    stop();
  };
  const poll = (): void => {
    if (isOver) return;
    look();
    stop = clock.after(POLL_MS, poll);
  };
  try {
    const watcher = watch(folder, look);
    // Watches are a scarce resource on Linux; without one, looking now and then does as well.
    watcher.on('error', () => {
      watcher.close();
      poll();
    });
    stop = () => watcher.close();
  } catch {
    poll();
  }
  look();
  return finish;
}
