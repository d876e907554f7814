import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { buildHostCalls } from '../contract/buildhost-control.ts';
import type { Problem, Result } from '../contract/problem.ts';
import type { Clock } from '../lib/clock.ts';
import { createSteadyTime } from '../lib/steady-time.ts';
import { describe, fail, ok } from '../lib/result.ts';
import type { Handlers } from '../lib/rpc.ts';
import type { MachineServer, MachineServerOptions } from './access/machine-server.ts';
import { baseEnvironment, cleanEnvironment } from './environment/base-environment.ts';
import { createProjects, type Projects } from './projects/projects.ts';
import { BuildQueue } from './run/build-queue.ts';
import { BuildRecords, type Emit } from './run/build-records.ts';
import { createBuilds, KEPT_BUILDS, type Builds } from './run/builds.ts';
import { endLeftoverProcesses } from './run/leftover-processes.ts';
import { readLog } from './run/read-log.ts';
import type { RunContext } from './run/run-build.ts';
import { createSample } from './sample/create-sample.ts';
import { HostedSessions } from './sessions/sessions.ts';
import { findGit, type Git } from './source/git.ts';
import { removeTree } from './source/remove-tree.ts';
import { createSources, type Sources } from './source/sources.ts';
import { openDatabase } from './storage/database.ts';
import { markInterrupted } from './storage/interrupted.ts';
import { createStorage } from './storage/storage.ts';

export interface BuildHostOptions {
  clock: Clock;
  /** Milliseconds since the computer was started, its sleep included. Without it nobody sets the clock. */
  uptimeMs?: () => number;
  emit: Emit;
  /** The environment builds start from; asked for once, when it is first needed. */
  environment?: () => Promise<Record<string, string>>;
  startServer?: (options: MachineServerOptions) => Promise<MachineServer>;
  /** Builds of a project that are kept. */
  keptBuilds?: number;
}

/** Everything that belongs to one open data folder. */
interface Opened {
  records: BuildRecords;
  sources: Sources;
  projects: Projects;
  builds: Builds;
  sessions: HostedSessions;
  queue: BuildQueue;
  resources: AsyncDisposableStack;
}

export interface BuildHost extends AsyncDisposable {
  handlers: Handlers<typeof buildHostCalls, unknown>;
}

type Failure = { ok: false; problem: Problem };

function once<T>(task: () => Promise<T>): () => Promise<T> {
  let promise: Promise<T> | undefined;
  return () => (promise ??= task());
}

