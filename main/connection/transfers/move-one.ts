import type { Problem, Result } from '../../contract/problem.ts';
import type { ConflictRule } from '../../contract/transfer.ts';
import { fail, ok, problem } from '../../lib/result.ts';
import { numberedName } from '../local/file-names.ts';
import { judge, looksArrived } from './conflicts.ts';
import { openNode } from './folder-node.ts';
import type { FolderNode, ReadyFolder } from './folder-node.ts';
import { writeKey } from './path-set.ts';
import type { Run } from './run.ts';
import { nameOf } from './source-item.ts';
import type { There } from './target.ts';

/** Names that are tried for a file that is kept beside another. */
const MAX_NUMBER = 1_000;
/** How often something may come in between: a place that is taken, a source that changes. */
const MAX_ATTEMPTS = 3;

/** A file or link on its way to its folder. */
export interface Moving {
  node: FolderNode;
  key: number;
  /** Below the chosen folder, as the side it comes from has it. */
  path: string;
  sizeBytes: number;
  modifiedAt: number | undefined;
  /** Its own, whatever holds for the others. */
  rule?: ConflictRule | undefined;
  /** Moves it there; `already-exists` when it must not replace what is there. */
  move(at: string, replace: boolean): Promise<Result<undefined>>;
  /** Gives it to whoever moves many together, when nothing is in its place. Resolves when there is room for more. */
  offer?:
    | ((done: (result: Result<undefined>, renamedTo?: string) => Promise<void>) => Promise<void> | undefined)
    | undefined;
}

/** `isOwn`: nothing was there, and it gets the name it has. */
type Place = { kind: 'to'; at: string; replace: boolean; isOwn: boolean } | { kind: 'leave' };

/**
 * Takes one file or link to its place, whatever is there, and writes down what became of it.
 * @param later called at the end of one that was `deferred`, being given to whoever moves many together
 */
export async function moveOne(run: Run, moving: Moving, later: () => Promise<void>): Promise<'through' | 'deferred'> {
  const { node, path, sizeBytes, key } = moving;
  const ready = await node.ready;
  // Its folder could not be made, and that was said of the folder.
  if (!ready.ok) return 'through';
  const placed = await run.parts.target.place(ready.value.at, path);
  const subject = { source: node.source, path, sizeBytes };
  if (!placed.ok) {
    await run.failed(subject, placed.problem);
    return 'through';
  }
  run.parts.tally.work(path);
  let last: Problem = problem('already-exists', 'Something else was put in its place again and again.');
  let isAgain = false;
  for (let attempt = 0; attempt < MAX_ATTEMPTS && !run.signal.aborted;) {
    const place = await choosePlace(run, moving, ready.value, placed.value.at, isAgain);
    if (!place.ok) {
      await run.failed(subject, place.problem);
      return 'through';
    }
    if (place.value.kind === 'leave') return 'through';
    const { at, replace, isOwn } = place.value;
    const held = run.places.hold(at);
    isAgain = true;
    if (!held.isHeld) {
      // Then something is there, and is judged like anything else that is.
      if (held.isOffered) {
        run.isShort = true;
        return 'through';
      }
      await held.left;
      continue;
    }
    openNode(run, node, ready.value.at);
    if (isOwn && moving.offer !== undefined) {
      run.places.offered(at);
      await moving.offer((result, renamedTo) =>
        arriveTogether(run, moving, result, renamedTo).finally(held.leave).then(later),
      );
      return 'deferred';
    }
    const moved = await moveAgainIfChanged(moving, at, replace).finally(held.leave);
    if (moved.ok) {
      run.arrived(key, sizeBytes);
      noteName(run, path, at, placed.value.renamedTo);
      return 'through';
    }
    last = moved.problem;
    attempt += 1;
    if (moved.problem.code !== 'already-exists' || replace) break;
  }
  if (last.code !== 'already-exists') node.isSuspect = true;
  await run.failed(subject, last);
  return 'through';
}

async function arriveTogether(
  run: Run,
  { node, path, key, sizeBytes }: Moving,
  result: Result<undefined>,
  renamedTo: string | undefined,
): Promise<void> {
  if (result.ok) {
    run.arrived(key, sizeBytes);
    if (renamedTo !== undefined) noteName(run, path, renamedTo, renamedTo);
    return;
  }
  node.isSuspect = true;
  // What was put in its place meanwhile is judged when the rest is gone through again, and so is what has changed.
  if (result.problem.code === 'already-exists' || result.problem.code === 'changed-meanwhile') return;
  await run.failed({ source: node.source, path, sizeBytes }, result.problem);
}

