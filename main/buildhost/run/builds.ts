import { join } from 'node:path';
import type { Problem, Result } from '../../contract/problem.ts';
import { describe, fail, ok } from '../../lib/result.ts';
import { CONFIG_FILE, type ConfigFile } from '../config/config-schema.ts';
import { parseConfig } from '../config/parse-config.ts';
import { newId } from '../new-id.ts';
import type { CurrentProject, Projects } from '../projects/projects.ts';
import { removeTree } from '../source/remove-tree.ts';
import type { Sighting } from '../source/sources.ts';
import type { StoredBuild } from '../storage/build-table.ts';
import { INTERRUPTED_MESSAGE } from '../storage/interrupted.ts';
import type { Source } from '../storage/source-table.ts';
import type { BuildQueue } from './build-queue.ts';
import type { Machine } from './machine.ts';
import { artifactsFolderOf, runBuild, type BuildRun, type RunContext } from './run-build.ts';
import { stateAfterStop, stopReason, type StopReason } from './stop-reason.ts';

/** So many builds are kept of each project; older ones are forgotten with their logs, artifacts and sources. */
export const KEPT_BUILDS = 200;

/** How a session takes part in the build that was made for it. */
export interface AccessHooks extends Required<Pick<BuildRun, 'onMachine' | 'onCheckedOut' | 'logsFolder'>> {
  onStarted(): void;
  /** The steps are done, or never were; the machines are the session's to dispose of from now on. */
  onFinished(): void;
}

interface Options {
  context: RunContext;
  projects: Projects;
  queue: BuildQueue;
  /** Builds of a project beyond these are forgotten. */
  keptBuilds: number;
  /** A session still stands on this build. */
  isHeld(buildId: string): boolean;
}

export interface Builds {
  /**
   * Builds the project's folder. `kept` settles when the folder may change again without changing the build.
   * `project-missing`, `project-config-missing`, `project-config-invalid`
   */
  run(projectId: string, includeUncommitted: boolean): Promise<Result<{ buildId: string; kept: Promise<unknown> }>>;
  /** Same source, same configuration; `access` is asked just before the build begins. `not-found`, `source-unavailable` */
  rebuild(buildId: string, access?: (build: StoredBuild) => AccessHooks): Promise<Result<StoredBuild>>;
  cancel(buildId: string, reason: StopReason): Promise<Result<undefined>>;
  /** Forgets what lies beyond the kept builds. */
  prune(projectId: string): Promise<void>;
  /** Forgets a build with its files; its source goes when no other build needs it. */
  remove(buildIds: string[], projectId: string): Promise<void>;
  /** Resolves when no folder is being taken in any more. */
  settle(): Promise<void>;
}

function notFound(): { ok: false; problem: Problem } {
  return fail('not-found', 'This build is not in the list any more.');
}

/** The configuration that counts: the commit's own, unless the folder is built as it is. */
function chooseConfig({ status }: CurrentProject, sighting: Sighting, includeUncommitted: boolean): Result<ConfigFile> {
  const committed = sighting.repository?.committedConfig;
  if (includeUncommitted || committed === undefined) {
    if (status.file !== undefined) return ok(status.file);
    return { ok: false, problem: status.problem ?? fail('internal', `${CONFIG_FILE} cannot be read.`).problem };
  }
  const parsed = parseConfig(committed);
  if (parsed.ok) return ok(parsed.config);
  const [first] = parsed.mistakes;
  return fail(
    'project-config-invalid',
    `${CONFIG_FILE} of the last commit, line ${first?.line}, column ${first?.column}: ${first?.message}`,
    'Commit a corrected file, or build with uncommitted changes.',
  );
}

