import { copyFileSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { Git, GitOptions } from './git.ts';
import type { Repository } from './repository.ts';

/** The branch our repositories stand at; any commit will do, a clone of one just needs something to point at. */
export const ANCHOR_BRANCH = '_jumpseat_source';

/** Settings of the person's repository that decide what `git add` makes of a file. */
const copiedSettings =
  /^core\.(?:autocrlf|eol|filemode|ignorecase|symlinks|precomposeunicode|safecrlf|excludesfile|protectntfs|protecthfs|longpaths)$/;

const identity = {
  GIT_AUTHOR_NAME: 'Jumpseat',
  GIT_AUTHOR_EMAIL: 'jumpseat@localhost',
  GIT_COMMITTER_NAME: 'Jumpseat',
  GIT_COMMITTER_EMAIL: 'jumpseat@localhost',
};

export const commitRef = (sourceId: string): string => `refs/jumpseat/${sourceId}/commit`;
export const stateRef = (sourceId: string): string => `refs/jumpseat/${sourceId}/state`;

/** A folder that was not kept whole: it holds repositories of its own, which git does not look into. */
export class NestedRepositories extends Error {}

/** A bare repository of ours, made when it is first needed. */
async function openStore(git: Git, store: string, repository: Repository | undefined): Promise<void> {
  if (existsSync(join(store, 'HEAD'))) return;
  rmSync(store, { recursive: true, force: true });
  mkdirSync(dirname(store), { recursive: true });
  const cwd = dirname(store);
  if (repository?.commit !== undefined && !(await borrowsObjects(git, repository))) {
    // Object files are never changed in place, so a clone on the same disk may share them by hard links.
    await git.ask(['clone', '--quiet', '--bare', '--local', '--template=', repository.root, store], { cwd });
    if (existsSync(join(store, 'HEAD'))) {
      const heads = await git.run(['for-each-ref', '--format=delete %(refname)', 'refs/heads'], { cwd: store });
      await git.run(['symbolic-ref', 'HEAD', `refs/heads/${ANCHOR_BRANCH}`], { cwd: store });
      await git.run(['update-ref', '--stdin'], { cwd: store, input: heads });
      return;
    }
    rmSync(store, { recursive: true, force: true });
  }
  const format =
    repository === undefined
      ? undefined
      : await git.ask(['rev-parse', '--show-object-format'], { cwd: repository.root });
  const options = format === undefined || format === 'sha1' ? [] : [`--object-format=${format}`];
  await git.run(['init', '--quiet', '--bare', '--template=', ...options, store], { cwd });
  await git.run(['symbolic-ref', 'HEAD', `refs/heads/${ANCHOR_BRANCH}`], { cwd: store });
}

async function gitPath(git: Git, root: string, path: string): Promise<string | undefined> {
  const found = await git.ask(['rev-parse', '--git-path', path], { cwd: root });
  return found === undefined || isAbsolute(found) ? found : join(root, found);
}

async function borrowsObjects(git: Git, { root }: Repository): Promise<boolean> {
  const alternates = await gitPath(git, root, 'objects/info/alternates');
  return alternates !== undefined && existsSync(alternates);
}

/** Brings a commit of the person's repository into ours, with the tags it has. */
export async function fetchCommit(
  git: Git,
  store: string,
  repository: Repository & { commit: string },
  sourceId: string,
): Promise<void> {
  await openStore(git, store, repository);
  const { commit, root } = repository;
  const from = ['fetch', '--quiet', '--no-tags', '--update-shallow', root];
  await git.run([...from, `+${commit}:${commitRef(sourceId)}`, '+refs/tags/*:refs/tags/*'], { cwd: store });
  await git.run(['update-ref', `refs/heads/${ANCHOR_BRANCH}`, commit], { cwd: store });
}

/** The settings and exclusions that `git add` would heed in the person's own repository. */
async function localRules(git: Git, store: string, root: string): Promise<string[]> {
  mkdirSync(join(store, 'info'), { recursive: true });
  const ours = join(store, 'info', 'exclude');
  const theirs = await gitPath(git, root, 'info/exclude');
  if (theirs !== undefined && existsSync(theirs) && statSync(theirs).isFile()) copyFileSync(theirs, ours);
  else writeFileSync(ours, '');
  const settings = await git.run(['config', '--null', '--list'], { cwd: root });
  return settings.split('\0').flatMap((entry) => {
    const [name = '', value] = entry.split('\n');
    return copiedSettings.test(name.toLowerCase()) && value !== undefined ? ['-c', `${name}=${value}`] : [];
  });
}

/** In a sparse checkout most files are missing on purpose, not deleted. */
async function keepSparse(git: Git, root: string, options: GitOptions): Promise<void> {
  if ((await git.ask(['config', '--bool', 'core.sparseCheckout'], { cwd: root })) !== 'true') return;
  const files = await git.run(['ls-files', '-t', '-z', '--full-name'], { cwd: root });
  const skipped = files.split('\0').filter((entry) => entry.startsWith('S '));
  const input = skipped.map((entry) => `${entry.slice(2)}\0`).join('');
  await git.run(['update-index', '-z', '--skip-worktree', '--stdin'], { ...options, input });
}

export interface SnapshotRequest {
  git: Git;
  /** Our bare repository. */
  store: string;
  sourceId: string;
  /** What to take in: the work tree of `repository`, or any folder. */
  folder: string;
  repository?: Repository | undefined;
  /** For the index, which is thrown away. */
  temporaryFile: string;
}

/**
 * Keeps the folder as it is now, as a commit of ours: everything that is not ignored. Gives undefined when that is just
 * what the repository's commit holds. The person's repository, its index included, is left alone.
 */
export async function keepState(request: SnapshotRequest): Promise<string | undefined> {
  const { git, store, sourceId, folder, repository, temporaryFile } = request;
  await openStore(git, store, repository);
  const env = { ...identity, GIT_DIR: store, GIT_WORK_TREE: folder, GIT_INDEX_FILE: temporaryFile };
  const options = { cwd: folder, env };
  try {
    const rules = repository === undefined ? [] : await localRules(git, store, repository.root);
    const parent = repository?.commit;
    if (parent !== undefined) {
      await git.run(['read-tree', parent], options);
      await keepSparse(git, folder, options);
    }
    await git.run([...rules, 'add', '--all', '.'], options);
    if (repository === undefined) {
      const entries = (await git.run(['ls-files', '--stage', '-z'], options)).split('\0');
      if (entries.some((entry) => entry.startsWith('160000 '))) throw new NestedRepositories();
    }
    const tree = (await git.run(['write-tree'], options)).trim();
    if (parent !== undefined && (await git.ask(['rev-parse', `${parent}^{tree}`], { cwd: store })) === tree)
      return undefined;
    const parents = parent === undefined ? [] : ['-p', parent];
    const state = (await git.run(['commit-tree', tree, ...parents, '-m', 'The folder as it was'], options)).trim();
    await git.run(['update-ref', stateRef(sourceId), state], { cwd: store });
    if (parent === undefined) await git.run(['update-ref', `refs/heads/${ANCHOR_BRANCH}`, state], { cwd: store });
    return state;
  } finally {
    rmSync(temporaryFile, { force: true });
    rmSync(`${temporaryFile}.lock`, { force: true });
  }
}