/** A source that changes while it is read is read once more. */
async function moveAgainIfChanged(moving: Moving, at: string, replace: boolean): Promise<Result<undefined>> {
  const moved = await moving.move(at, replace);
  return !moved.ok && moved.problem.code === 'changed-meanwhile' ? moving.move(at, replace) : moved;
}

async function choosePlace(
  run: Run,
  moving: Moving,
  folder: ReadyFolder,
  at: string,
  isAgain: boolean,
): Promise<Result<Place>> {
  const { journal } = run.parts;
  const { node, path } = moving;
  const kept = journal.state.keptNames.get(moving.key);
  if (kept !== undefined) return besidePlace(run, moving, folder, at, kept);
  const there = folder.isFresh && !isAgain ? ok(undefined) : await thereAt(run, folder, at, isAgain);
  if (!there.ok) return there;
  if (there.value === undefined) return ok({ kind: 'to', at, replace: false, isOwn: true });
  if ((node.isOurs || run.parts.isResumed) && looksArrived(moving, there.value)) {
    run.arrived(moving.key, moving.sizeBytes);
    return ok({ kind: 'leave' });
  }
  const verdict = judge(moving, there.value, moving.rule ?? (node.isOurs ? 'replace' : run.parts.rule()));
  switch (verdict.kind) {
    case 'move':
      return ok({ kind: 'to', at, replace: true, isOwn: false });
    case 'skip':
      run.skipped({ source: node.source, path, sizeBytes: moving.sizeBytes }, verdict.message);
      return ok({ kind: 'leave' });
    case 'ask':
      run.parts.hold({ example: path, coming: sideOf(moving), there: sideOf(there.value) });
      return ok({ kind: 'leave' });
    case 'fail':
      return fail('already-exists', verdict.message);
    case 'beside':
      return besidePlace(run, moving, folder, at, undefined);
  }
}

/** @param kept the name that was found for it in an earlier run */
async function besidePlace(
  run: Run,
  moving: Moving,
  folder: ReadyFolder,
  taken: string,
  kept: string | undefined,
): Promise<Result<Place>> {
  const { journal, target } = run.parts;
  for (let number = 2; number <= MAX_NUMBER && !run.signal.aborted; number += 1) {
    const name = kept ?? numberedName(baseName(taken), number);
    const at = target.beside(taken, name);
    const there = await thereAt(run, folder, at, true);
    if (!there.ok) return there;
    if (there.value === undefined) {
      if (kept === undefined) {
        journal.append({ t: 'kept', key: writeKey(moving.key), name });
        journal.flush();
      }
      return ok({ kind: 'to', at, replace: false, isOwn: false });
    }
    if (kept !== undefined && looksArrived(moving, there.value)) {
      run.arrived(moving.key, moving.sizeBytes);
      noteName(run, moving.path, at, undefined);
      return ok({ kind: 'leave' });
    }
    if (kept !== undefined) return besidePlace(run, moving, folder, taken, undefined);
  }
  return fail('already-exists', 'There are too many of this name already.');
}

async function thereAt(
  run: Run,
  folder: ReadyFolder,
  at: string,
  isAgain: boolean,
): Promise<Result<There | undefined>> {
  if (folder.listing !== undefined && !isAgain) return ok(folder.listing.get(baseName(at)));
  return run.parts.target.look(at);
}

function noteName(run: Run, path: string, at: string, renamedTo: string | undefined): void {
  const name = baseName(at);
  if (name === nameOf(path)) return;
  const isRefused = renamedTo !== undefined && nameOf(renamedTo) === name;
  const why = isRefused ? 'since this computer cannot have its own name' : 'since its own name was taken';
  run.renamed(path, `It is called “${name}” there, ${why}.`);
}

/** Of a path of either side; machines have backslashes in names, this computer's Windows has them between names. */
function baseName(at: string): string {
  const end = process.platform === 'win32' ? Math.max(at.lastIndexOf('/'), at.lastIndexOf('\\')) : at.lastIndexOf('/');
  return at.slice(end + 1);
}

function sideOf(side: { sizeBytes: number; modifiedAt: number | undefined }) {
  const { sizeBytes, modifiedAt } = side;
  // Times are whole milliseconds in the contract, and hostile ones may be anything.
  const isTime = modifiedAt !== undefined && Number.isFinite(modifiedAt) && modifiedAt >= 0;
  return isTime ? { sizeBytes, modifiedAt: Math.floor(modifiedAt) } : { sizeBytes };
}
