import type { Problem, Result } from '../../../main/contract/problem.ts';
import type { FileClient, WorkProgress } from '../../state/file-client.ts';
import { baseName, isWithin, joinPath, parentPath } from './paths.ts';

export interface PathProblem {
  path: string;
  problem: Problem;
}

/** What to do with something whose name is taken where it goes. */
export type Taken = 'replace' | 'keep-both' | 'skip' | 'stop';

export interface Mover {
  client: FileClient;
  /** Asked for each name that is taken, until somebody answers for all. */
  ask(name: string, folder: string): Promise<Taken>;
  onProgress(progress: WorkProgress): void;
  signal: AbortSignal;
}

export interface Moved {
  done: string[];
  failed: PathProblem[];
}

/** Names tried for one that is to stand beside another of its name. */
const MAX_TRIES = 100;

function numbered(name: string, number: number): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? `${name.slice(0, dot)} ${number}${name.slice(dot)}` : `${name} ${number}`;
}

/** Why a thing cannot go into a folder at all. */
function impossible(path: string, folder: string): Problem | undefined {
  if (!isWithin(folder, path)) return undefined;
  return {
    code: 'bad-request',
    message: `“${baseName(path)}” cannot go into itself.`,
    hint: 'Choose a folder that does not lie in it.',
  };
}

async function place({ client, ask }: Mover, from: string, name: string, folder: string): Promise<Result<unknown>> {
  const to = joinPath(folder, name);
  const first = await client.call('rename', { from, to, replace: false });
  if (first.ok || first.problem.code !== 'already-exists') return first;
  const answer = await ask(name, folder);
  if (answer === 'replace') return client.call('rename', { from, to, replace: true });
  if (answer !== 'keep-both') return { ok: false, problem: { code: 'cancelled', message: 'It was left where it is.' } };
  for (let number = 2; number < MAX_TRIES; number += 1) {
    const beside = joinPath(folder, numbered(name, number));
    const renamed = await client.call('rename', { from, to: beside, replace: false });
    if (renamed.ok || renamed.problem.code !== 'already-exists') return renamed;
  }
  return first;
}

async function each(
  mover: Mover,
  paths: readonly string[],
  act: (path: string) => Promise<Result<unknown>>,
): Promise<Moved> {
  const moved: Moved = { done: [], failed: [] };
  for (const [index, path] of paths.entries()) {
    if (mover.signal.aborted) break;
    mover.onProgress({ done: index, total: paths.length });
    const result = await act(path);
    if (result.ok) moved.done.push(path);
    else if (result.problem.code !== 'cancelled') moved.failed.push({ path, problem: result.problem });
  }
  return moved;
}

/** Moves things into a folder of the same machine. Nothing is replaced unless somebody said so. */
export function moveInto(mover: Mover, paths: readonly string[], folder: string): Promise<Moved> {
  return each(mover, paths, async (path) => {
    if (parentPath(path) === folder) return { ok: true, value: undefined };
    const problem = impossible(path, folder);
    return problem === undefined ? place(mover, path, baseName(path), folder) : { ok: false, problem };
  });
}

/** Copies things into a folder: each is doubled where it is, and its double moved. */
export function copyInto(mover: Mover, paths: readonly string[], folder: string): Promise<Moved> {
  const { client, signal } = mover;
  return each(mover, paths, async (path) => {
    const problem = impossible(path, folder);
    if (problem !== undefined && parentPath(path) !== folder) return { ok: false, problem };
    const copied = await client.work('duplicate', { path }, () => {}, signal);
    if (!copied.ok || parentPath(path) === folder) return copied;
    const placed = await place(mover, copied.value.path, baseName(path), folder);
    // What has no place is not left beside the original.
    if (!placed.ok) await client.work('remove', { paths: [copied.value.path] }, () => {});
    return placed;
  });
}
