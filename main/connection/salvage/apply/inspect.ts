import { salvageFiles } from '../../../contract/salvage.ts';
import { createHash, randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApplyOrder } from '../../../contract/connection-work.ts';
import type { Problem, Result } from '../../../contract/problem.ts';
import { plainText } from '../../../lib/plain-text.ts';
import { fail, ok } from '../../../lib/result.ts';
import { codeOf, explainLocal } from '../../local/local-problems.ts';
import { type BundleHead, openBundle, unpackBundle } from './bundle.ts';
import { CloneGit } from './clone-git.ts';
import { type Change, joinSections, judge } from './judge-patch.ts';
import { mergePatch, patchOf } from './merge-patch.ts';
import { readPatch } from './patch-sections.ts';
import { judgeFiles, type NewFile } from './put-files.ts';
import { Scratch } from './scratch.ts';
import { readWorktree } from './worktree.ts';

/** Larger patches are for git by hand. */
const MAX_PATCH_BYTES = 512 * 1024 * 1024;

/** What was found out about a salvage and a clone, with a place beside the clone to work in. */
export interface Inspected extends AsyncDisposable {
  git: CloneGit;
  scratch: Scratch;
  branch: string | undefined;
  hasChanges: boolean;
  hasHead: boolean;
  patch: Buffer;
  changes: Change[];
  newFiles: NewFile[];
  commits: { head: BundleHead; count: number } | undefined;
  /** Of the clone as it was before anything was merged beside it. */
  fingerprint: string;
  /** Why it cannot be applied. */
  problem: Problem | undefined;
}

/** Looks at a salvage and at a clone of this computer, and changes neither. */
export async function inspect(order: ApplyOrder, signal: AbortSignal): Promise<Result<Inspected>> {
  const opened = await CloneGit.open(order.clone, signal);
  if (!opened.ok) return opened;
  const git = opened.value;
  const scratch = await Scratch.open(join(order.folder, `apply-${randomBytes(6).toString('hex')}.part`), git);
  if (!scratch.ok) return scratch;
  try {
    const found = await lookAtBoth(order, git, scratch.value);
    if (!found.ok) await scratch.value[Symbol.asyncDispose]();
    return found;
  } catch (error) {
    await scratch.value[Symbol.asyncDispose]();
    throw error;
  }
}

