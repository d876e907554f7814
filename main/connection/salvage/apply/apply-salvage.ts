import { join } from 'node:path';
import type { ApplyOrder } from '../../../contract/connection-work.ts';
import type { Result } from '../../../contract/problem.ts';
import { type ApplyPlan, salvageFiles } from '../../../contract/salvage.ts';
import { plainText } from '../../../lib/plain-text.ts';
import { fail, ok } from '../../../lib/result.ts';
import { gitFailed, LOCAL_FETCH } from './clone-git.ts';
import { inspect, type Inspected, mergeBeside } from './inspect.ts';
import { mergePatch, patchOf } from './merge-patch.ts';
import { putFiles } from './put-files.ts';

type Plan = Omit<ApplyPlan, 'planId'>;

/** So many files are named in a plan, and so many conflicts after it. */
const MOST_FILES = 5_000;
const MOST_CONFLICTS = 1_000;

/** See `planApply` in contract/connection-work.ts. */
export async function planApply(
  order: ApplyOrder,
  signal: AbortSignal,
): Promise<Result<{ plan: Plan; fingerprint: string }>> {
  const found = await inspect(order, signal);
  if (!found.ok) return found;
  await using inspected = found.value;
  const merged = await mergeBeside(inspected);
  if (!merged.ok) inspected.problem ??= merged.problem;
  return ok({ plan: toPlan(order, inspected), fingerprint: inspected.fingerprint });
}

function toPlan({ ref }: ApplyOrder, { git, changes, newFiles, ...found }: Inspected): Plan {
  const files: Plan['files'] = [
    ...changes.map(
      ({ name, action, state }) => ({ name, action, state: state === 'undecided' ? 'conflict' : state }) as const,
    ),
    ...newFiles.map(({ path, state }) => ({ name: path, action: 'add', state }) as const),
  ].map(({ name, ...file }) => ({ path: plainText(name, 4_000), ...file }));
  return {
    folder: git.root,
    ...(found.branch === undefined ? {} : { branch: found.branch }),
    hasChanges: found.hasChanges,
    hasHead: found.hasHead,
    files: files.slice(0, MOST_FILES),
    fileCount: files.length,
    ...(found.commits === undefined ? {} : { commits: { count: found.commits.count, ref } }),
    ...(found.problem === undefined ? {} : { problem: found.problem }),
  };
}

/** See `apply` in contract/connection-work.ts. */
export async function applySalvage(
  order: ApplyOrder & { fingerprint: string },
  signal: AbortSignal,
): Promise<Result<{ changed: number; conflicts: string[] }>> {
  const found = await inspect(order, signal);
  if (!found.ok) return found;
  await using inspected = found.value;
  const { git, scratch, patch, changes, newFiles, problem, commits } = inspected;
  if (inspected.fingerprint !== order.fingerprint)
    return fail('changed-meanwhile', 'The clone changed since it was looked at.', 'Look again, then apply.');
  if (problem !== undefined) return fail('not-allowed', problem.message, problem.hint, problem.detail);
  if (commits !== undefined) {
    const fetched = await fetchCommits(inspected, order);
    if (!fetched.ok) return fetched;
  }
  const wanted = changes.filter(({ state }) => state === 'clean' || state === 'undecided');
  const merged = await mergePatch(git, scratch, patchOf(patch, wanted), { writes: true });
  if (!merged.ok) return merged;
  const put = await putFiles(join(order.folder, salvageFiles.untracked), git.root, newFiles);
  if (!put.ok) return put;
  const isLeft = (state: string): boolean => state === 'conflict' || state === 'exists';
  const conflicts = [
    ...changes.flatMap(({ path, name, state }) => (isLeft(state) || merged.value.has(path) ? [name] : [])),
    ...newFiles.flatMap(({ path, state }) => (isLeft(state) ? [path] : [])),
    ...put.value.refused,
  ];
  return ok({
    changed: wanted.length + put.value.written,
    conflicts: conflicts.slice(0, MOST_CONFLICTS).map((path) => plainText(path, 1_000)),
  });
}

/** The commits come under a name of their own; no branch is moved and nothing is merged. */
async function fetchCommits({ git, commits }: Inspected, { folder, ref }: ApplyOrder): Promise<Result<undefined>> {
  const refspecs = (commits?.head.tips ?? []).map(({ ref: tip }) => `+${tip}:${ref}/${tip.replace(/^refs\//, '')}`);
  const fetched = await git.run(
    [
      ...[
        '-c',
        'transfer.fsckObjects=true',
        '-c',
        'fetch.fsckObjects=true',
        '-c',
        'fetch.writeCommitGraph=false',
        '-c',
        'core.logAllRefUpdates=false',
      ],
      ...[
        'fetch',
        '--quiet',
        '--no-tags',
        '--no-write-fetch-head',
        '--no-recurse-submodules',
        '--no-auto-gc',
        '--refmap=',
      ],
      ...['--', join(folder, salvageFiles.commits), ...refspecs],
    ],
    { environment: LOCAL_FETCH },
  );
  if (!fetched.ok) return fetched;
  return fetched.value.code === 0 ? ok() : gitFailed('Git could not fetch the saved commits.', fetched.value);
}
