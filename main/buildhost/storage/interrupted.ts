import type { Storage } from './storage.ts';

/** What a build says that was running when the app went away. */
export const INTERRUPTED_MESSAGE = 'Jumpseat was closed or stopped unexpectedly while this build was not finished.';

/** Marks what a former run left unfinished. Its end is the last moment anything is known to have happened. */
export function markInterrupted(storage: Storage): void {
  storage.transaction(() => {
    for (const build of storage.builds.list()) {
      if (build.state !== 'queued' && build.state !== 'running') continue;
      const steps = storage.steps.list(build.id);
      const moments = [
        build.queuedAt,
        build.startedAt,
        storage.logs.lastWrite(build.id),
        ...steps.flatMap(({ startedAt, finishedAt }) => [startedAt, finishedAt]),
      ];
      const finishedAt = Math.max(...moments.filter((moment) => moment !== undefined));
      for (const step of steps) {
        if (step.state === 'running') storage.steps.update(step.key, { state: 'interrupted', finishedAt });
        if (step.state === 'pending') storage.steps.update(step.key, { state: 'interrupted' });
      }
      storage.builds.update(build.id, { state: 'interrupted', finishedAt, message: INTERRUPTED_MESSAGE });
    }
  });
}