export function createBuilds({ context, projects, queue, keptBuilds, isHeld }: Options): Builds {
  const { records, sources, clock } = context;
  const { storage } = records;
  /** Sources that are still being taken in. */
  const keeping = new Map<string, Promise<unknown>>();

  function finishUnrun(buildId: string, state: StoredBuild['state'], message?: string): void {
    for (const step of storage.steps.list(buildId)) {
      if (step.state === 'pending') records.updateStep(buildId, step, { state: 'skipped' });
      if (step.state === 'running') records.updateStep(buildId, step, { state: 'failed', finishedAt: clock.now() });
    }
    records.update(buildId, { state, finishedAt: clock.now(), ...(message === undefined ? {} : { message }) });
  }

  function dropped(build: StoredBuild, reason: StopReason, access: AccessHooks | undefined): void {
    finishUnrun(build.id, stateAfterStop[reason], reason === 'closing' ? INTERRUPTED_MESSAGE : undefined);
    access?.onFinished();
  }

  async function execute(
    build: StoredBuild,
    stop: AbortSignal,
    start: { kept: Promise<Result<Source>>; access: AccessHooks | undefined },
  ): Promise<void> {
    const { access } = start;
    let machines: Machine[] = [];
    try {
      const kept = await start.kept;
      const project = storage.projects.get(build.projectId);
      if (!kept.ok) finishUnrun(build.id, 'failed', `${kept.problem.message} ${kept.problem.hint ?? ''}`.trim());
      else if (project === undefined || stop.aborted) dropped(build, stopReason(stop) ?? 'cancelled', undefined);
      else {
        access?.onStarted();
        machines = await runBuild(context, {
          build,
          source: kept.value,
          projectName: project.name,
          projectFolder: project.folder,
          stop,
          onMachine: access?.onMachine,
          onCheckedOut: access?.onCheckedOut,
          logsFolder: access?.logsFolder,
        });
        if (stopReason(stop) === 'closing') records.update(build.id, { message: INTERRUPTED_MESSAGE });
      }
    } catch (error) {
      context.log(`build ${build.id} broke off: ${describe(error)}`);
      try {
        finishUnrun(build.id, 'failed', `The build could not go on: ${describe(error)}.`);
      } catch (second) {
        // It stays "running" in the list until the next start, which takes it for interrupted.
        context.log(`the end of build ${build.id} could not be stored: ${describe(second)}`);
      }
    }
    if (access === undefined) {
      await Promise.all(machines.map((machine) => machine[Symbol.asyncDispose]()));
      await removeTree(join(context.workspacesFolder, build.id)).catch(() => {});
    } else access.onFinished();
    await prune(build.projectId).catch((error: unknown) => context.log(`pruning failed: ${describe(error)}`));
  }

  function enqueue(build: StoredBuild, kept: Promise<Result<Source>>, access?: AccessHooks): void {
    records.add(build);
    queue.add({
      buildId: build.id,
      hasAccess: build.hasAccess,
      run: (stop) => execute(build, stop, { kept, access }),
      onDropped: (reason) => dropped(build, reason, access),
    });
  }

  /** Never rejects. */
  async function keep(
    build: StoredBuild,
    sighting: Sighting,
    folder: string,
    uncommitted: boolean,
  ): Promise<Result<Source>> {
    try {
      const kept = await sources.keep(sighting, folder, uncommitted);
      if (!kept.ok) return kept;
      storage.sources.setKept(kept.value);
      const hasUncommitted = kept.value.kind === 'git' && kept.value.state !== undefined;
      if (hasUncommitted !== build.hasUncommitted) records.update(build.id, { hasUncommitted });
      return kept;
    } catch (error) {
      return fail('source-unavailable', `What to build could not be kept: ${describe(error)}.`);
    }
  }

  async function remove(buildIds: string[], projectId: string): Promise<void> {
    for (const buildId of buildIds) {
      records.remove(buildId);
      await removeTree(artifactsFolderOf(context, buildId));
    }
    await sources.release(storage.transaction(() => storage.sources.removeUnused(projectId)));
    storage.shrink();
  }

  async function prune(projectId: string): Promise<void> {
    const old = storage.builds.beyond(projectId, keptBuilds).filter((id) => !isHeld(id));
    if (old.length > 0) await remove(old, projectId);
  }

  return {
    async run(projectId, includeUncommitted) {
      const refreshed = await projects.refresh(projectId);
      if (!refreshed.ok) return refreshed;
      const { stored: project, status } = refreshed.value;
      if (status.config === 'folder-missing' && status.problem !== undefined)
        return { ok: false, problem: status.problem };
      const sighting = await sources.look(projectId, project.folder);
      const config = chooseConfig(refreshed.value, sighting, includeUncommitted);
      if (!config.ok) return config;
      const { repository, subject, source } = sighting;
      const build: StoredBuild = {
        id: newId('b'),
        projectId,
        sourceId: source.id,
        number: storage.projects.takeNumber(projectId),
        title: subject ?? (repository === undefined ? 'The folder as it was' : 'No commits yet'),
        hasUncommitted: false,
        state: 'queued',
        config: config.value,
        hasAccess: false,
        queuedAt: clock.now(),
      };
      storage.sources.add(source);
      const kept = keep(build, sighting, project.folder, includeUncommitted);
      keeping.set(source.id, kept);
      void kept.then(() => keeping.delete(source.id));
      enqueue(build, kept);
      return ok({ buildId: build.id, kept });
    },

    async rebuild(buildId, access) {
      const original = storage.builds.get(buildId);
      await keeping.get(original?.sourceId ?? '');
      const source = original === undefined ? undefined : storage.sources.get(original.sourceId);
      const project = original === undefined ? undefined : storage.projects.get(original.projectId);
      if (original === undefined || source === undefined || project === undefined) return notFound();
      const checked = await sources.check(source, project.folder);
      if (!checked.ok) return checked;
      const build: StoredBuild = {
        id: newId('b'),
        projectId: original.projectId,
        sourceId: original.sourceId,
        number: storage.projects.takeNumber(original.projectId),
        title: original.title,
        hasUncommitted: original.hasUncommitted,
        state: 'queued',
        config: original.config,
        rebuildOf: original.id,
        hasAccess: access !== undefined,
        queuedAt: clock.now(),
      };
      enqueue(build, Promise.resolve(ok(source)), access?.(build));
      return ok(build);
    },

    async cancel(buildId, reason) {
      if (storage.builds.get(buildId) === undefined) return notFound();
      await queue.stop(buildId, reason);
      return ok();
    },

    prune,
    remove,

    async settle() {
      await Promise.all(keeping.values());
    },
  };
}
