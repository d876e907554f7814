import { watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Clock } from '../lib/clock.ts';

/** A file rests when its size and time have not changed for so long; editors write in steps. */
export const REST_MS = 300;
/** Not every file system tells of changes: how often the file is looked at all the same. */
export const LOOK_EVERY_MS = 2_000;

interface Look {
  sizeBytes: number;
  modifiedAt: number;
  inode: number;
}

async function lookAt(path: string): Promise<Look | undefined> {
  try {
    const { size, mtimeMs, ino } = await stat(path);
    return { sizeBytes: size, modifiedAt: mtimeMs, inode: ino };
  } catch {
    // Editors that replace a file take it away for a moment.
    return undefined;
  }
}

function isSame(one: Look | undefined, other: Look | undefined): boolean {
  return one?.sizeBytes === other?.sizeBytes && one?.modifiedAt === other?.modifiedAt && one?.inode === other?.inode;
}

/**
 * Calls back when a file rests: once at the start, and again whenever it was written. The folder is watched, not the file,
 * so that it does not matter whether an editor writes into it or puts another one in its place.
 */
export function watchFile(path: string, clock: Clock, onRest: () => void): Disposable {
  let isEnded = false;
  let cancelLook = (): void => {};
  let cancelRest = (): void => {};
  /** As it was when it was last told of; at first nobody was, since a save may come before the first look. */
  let known: Look | undefined;

  async function look(before: Look | undefined): Promise<void> {
    const now = await lookAt(path);
    if (isEnded) return;
    cancelRest();
    if (now === undefined || isSame(now, known)) return;
    if (isSame(now, before)) {
      known = now;
      return onRest();
    }
    cancelRest = clock.after(REST_MS, () => void look(now));
  }

  function lookOften(): void {
    cancelLook = clock.after(LOOK_EVERY_MS, () => {
      void look(undefined).finally(() => {
        if (!isEnded) lookOften();
      });
    });
  }

  const watcher = startWatcher(path, () => void look(undefined));
  void look(undefined);
  lookOften();

  return {
    [Symbol.dispose]() {
      isEnded = true;
      watcher?.close();
      cancelLook();
      cancelRest();
    },
  };
}

/** Undefined when the system has no more watchers: looking now and then is enough. */
function startWatcher(path: string, onChange: () => void): FSWatcher | undefined {
  const name = basename(path);
  try {
    const watcher = watch(dirname(path), (_event, changed) => {
      if (changed === null || changed === name) onChange();
    });
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
