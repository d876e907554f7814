import type { FileCallOutput } from '../../contract/file-port.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import { ok, problem } from '../../lib/result.ts';
import type { RemoteFiles } from '../remote/remote-files.ts';
import { countThings } from './count-things.ts';
import { isThing, visibleText, withoutEndSlashes } from './entry-names.ts';
import { type FileTask, follow, inParallel, osOf, requestsAtOnce, stopped } from './file-task.ts';
import { removeByCommand } from './remove-by-command.ts';
import { walkTree } from './walk-tree.ts';

/** From this many things on, one command on the machine is faster than a request for each. */
const MANY = 500;
/** How long is counted to find that out; milliseconds. */
const LOOK_MS = 1_000;
/** Failures that are told; of more, nobody reads the list. */
const MAX_FAILURES = 100;
/** A folder that something was missed in, or put into meanwhile, is looked through again. */
const ROUNDS = 3;

type Removal = FileCallOutput<'remove'>;

/** Removes everything at the paths and in them, for good. Links go, what they lead to stays. */
export async function removeThings(
  task: FileTask,
  files: RemoteFiles,
  paths: readonly string[],
): Promise<Result<Removal>> {
  const outcome: Removal = { removed: 0, failed: [] };
  const removed = (count = 1) => {
    outcome.removed += count;
    task.onProgress(outcome.removed);
  };
  const failed = (path: string, reason: Problem) => {
    if (outcome.failed.length < MAX_FAILURES) outcome.failed.push({ path: visibleText(path, 4_096), problem: reason });
  };
  const folders: string[] = [];
  await inParallel(paths, requestsAtOnce(files), task.signal, async (given) => {
    const path = withoutEndSlashes(given);
    if (!isThing(path))
      return failed(path, problem('not-allowed', 'This cannot be removed: it is the root of others.'));
    const there = await files.stat(path, false);
    if (!there.ok) return failed(path, there.problem);
    if (there.value.kind === 'folder') return void folders.push(path);
    const gone = await files.removeFile(path);
    if (gone.ok) removed();
    else failed(path, gone.problem);
  });
  for (const folder of folders) {
    if (task.signal.aborted) break;
    const isMany = files.via === 'shell' || (await hasMany(task, files, folder));
    const isTried = isMany && (await removeByCommand(task, files, folder, removed));
    // What a command leaves behind, is looked at one by one: it may work, and if not, it is known why.
    if (isTried && !(await files.stat(folder, false)).ok) continue;
    await removeByWalking(task, files, folder, { removed, failed, mayGiveUp: isTried, outcome });
  }
  return task.signal.aborted ? stopped(task) : ok(outcome);
}

async function hasMany(task: FileTask, files: RemoteFiles, folder: string): Promise<boolean> {
  const counted = await countThings(task, files, [folder], { things: MANY, milliseconds: LOOK_MS });
  return counted.ok && counted.value.isMore;
}

interface Tally {
  removed(): void;
  failed(path: string, reason: Problem): void;
  /** Everything was tried before: with the list of failures full, the rest is of no use. */
  mayGiveUp: boolean;
  outcome: Removal;
}

async function removeByWalking(task: FileTask, files: RemoteFiles, folder: string, tally: Tally): Promise<void> {
  const { controller, release } = follow(task.signal);
  for (let round = 1; round <= ROUNDS && !controller.signal.aborted; round += 1) {
    let missed: { path: string; problem: Problem } | undefined;
    const before = tally.outcome.removed;
    await walkTree({
      files,
      os: await osOf(task),
      roots: [folder],
      signal: controller.signal,
      visitor: {
        async onThing(path) {
          const gone = await files.removeFile(path);
          if (gone.ok) tally.removed();
          // Somebody else may have removed it.
          else if ((await files.stat(path, false)).ok) return gone.problem;
          return undefined;
        },
        async onLeave(path, isWhole) {
          if (!isWhole) return undefined;
          const gone = await files.removeFolder(path);
          if (gone.ok) tally.removed();
          else missed ??= { path, problem: gone.problem };
          return undefined;
        },
        onFailure(path, reason) {
          tally.failed(path, reason);
          if (tally.mayGiveUp && tally.outcome.failed.length >= MAX_FAILURES) controller.abort();
        },
      },
    });
    if (missed === undefined) break;
    if (round === ROUNDS || tally.outcome.removed === before) {
      tally.failed(missed.path, missed.problem);
      break;
    }
  }
  release();
}