/** The embedded provider: builds on this computer, kept in one data folder. */
export function createBuildHost(options: BuildHostOptions): BuildHost {
  const { clock, emit } = options;
  const environment = once(options.environment ?? (() => baseEnvironment()));
  // The SSH server is read when the first machine opens, not while somebody waits for the list of builds.
  const startServer =
    options.startServer ??
    (async (machine: MachineServerOptions) => (await import('./access/machine-server.ts')).startMachineServer(machine));
  const log = (line: string): void => emit('log', { line });
  let opened: Opened | undefined;

  async function findSystemGit(): Promise<Git | undefined> {
    if (options.environment !== undefined) return findGit(await environment());
    // The login shell is only asked when that is needed: it may take a while.
    return (await findGit(cleanEnvironment(process.env))) ?? findGit(await environment());
  }

  /** What a run that was killed left behind; new builds have folders of their own. */
  async function sweep(workspacesFolder: string, leftovers: readonly string[]): Promise<void> {
    for (const name of leftovers) {
      const folder = join(workspacesFolder, name);
      await endLeftoverProcesses(folder);
      await removeTree(folder).catch((error: unknown) => log(`${folder} could not be removed: ${describe(error)}`));
    }
  }

  async function open(dataFolder: string, withSample: boolean): Promise<Result<Problem | undefined>> {
    if (opened !== undefined) return fail('bad-request', 'The build host is open already.');
    await using resources = new AsyncDisposableStack();
    try {
      mkdirSync(dataFolder, { recursive: true });
    } catch (error) {
      return fail(
        'storage-failed',
        `The folder ${dataFolder} cannot be used: ${describe(error)}.`,
        'Check its rights.',
      );
    }
    const found = openDatabase(dataFolder, clock.now());
    if (!found.ok) return found;
    const { database, isNew, notice } = found.value;
    resources.defer(() => database.close());
    const storage = createStorage(database);
    markInterrupted(storage);
    const git = await findSystemGit();
    const records = resources.use(new BuildRecords({ storage, clock, emit }));
    const sources = createSources({ git, folder: join(dataFolder, 'sources'), log });
    const context: RunContext = {
      records,
      sources,
      clock,
      time: createSteadyTime(clock, options.uptimeMs ?? (() => clock.now())),
      environment,
      workspacesFolder: join(dataFolder, 'workspaces'),
      artifactsFolder: join(dataFolder, 'artifacts'),
      log,
    };
    mkdirSync(context.workspacesFolder, { recursive: true });
    const leftovers = readdirSync(context.workspacesFolder);
    const projects = createProjects({
      storage,
      sources,
      clock,
      emit,
      dataFolder,
      onRenamed: (projectId) => records.touchProject(projectId),
    });
    const background: Promise<void>[] = [sweep(context.workspacesFolder, leftovers)];
    resources.defer(async () => void (await Promise.allSettled(background)));
    const queue = new BuildQueue();
    const builds = createBuilds({
      context,
      projects,
      queue,
      keptBuilds: options.keptBuilds ?? KEPT_BUILDS,
      isHeld: (buildId) => sessions.holds(buildId),
    });
    resources.defer(() => builds.settle());
    resources.use(queue);
    const sessions: HostedSessions = resources.use(new HostedSessions({ context, builds, emit, startServer }));
    if (isNew && withSample) background.push(createSample({ dataFolder, git, projects, builds }));
    opened = { records, sources, projects, builds, sessions, queue, resources: resources.move() };
    if (notice !== undefined) log(notice.message);
    return ok(notice);
  }

  async function close(): Promise<void> {
    const closing = opened;
    opened = undefined;
    await closing?.resources.disposeAsync();
  }

  const notOpen: Failure = fail('bad-request', 'The build host is not open.');
  const noBuild: Failure = fail('not-found', 'This build is not in the list any more.');

  /** Answers from the open data folder; a database that fails is a failure to tell, not a bug. */
  async function answer<T>(task: (host: Opened) => Result<T> | Promise<Result<T>>): Promise<Result<T>> {
    if (opened === undefined) return notOpen;
    try {
      return await task(opened);
    } catch (error) {
      const isStorage = error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR';
      if (!isStorage) throw error;
      const hint = 'Check that the disk is not full, then start Jumpseat again.';
      return fail('storage-failed', `The list of builds could not be used: ${error.message}.`, hint);
    }
  }

  async function removeProject({ projects, builds, sources, records, queue, sessions }: Opened, projectId: string) {
    const all = records.list().filter((build) => build.projectId === projectId);
    const ids = all.map(({ id }) => id);
    if (all.some(({ id, state }) => state === 'queued' || state === 'running' || sessions.holds(id)))
      return fail('busy', 'A build or session of this project is still running.', 'End it, then remove the project.');
    await Promise.all(ids.map((id) => queue.settled(id)));
    await builds.remove(ids, projectId);
    await sources.removeProject(projectId);
    projects.forget(projectId);
    return ok();
  }

  return {
    handlers: {
      open: ({ dataFolder, withSample }) => open(dataFolder, withSample),
      async close() {
        await close();
        return ok();
      },
      'projects.list': () => answer(async ({ projects }) => ok(await projects.list())),
      'projects.add': ({ folder }) => answer(({ projects }) => projects.add(folder)),
      'projects.remove': ({ projectId }) => answer((host) => removeProject(host, projectId)),
      'projects.refresh': ({ projectId }) =>
        answer(async ({ projects }) => {
          const refreshed = await projects.refresh(projectId);
          return refreshed.ok ? ok() : refreshed;
        }),
      'projects.draftConfig': ({ projectId }) => answer(({ projects }) => projects.draftConfig(projectId)),
      'projects.writeConfig': ({ projectId, text }) => answer(({ projects }) => projects.writeConfig(projectId, text)),
      'builds.list': () => answer(({ records }) => ok(records.list())),
      'builds.detail': ({ buildId }) =>
        answer(({ records }) => {
          const detail = records.detail(buildId);
          return detail === undefined ? noBuild : ok(detail);
        }),
      'builds.readLog': ({ buildId, stepId, offset, tailBytes }) =>
        answer(({ records }) => {
          const step = records.storage.steps.get(buildId, stepId);
          return step === undefined ? noBuild : ok(readLog(records.storage.logs, step, { offset, tailBytes }));
        }),
      'builds.run': ({ projectId, includeUncommitted }) =>
        answer(async ({ builds }) => {
          const started = await builds.run(projectId, includeUncommitted);
          return started.ok ? ok({ buildId: started.value.buildId }) : started;
        }),
      'builds.rebuild': ({ buildId }) =>
        answer(async ({ builds }) => {
          const started = await builds.rebuild(buildId);
          return started.ok ? ok({ buildId: started.value.id }) : started;
        }),
      'builds.cancel': ({ buildId }) => answer(({ builds }) => builds.cancel(buildId, 'cancelled')),
      'sessions.start': ({ buildId }) => answer(({ sessions }) => sessions.start(buildId)),
      'sessions.openDesktop': ({ sessionId, machine }) =>
        answer(({ sessions }) => sessions.openDesktop(sessionId, machine)),
      'sessions.extend': ({ sessionId }) => answer(({ sessions }) => sessions.extend(sessionId)),
      'sessions.replaySteps': ({ sessionId }) => answer(({ sessions }) => sessions.replaySteps(sessionId)),
      'sessions.buildEnvironment': ({ sessionId, machine }) =>
        answer(({ sessions }) => sessions.buildEnvironment(sessionId, machine)),
      'sessions.end': ({ sessionId }) => answer(({ sessions }) => sessions.end(sessionId)),
    },
    [Symbol.asyncDispose]: close,
  };
}
