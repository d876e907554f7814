import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { CONFIG_FILE } from '../config/config-schema.ts';
import { MAX_CONFIG_BYTES } from '../config/parse-config.ts';
import type { Git } from './git.ts';

/** Stands in for a file that is not worth reading whole; it is refused for the same reason. */
const TOO_LARGE = ' '.repeat(MAX_CONFIG_BYTES + 1);

/** A git repository of the person's, as it stands at one moment. We only ever read it. */
export interface Repository {
  /** Root of the work tree. */
  root: string;
  /** Path of the project's folder within it, with `/`; empty for the root. */
  prefix: string;
  /** Full hash of the commit it stands at; undefined while there is none. */
  commit?: string | undefined;
  /** Undefined when HEAD is detached. */
  branch?: string | undefined;
  /** First line of the commit's message. */
  subject?: string | undefined;
  /** jumpseat.yml as it is in the commit. */
  committedConfig?: string | undefined;
}

/** Whether a `.git` lies in the folder or in one above it, without asking git. */
export function mayBeRepository(folder: string): boolean {
  for (let path = folder; ; path = resolve(path, '..')) {
    if (existsSync(resolve(path, '.git'))) return true;
    if (path === resolve(path, '..')) return false;
  }
}

/**
 * The repository a project's folder belongs to. A folder that merely lies inside one, such as an ignored or untracked
 * folder of it, does not belong to it.
 */
export async function findRepository(git: Git, folder: string): Promise<Repository | undefined> {
  if (!mayBeRepository(folder)) return undefined;
  const options = { cwd: folder };
  const root = await git.ask(['rev-parse', '--show-toplevel'], options);
  if (root === undefined) return undefined;
  const prefix = ((await git.ask(['rev-parse', '--show-prefix'], options)) ?? '').replace(/\/$/, '');
  const commit = await git.ask(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], options);
  if (prefix !== '') {
    const tracked = commit === undefined ? undefined : await git.ask(['ls-tree', commit, '--', '.'], options);
    if (tracked === undefined) return undefined;
  }
  const branch = await git.ask(['symbolic-ref', '--quiet', '--short', 'HEAD'], options);
  if (commit === undefined) return { root, prefix, branch };
  const inCommit = (path: string): string => `${commit}:${prefix === '' ? '' : `${prefix}/`}${path}`;
  const hasConfig = (await git.ask(['cat-file', '-t', inCommit(CONFIG_FILE)], options)) === 'blob';
  const configBytes = hasConfig ? Number(await git.ask(['cat-file', '-s', inCommit(CONFIG_FILE)], options)) : 0;
  let committedConfig: string | undefined;
  if (configBytes > MAX_CONFIG_BYTES) committedConfig = TOO_LARGE;
  else if (hasConfig) committedConfig = await git.run(['cat-file', 'blob', inCommit(CONFIG_FILE)], options);
  return {
    root,
    prefix,
    commit,
    branch,
    subject: await git.ask(['log', '-1', '--no-show-signature', '--format=%s', commit], options),
    committedConfig,
  };
}
