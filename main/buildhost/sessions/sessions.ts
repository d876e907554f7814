import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostedDesktop, HostedEnvironment, HostedSession } from '../../contract/buildhost-control.ts';
import type { ReplaySteps } from '../../contract/environment.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import { describe, fail, ok, problem } from '../../lib/result.ts';
import type { MachineServer, MachineServerOptions } from '../access/machine-server.ts';
import { toBuildConfig } from '../config/config-schema.ts';
import { newId } from '../new-id.ts';
import type { Builds } from '../run/builds.ts';
import type { Emit } from '../run/build-records.ts';
import { slugOf } from '../run/machine.ts';
import { artifactsFolderOf, type RunContext } from '../run/run-build.ts';
import type { StoredBuild } from '../storage/build-table.ts';
import { buildSurroundings } from './build-surroundings.ts';
import { LiveSession, type SessionEnd } from './live-session.ts';
import { logsFolderOf } from './machine-shims.ts';
import { replaySteps } from './replay-steps.ts';
import { failedStepOf } from './session-facts.ts';

interface Options {
  context: RunContext;
  builds: Builds;
  emit: Emit;
  startServer(options: MachineServerOptions): Promise<MachineServer>;
}

function notFound(): { ok: false; problem: Problem } {
  return fail('not-found', 'This session has ended already.');
}

/** Rebuilds with remote access: starts them, keeps their clocks, ends them. */
export class HostedSessions implements AsyncDisposable {
  readonly #options: Options;
  readonly #live = new Map<string, LiveSession>();
  readonly #ending = new Map<string, Promise<void>>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Whether a session stands on this build, as the repeated one or as the one that carries the machine. */
  holds(buildId: string): boolean {
    return [...this.#live.values()].some(({ session }) => session.buildId === buildId || session.rebuildId === buildId);
  }

  /** `not-found`, `source-unavailable` */
  async start(buildId: string): Promise<Result<HostedSession>> {
    const { context, builds } = this.#options;
    const { storage } = context.records;
    const original = storage.builds.get(buildId);
    if (original === undefined) return fail('not-found', 'This build is not in the list any more.');
    const failedStep = failedStepOf(original, storage.steps.list(buildId));
    let live: LiveSession | undefined;
    const started = await builds.rebuild(buildId, (rebuild) => {
      const session = (live = this.#create(rebuild, { buildId, failedStep }));
      return {
        onStarted: () => session.change({ state: 'preparing', startedAt: context.clock.now() }),
        onMachine: (machine) => session.addMachine(machine),
        onCheckedOut: (machine) => session.open(machine),
        onFinished: () => session.finish(),
        logsFolder: logsFolderOf,
      };
    });
    if (!started.ok) return started;
    if (live === undefined) return fail('internal', 'The session did not start.');
    return ok(live.session);
  }

  #create(rebuild: StoredBuild, about: Pick<HostedSession, 'buildId' | 'failedStep'>): LiveSession {
    const { context, emit, startServer } = this.#options;
    const id = newId('s');
    const project = context.records.storage.projects.get(rebuild.projectId);
    const live = new LiveSession({
      session: { ...about, id, rebuildId: rebuild.id, state: 'requested', machines: [], places: [] },
      user: `${slugOf(project?.name ?? '')}-${rebuild.number}`,
      machineCount: toBuildConfig(rebuild.config).machines,
      artifactsFolder: artifactsFolderOf(context, rebuild.id),
      clock: context.clock,
      time: context.time,
      startServer,
      onChanged: (changed) => emit('session', changed),
      onEndWanted: (end) => void this.#end(id, end),
      log: context.log,
    });
    this.#live.set(id, live);
    live.change({ state: 'queued' });
    return live;
  }

  /** Ends a session; resolves when nothing of it is left. `not-found` */
  async end(sessionId: string): Promise<Result<undefined>> {
    if (!this.#live.has(sessionId)) return notFound();
    await this.#end(sessionId, { state: 'closed' });
    return ok();
  }

  /** Adds to the time of a session. `not-found`, `limit-reached` */
  extend(sessionId: string): Result<undefined> {
    return this.#live.get(sessionId)?.extend() ?? notFound();
  }

  /** The desktop of one machine, started when it is first asked for. `not-found`, and what a start may answer */
  async openDesktop(sessionId: string, machine: number): Promise<Result<HostedDesktop>> {
    return this.#live.get(sessionId)?.openDesktop(machine) ?? notFound();
  }

  /** The steps of the build that a session repeats. `not-found` */
  replaySteps(sessionId: string): Result<ReplaySteps> {
    const { storage } = this.#options.context.records;
    const build = storage.builds.get(this.#live.get(sessionId)?.session.buildId ?? '');
    return build === undefined ? notFound() : ok(replaySteps(build, storage.steps.list(build.id)));
  }

  /** What that build ran in, on one machine. `not-found` */
  async buildEnvironment(sessionId: string, index: number): Promise<Result<HostedEnvironment>> {
    const live = this.#live.get(sessionId);
    const machine = live?.machine(index);
    if (live === undefined || machine === undefined)
      return fail('not-found', 'This machine is not ready, or it is gone.');
    return ok(await buildSurroundings(machine, live.session.failedStep, this.#options.context.clock));
  }

  #end(sessionId: string, end: SessionEnd): Promise<void> {
    const live = this.#live.get(sessionId);
    if (live === undefined) return Promise.resolve();
    const ending = this.#ending.get(sessionId) ?? this.#endNow(live, end);
    this.#ending.set(sessionId, ending);
    return ending;
  }

  async #endNow(live: LiveSession, end: SessionEnd): Promise<void> {
    const { context, builds } = this.#options;
    const { id, rebuildId } = live.session;
    live.change({ state: 'closing', machines: [] });
    try {
      await live.closeAccess();
      if (rebuildId !== undefined) {
        await builds.cancel(rebuildId, 'session-ended');
        await live[Symbol.asyncDispose]();
        await rm(join(context.workspacesFolder, rebuildId), { recursive: true, force: true });
      }
    } catch (error) {
      context.log(`session ${id} did not end cleanly: ${describe(error)}`);
      end = {
        state: 'failed',
        problem: problem('internal', 'The session did not end cleanly.', undefined, describe(error)),
      };
    }
    this.#live.delete(id);
    this.#ending.delete(id);
    live.change({ ...end });
    // Its build counts for pruning only from now on.
    const projectId = context.records.storage.builds.get(rebuildId ?? '')?.projectId;
    if (projectId !== undefined) await builds.prune(projectId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#live.keys()].map((id) => this.#end(id, { state: 'closed' })));
  }
}
