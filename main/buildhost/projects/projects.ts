import { realpathSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD_HOST_ACCOUNT } from '../../contract/buildhost-control.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import type { Project } from '../../contract/project.ts';
import type { Clock } from '../../lib/clock.ts';
import { describe, fail, ok } from '../../lib/result.ts';
import { CONFIG_FILE } from '../config/config-schema.ts';
import { draftConfig } from '../config/draft-config.ts';
import { parseConfig } from '../config/parse-config.ts';
import { newId } from '../new-id.ts';
import type { Emit } from '../run/build-records.ts';
import { isWithin, type Sources } from '../source/sources.ts';
import type { StoredProject } from '../storage/project-table.ts';
import type { Storage } from '../storage/storage.ts';
import { folderName, readStatus, type ProjectStatus } from './project-status.ts';

interface Options {
  storage: Storage;
  sources: Sources;
  clock: Clock;
  emit: Emit;
  dataFolder: string;
  /** A project's name changed, which its builds show too. */
  onRenamed(projectId: string): void;
}

/** A project with what its folder says at the moment. */
export interface CurrentProject {
  stored: StoredProject;
  status: ProjectStatus;
}

/** The folders that can be built. What they say is read again when asked to, and before each build. */
export interface Projects {
  list(): Promise<Project[]>;
  /** `project-missing`, `not-allowed` */
  add(folder: string, isSample?: boolean): Promise<Result<{ projectId: string }>>;
  /** Reads the folder again and tells what it says. `not-found` */
  refresh(projectId: string): Promise<Result<CurrentProject>>;
  /** Shows why the sample project could not be made, until it is looked at again. */
  reportSample(folder: string, problem: Problem): Promise<void>;
  draftConfig(projectId: string): Promise<Result<{ text: string; basedOn: string }>>;
  /** `project-config-invalid`, `not-allowed` when a file is there, `storage-failed` */
  writeConfig(projectId: string, text: string): Promise<Result<undefined>>;
  forget(projectId: string): void;
}

function notFound(): { ok: false; problem: Problem } {
  return fail('not-found', 'This project is not in the list any more.');
}

export function createProjects(options: Options): Projects {
  const { storage, sources, clock, emit } = options;
  /** Problems that are not the folder's, by project. */
  const reported = new Map<string, Problem>();

  async function toProject({ id, folder, isSample, name }: StoredProject, status: ProjectStatus): Promise<Project> {
    const isGit = status.config !== 'folder-missing' && (await sources.isRepository(folder));
    const { config, mistakes } = status;
    const problem = reported.get(id) ?? status.problem;
    return {
      id,
      accountId: BUILD_HOST_ACCOUNT,
      name: status.name ?? name,
      folder,
      isGit,
      isSample,
      config,
      mistakes,
      problem,
    };
  }

  async function refresh(projectId: string): Promise<Result<CurrentProject>> {
    const stored = storage.projects.get(projectId);
    if (stored === undefined) return notFound();
    const status = readStatus(stored.folder);
    reported.delete(projectId);
    const project = await toProject(stored, status);
    if (storage.projects.get(projectId) === undefined) return notFound();
    if (project.name !== stored.name) {
      storage.projects.rename(projectId, project.name);
      options.onRenamed(projectId);
    }
    emit('project', { projectId, project });
    return ok({ stored: { ...stored, name: project.name }, status });
  }

  return {
    list: () => Promise.all(storage.projects.list().map((stored) => toProject(stored, readStatus(stored.folder)))),

    async add(chosen, isSample = false) {
      let folder: string;
      try {
        folder = realpathSync(chosen);
        if (!statSync(folder).isDirectory()) throw new Error('it is not a folder');
      } catch (error) {
        return fail(
          'project-missing',
          `${chosen} cannot be added: it is not a folder that can be read.`,
          'Choose another folder.',
          describe(error),
        );
      }
      if (isWithin(folder, realpathSync(options.dataFolder)))
        return fail(
          'not-allowed',
          `${folder} holds the data of Jumpseat itself, so it cannot be built.`,
          'Choose a folder further down.',
        );
      const known = storage.projects.findByFolder(folder);
      const id = known?.id ?? newId('p');
      if (known === undefined) storage.projects.add({ id, folder, name: folderName(folder), isSample }, clock.now());
      await refresh(id);
      return ok({ projectId: id });
    },

    refresh,

    draftConfig(projectId) {
      const stored = storage.projects.get(projectId);
      if (stored === undefined) return Promise.resolve(notFound());
      try {
        return Promise.resolve(ok(draftConfig(stored.folder, process.platform)));
      } catch (error) {
        const message = `The folder ${stored.folder} cannot be read.`;
        return Promise.resolve(fail('project-missing', message, 'Put it back or connect its disk.', describe(error)));
      }
    },

    async writeConfig(projectId, text) {
      const stored = storage.projects.get(projectId);
      if (stored === undefined) return notFound();
      const parsed = parseConfig(text);
      const [mistake] = parsed.ok ? [] : parsed.mistakes;
      if (mistake !== undefined) {
        const message = `Line ${mistake.line}, column ${mistake.column}: ${mistake.message}`;
        return fail('project-config-invalid', message, 'Correct it and save again.');
      }
      try {
        // It was added under its real path; should a link stand there now, what it leads to was never chosen.
        if (realpathSync(stored.folder) !== stored.folder)
          return fail('not-allowed', `${stored.folder} leads elsewhere now; nothing was written.`, 'Add that folder.');
        writeFileSync(join(stored.folder, CONFIG_FILE), text, { flag: 'wx' });
      } catch (error) {
        const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
        if (isThere)
          return fail('not-allowed', `There already is a ${CONFIG_FILE}; it was not changed.`, 'Edit that one.');
        return fail('storage-failed', `${CONFIG_FILE} could not be written: ${describe(error)}.`, 'Check the folder.');
      }
      await refresh(projectId);
      return ok();
    },

    async reportSample(folder, problem) {
      const known = storage.projects.list().find(({ isSample }) => isSample);
      const stored = known ?? { id: newId('p'), folder, name: folderName(folder), isSample: true };
      if (known === undefined) storage.projects.add(stored, clock.now());
      reported.set(stored.id, problem);
      emit('project', { projectId: stored.id, project: await toProject(stored, readStatus(folder)) });
    },

    forget(projectId) {
      storage.transaction(() => storage.projects.remove(projectId));
      emit('project', { projectId, project: null });
    },
  };
}
