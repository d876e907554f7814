import { existsSync, mkdirSync } from 'node:fs';
import { join, relative, isAbsolute } from 'node:path';
import type { Result } from '../../contract/problem.ts';
import { describe, fail, ok } from '../../lib/result.ts';
import { newId } from '../new-id.ts';
import type { Source } from '../storage/source-table.ts';
import { checkOut, type CheckOutRequest } from './check-out.ts';
import type { Git } from './git.ts';
import { copyFolder } from './plain-copy.ts';
import { removeTree } from './remove-tree.ts';
import { findRepository, type Repository } from './repository.ts';
import { serialise } from './serialise.ts';
import { commitRef, fetchCommit, keepState, NestedRepositories, stateRef } from './snapshot-store.ts';

/** What a project's folder is at the moment a build is asked for. */
export interface Sighting {
  source: Source;
  repository?: Repository | undefined;
  /** First line of the commit's message. */
  subject?: string | undefined;
}

interface Options {
  git: Git | undefined;
  /** Where repositories and copies of ours are kept. */
  folder: string;
  log(line: string): void;
}

/** Whether `path` is `folder` or lies in it. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

/** Keeps exactly what builds were made of, so that a rebuild is of the same, whatever became of the folder. */
export interface Sources {
  hasGit: boolean;
  isRepository(folder: string): Promise<boolean>;
  /** Looks at the folder; quick, keeps nothing yet. */
  look(projectId: string, folder: string): Promise<Sighting>;
  /** Keeps what was seen. Gives the source as it was kept. `source-unavailable` */
  keep(sighting: Sighting, folder: string, includeUncommitted: boolean): Promise<Result<Source>>;
  /** Whether a build could be repeated. `source-unavailable` */
  check(source: Source, folder: string): Promise<Result<undefined>>;
  checkOut(
    source: Source,
    folder: string,
    request: Omit<CheckOutRequest, 'git' | 'source' | 'store' | 'origin'>,
  ): Promise<void>;
  /** Forgets sources that no build needs any more. */
  release(sources: Source[]): Promise<void>;
  removeProject(projectId: string): Promise<void>;
}

export function createSources({ git, folder: root, log }: Options): Sources {
  const queues = new Map<string, ReturnType<typeof serialise>>();
  const storeOf = (projectId: string): string => join(root, `${projectId}.git`);
  const copyOf = ({ projectId, id }: Source): string => join(root, `${projectId}-copies`, id);

  /** One thing at a time in each of our repositories. */
  function inTurn<T>(projectId: string, task: () => Promise<T>): Promise<T> {
    const queue = queues.get(projectId) ?? serialise();
    queues.set(projectId, queue);
    return queue(task);
  }

  async function copy(source: Source, folder: string): Promise<Source> {
    const target = copyOf(source);
    mkdirSync(join(target, '..'), { recursive: true });
    await copyFolder(folder, target);
    return { ...source, kind: 'copy' };
  }

  async function keep({ source, repository }: Sighting, folder: string, includeUncommitted: boolean): Promise<Source> {
    if (git === undefined) return copy(source, folder);
    const store = storeOf(source.projectId);
    if (repository?.commit !== undefined)
      await fetchCommit(git, store, { ...repository, commit: repository.commit }, source.id);
    if (repository?.commit !== undefined && !includeUncommitted) return source;
    const temporaryFile = join(root, `${source.id}.index`);
    try {
      const whole = repository?.root ?? folder;
      const state = await keepState({ git, store, sourceId: source.id, folder: whole, repository, temporaryFile });
      return { ...source, state };
    } catch (error) {
      if (error instanceof NestedRepositories) return copy(source, folder);
      throw error;
    }
  }

  async function holds(source: Source): Promise<boolean> {
    if (source.kind === 'copy') return existsSync(copyOf(source));
    const store = storeOf(source.projectId);
    if (git === undefined || !existsSync(store)) return false;
    for (const hash of [source.commit, source.state]) {
      if (hash === undefined) continue;
      if ((await git.ask(['cat-file', '-t', hash], { cwd: store })) !== 'commit') return false;
    }
    return true;
  }

  return {
    hasGit: git !== undefined,

    async isRepository(folder) {
      return git !== undefined && (await findRepository(git, folder)) !== undefined;
    },

    async look(projectId, folder) {
      const repository = git === undefined ? undefined : await findRepository(git, folder);
      const { commit, branch, subject, prefix = '' } = repository ?? {};
      const kind = repository === undefined ? 'folder' : 'git';
      return { source: { id: newId('src'), projectId, kind, commit, branch, prefix }, repository, subject };
    },

    async keep(sighting, folder, includeUncommitted) {
      mkdirSync(root, { recursive: true });
      try {
        return ok(await inTurn(sighting.source.projectId, () => keep(sighting, folder, includeUncommitted)));
      } catch (error) {
        return fail(
          'source-unavailable',
          `The project's folder could not be read for this build: ${describe(error)}`,
          'Put that right in the folder, then build again.',
        );
      }
    },

    async check(source, folder) {
      if (await holds(source)) return ok();
      const hint = 'Start a new build of the project instead.';
      const gone = fail('source-unavailable', 'What this build was made of is not kept any more.', hint);
      const { commit } = source;
      if (git === undefined || commit === undefined || source.state !== undefined) return gone;
      // Our copy is lost, but the person's repository may still have the commit.
      const repository = await findRepository(git, folder).catch(() => undefined);
      if (repository === undefined) return gone;
      try {
        await inTurn(source.projectId, () =>
          fetchCommit(git, storeOf(source.projectId), { ...repository, commit }, source.id),
        );
        return ok();
      } catch {
        return gone;
      }
    },

    async checkOut(source, folder, request) {
      const store = source.kind === 'copy' ? copyOf(source) : storeOf(source.projectId);
      const origin = source.prefix === '' ? folder : folder.slice(0, -source.prefix.length - 1);
      await inTurn(source.projectId, () => checkOut({ ...request, git, source, store, origin }));
    },

    async release(sources) {
      for (const source of sources) {
        const { projectId, id } = source;
        await inTurn(projectId, async () => {
          if (source.kind === 'copy') return removeTree(copyOf(source));
          const store = storeOf(projectId);
          if (git === undefined || !existsSync(store)) return;
          for (const ref of [commitRef(id), stateRef(id)]) await git.run(['update-ref', '-d', ref], { cwd: store });
        }).catch((error: unknown) => log(`source ${id} could not be removed: ${describe(error)}`));
      }
      for (const projectId of new Set(sources.map((source) => source.projectId))) {
        const store = storeOf(projectId);
        if (git === undefined || !existsSync(store)) continue;
        // What was uncommitted may be private and is nowhere else; what was committed can wait for the next packing.
        const hadState = sources.some((source) => source.projectId === projectId && source.state !== undefined);
        const collect = ['-c', 'gc.auto=6700', '-c', 'gc.autoDetach=false', 'gc', '--auto', '--quiet', '--prune=now'];
        await inTurn(projectId, async () => {
          if (hadState) await git.ask(['prune', '--expire=now'], { cwd: store });
          await git.ask(collect, { cwd: store });
        });
      }
    },

    async removeProject(projectId) {
      await inTurn(projectId, async () => {
        await removeTree(storeOf(projectId));
        await removeTree(join(root, `${projectId}-copies`));
      });
      queues.delete(projectId);
    },
  };
}