async function lookAtBoth(order: ApplyOrder, git: CloneGit, scratch: Scratch): Promise<Result<Inspected>> {
  const standing = await whereItStands(git);
  if (!standing.ok) return standing;
  let problem: Problem | undefined;
  const commits = await lookAtCommits(order, git, scratch);
  if (!commits.ok) problem = commits.problem;
  const hasHead = await hasCommit(git, scratch, order.head);
  if (!hasHead.ok) return hasHead;
  if (!hasHead.value) problem ??= unknownHead(order.head ?? '');

  const patch = await readSaved(join(order.folder, salvageFiles.changes));
  if (!patch.ok) return patch;
  const sections = readPatch(patch.value);
  if ('fault' in sections) problem ??= explainPatch(sections);
  const changes = 'fault' in sections ? [] : joinSections(sections);
  const present = await readWorktree(
    git,
    scratch,
    changes.map(({ path }) => path),
  );
  if (!present.ok) return present;
  const blobs = await findBlobs(git, scratch, changes);
  if (!blobs.ok) return blobs;
  for (const change of changes)
    change.state = judge(change, present.value.get(change.path), (hash) => blobs.value.has(hash));

  const removed = new Set(
    changes.flatMap(({ path, action, state }) => (action === 'remove' && state === 'clean' ? [path] : [])),
  );
  const newFiles = await lookAtFiles(join(order.folder, salvageFiles.untracked), git.root, removed);
  if (!newFiles.ok) return newFiles;
  const fingerprint = createHash('sha256')
    .update(
      JSON.stringify([
        git.root,
        standing.value,
        [...present.value].toSorted(([one], [other]) => (one < other ? -1 : 1)),
        newFiles.value,
        hasHead.value,
        createHash('sha256').update(patch.value).digest('hex'),
        commits.ok ? commits.value?.head.tips : undefined,
      ]),
    )
    .digest('hex');
  return ok({
    git,
    scratch,
    ...standing.value,
    hasHead: hasHead.value,
    patch: patch.value,
    changes,
    newFiles: newFiles.value,
    commits: commits.ok ? commits.value : undefined,
    fingerprint,
    problem,
    [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
  });
}

/** Merges beside the clone what has to be merged: then every change has its state. */
export async function mergeBeside({ git, scratch, patch, changes }: Inspected): Promise<Result<undefined>> {
  const wanted = changes.filter(({ state }) => state === 'clean' || state === 'undecided');
  const merged = await mergePatch(git, scratch, patchOf(patch, wanted), { writes: false });
  if (!merged.ok) return merged;
  for (const change of wanted) change.state = merged.value.has(change.path) ? 'conflict' : 'clean';
  return ok();
}

async function whereItStands(git: CloneGit) {
  const [head, branch, status] = await Promise.all([
    git.run(['rev-parse', '--verify', '-q', 'HEAD^{commit}']),
    git.run(['symbolic-ref', '-q', '--short', 'HEAD']),
    git.run(['status', '--porcelain', '-z', '--untracked-files=no', '--ignore-submodules=all']),
  ]);
  if (!head.ok) return head;
  if (!branch.ok) return branch;
  if (!status.ok) return status;
  const name = plainText(branch.value.output.toString('utf8'), 200);
  return ok({
    head: head.value.output.toString('latin1').trim(),
    branch: name === '' ? undefined : name,
    hasChanges: status.value.output.length > 0,
  });
}

async function hasCommit(git: CloneGit, { environment }: Scratch, head: string | undefined): Promise<Result<boolean>> {
  if (head === undefined) return ok(true);
  const answer = await git.run(['cat-file', '-e', `${head}^{commit}`], { environment });
  return answer.ok ? ok(answer.value.code === 0) : answer;
}

function unknownHead(head: string): Problem {
  return fail(
    'source-unavailable',
    `This clone does not have the commit ${head.slice(0, 10)} that was checked out on the machine.`,
    'Fetch it from the project’s remote first, or choose another clone.',
  ).problem;
}

async function lookAtCommits(
  order: ApplyOrder,
  git: CloneGit,
  scratch: Scratch,
): Promise<Result<Inspected['commits']>> {
  const path = join(order.folder, salvageFiles.commits);
  if (!(await isThere(path))) return ok(undefined);
  const head = await openBundle(path);
  if (!head.ok) return head;
  const unpacked = await unpackBundle(git, scratch, path, head.value);
  if (!unpacked.ok) return unpacked;
  const { environment } = scratch;
  const tips = head.value.tips.map(({ hash }) => hash);
  const counted = await git.run(['rev-list', '--count', ...tips, '--not', '--all', '--'], { environment });
  if (!counted.ok) return counted;
  const count = Number(counted.value.output.toString('latin1').trim());
  return ok(Number.isSafeInteger(count) && count > 0 ? { head: head.value, count } : undefined);
}

async function findBlobs(
  git: CloneGit,
  { environment }: Scratch,
  changes: readonly Change[],
): Promise<Result<Set<string>>> {
  const hashes = new Set(changes.flatMap(({ sections }) => sections.flatMap(({ oldHash }) => oldHash ?? [])));
  if (hashes.size === 0) return ok(new Set<string>());
  const input = Buffer.from([...hashes].map((hash) => `${hash}\n`).join(''));
  const answer = await git.run(['cat-file', '--batch-check=%(objectname) %(objecttype)'], { input, environment });
  if (!answer.ok) return answer;
  const lines = answer.value.output.toString('latin1').split('\n');
  return ok(new Set(lines.flatMap((line) => (line.endsWith(' blob') ? [line.slice(0, -5)] : []))));
}

async function lookAtFiles(archive: string, root: string, removed: ReadonlySet<string>): Promise<Result<NewFile[]>> {
  return (await isThere(archive)) ? judgeFiles(archive, root, removed) : ok([]);
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** The saved patch; empty when there is none. */
async function readSaved(path: string): Promise<Result<Buffer>> {
  try {
    if ((await stat(path)).size > MAX_PATCH_BYTES)
      return fail('too-large', 'The saved changes are too large to be applied here.', 'Apply changes.patch with git.');
    return ok(await readFile(path));
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? ok(Buffer.alloc(0)) : { ok: false, problem: explainLocal(error, path) };
  }
}

function explainPatch({ fault, detail }: { fault: 'unreadable' | 'unsafe'; detail: string }): Problem {
  const shown = plainText(detail, 300);
  return fault === 'unsafe'
    ? fail(
        'unsafe-name',
        'The saved changes name a file that could lead elsewhere, so none of them is applied.',
        undefined,
        shown,
      ).problem
    : fail(
        'not-supported',
        'The saved changes are not in a form that Jumpseat has made.',
        'Look at changes.patch in the salvage’s folder.',
        shown,
      ).problem;
}
