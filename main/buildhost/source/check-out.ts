import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Source } from '../storage/source-table.ts';
import type { Git } from './git.ts';
import { copyFolder } from './plain-copy.ts';
import { ANCHOR_BRANCH } from './snapshot-store.ts';

/** Changed files are listed in the log up to this many. */
const LISTED_FILES = 20;

export interface CheckOutRequest {
  git: Git | undefined;
  source: Source;
  /** Our bare repository, or the plain copy. */
  store: string;
  /** Root of the person's folder or repository; what `origin` is set to. */
  origin: string;
  /** The new folder. */
  target: string;
  buildNumber: number;
  say(line: string): void;
  onOutput(bytes: Buffer): void;
  signal?: AbortSignal | undefined;
}

/** Makes the folder a build runs in: a clone at the commit, with the uncommitted changes if they belong to it. */
export async function checkOut(request: CheckOutRequest): Promise<void> {
  const { source, git, origin, store, target, signal, say } = request;
  if (source.kind === 'copy') {
    say(`Copying ${origin} as it was when the build was started`);
    return copyFolder(store, target, signal);
  }
  if (git === undefined) throw new Error('Git is not installed any more, and this build was kept with it');
  if (source.kind === 'folder') {
    say(`Copying ${origin} as it was when the build was started`);
    return layOut(request, git);
  }
  say(`Cloning ${origin}`);
  await cloneStore(request, git);
  if (source.commit === undefined) say('The repository has no commits yet: this is its folder as it was');
  if (source.state !== undefined) await applyState(request, git, source.state);
  const submodules = await listSubmodules(git, target);
  if (submodules.length > 0)
    say(
      `Submodules are not checked out (${submodules.join(', ')}). ` +
        'If the build needs them, make "git submodule update --init" the first step.',
    );
}

/** Repositories within the repository that a commit names. */
async function listSubmodules(git: Git, target: string): Promise<string[]> {
  const entries = (await git.run(['ls-files', '--stage', '-z'], { cwd: target })).split('\0');
  return entries.filter((entry) => entry.startsWith('160000 ')).map((entry) => entry.slice(entry.indexOf('\t') + 1));
}

/** Writes the kept files into a folder that is no repository. */
async function layOut({ source, store, target, signal }: CheckOutRequest, git: Git): Promise<void> {
  mkdirSync(target, { recursive: true });
  const index = `${target}.index`;
  const env = { GIT_DIR: store, GIT_WORK_TREE: target, GIT_INDEX_FILE: index };
  const options = { cwd: target, env, signal };
  try {
    await git.run(['read-tree', source.state ?? ''], options);
    await git.run(['checkout-index', '--all', '--quiet'], options);
  } finally {
    rmSync(index, { force: true });
  }
}

async function cloneStore({ source, store, target, origin, ...request }: CheckOutRequest, git: Git): Promise<void> {
  const { signal, onOutput } = request;
  const inside = { cwd: target, signal };
  await git.run(['clone', '--quiet', '--local', '--no-checkout', '--template=', store, target], {
    cwd: join(target, '..'),
    signal,
  });
  await git.run(['remote', 'set-url', 'origin', origin], inside);
  for (const name of ['user.name', 'user.email']) {
    const value = await git.ask(['config', '--get', name], { cwd: origin });
    if (value !== undefined) await git.run(['config', name, value], inside);
  }
  const { branch, commit } = source;
  if (branch === undefined) await git.run(['update-ref', '--no-deref', 'HEAD', commit ?? ''], inside);
  else {
    await git.run(['symbolic-ref', 'HEAD', `refs/heads/${branch}`], inside);
    if (commit !== undefined) {
      await git.run(['update-ref', `refs/heads/${branch}`, commit], inside);
      await git.run(['update-ref', `refs/remotes/origin/${branch}`, commit], inside);
    }
    await git.run(['config', `branch.${branch}.remote`, 'origin'], inside);
    await git.run(['config', `branch.${branch}.merge`, `refs/heads/${branch}`], inside);
    // Git refuses a push to the branch that is checked out in the person's folder, so `git push` makes one beside it.
    const refspec = `refs/heads/${branch}:refs/heads/jumpseat/build-${request.buildNumber}`;
    await git.run(['config', 'remote.origin.push', refspec], inside);
  }
  await git.ask(['symbolic-ref', '--delete', 'refs/remotes/origin/HEAD'], inside);
  for (const ref of [`refs/heads/${ANCHOR_BRANCH}`, `refs/remotes/origin/${ANCHOR_BRANCH}`])
    await git.run(['update-ref', '-d', ref], inside);
  if (commit !== undefined) await git.run(['reset', '--hard', commit], { ...inside, onOutput });
}

/** Makes the kept state the work tree, and leaves index and HEAD at the commit: uncommitted, as it was. */
async function applyState({ source, target, signal, say }: CheckOutRequest, git: Git, state: string): Promise<void> {
  const inside = { cwd: target, signal };
  if (source.commit === undefined) {
    await git.run(['read-tree', '-m', '-u', state], inside);
    await git.run(['read-tree', '--empty'], inside);
    return;
  }
  await git.run(['read-tree', '-m', '-u', 'HEAD', state], inside);
  await git.run(['reset', '--quiet', '--mixed'], inside);
  const changes = (await git.run(['status', '--short', '--untracked-files=all'], inside)).trimEnd().split('\n');
  say(`With uncommitted changes in ${changes.length === 1 ? '1 file' : `${changes.length} files`}:`);
  for (const change of changes.slice(0, LISTED_FILES)) say(`  ${change}`);
  if (changes.length > LISTED_FILES) say(`  and ${changes.length - LISTED_FILES} more`);
}
