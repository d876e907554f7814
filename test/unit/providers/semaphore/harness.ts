import type { Account } from '../../../../main/contract/account.ts';
import type { Build, BuildDetail } from '../../../../main/contract/build.ts';
import type { Result } from '../../../../main/contract/problem.ts';
import type { Project } from '../../../../main/contract/project.ts';
import { createHttpClients } from '../../../../main/lib/http/create-http-client.ts';
import { createNodeTransport } from '../../../../main/net/node-transport.ts';
import type { Provider, ProviderChange, ProviderSession } from '../../../../main/providers/provider.ts';
import { semaphore } from '../../../../main/providers/semaphore/service.ts';
import type { ServiceContext } from '../../../../main/providers/service.ts';
import { SteppedClock } from '../../../simulators/lib/clock.ts';
import { settle, stepUntil } from '../../../simulators/lib/step-until.ts';
import type { SemaphoreOptions, SemaphoreSimulator } from '../../../simulators/semaphore/start-semaphore.ts';
import { startSemaphore } from '../../../simulators/semaphore/start-semaphore.ts';

/** A provider at work against the simulator, over real HTTP, on one stepped clock. */
export interface Harness extends AsyncDisposable {
  clock: SteppedClock;
  simulator: SemaphoreSimulator;
  provider: Provider;
  context: ServiceContext;
  /** What the provider has said, last state of each. */
  builds: Map<string, Build>;
  projects: Map<string, Project>;
  sessions: Map<string, ProviderSession>;
  details: BuildDetail[];
  changes: ProviderChange[];
  logLines: string[];
  account(): Account;
  /** The build of the newest job of this name. */
  build(jobName: string): Build;
  /** Lets time pass until something is true. */
  until<T>(condition: () => T, stepMs?: number): Promise<T>;
  /** Lets time pass while a call is under way. */
  during<T>(call: Promise<T>, stepMs?: number): Promise<T>;
  settle(): Promise<void>;
}

const ACCOUNT = 'account-1';

export async function startHarness(
  options: Omit<SemaphoreOptions, 'clock'> & { start?: boolean; serverAheadMs?: number } = {},
): Promise<Harness> {
  const clock = new SteppedClock();
  const ahead = options.serverAheadMs ?? 0;
  const serverClock = { now: () => clock.now() + ahead, after: clock.after.bind(clock) };
  const simulator = await startSemaphore({ machines: 'none', ...options, clock: serverClock });
  const logLines: string[] = [];
  const context: ServiceContext = {
    account: {
      id: ACCOUNT,
      label: 'Semaphore · acme',
      origin: simulator.origin,
      token: () => Promise.resolve(simulator.token),
    },
    createHttpClient: createHttpClients({
      transportFor: () => createNodeTransport(),
      clock,
      random: () => 0.5,
      log: (line) => logLines.push(line),
      userAgent: 'Jumpseat/test',
    }),
    clock,
    pace: { current: 'active', onChange: () => () => {} },
    random: () => 0.5,
    log: (line) => logLines.push(line),
    publicKey: () => undefined,
  };
  const provider = semaphore.create(context);
  const harness: Harness = {
    clock,
    simulator,
    provider,
    context,
    builds: new Map(),
    projects: new Map(),
    sessions: new Map(),
    details: [],
    changes: [],
    logLines,
    account: () => provider.account,
    build(jobName) {
      const newest = simulator.world.visibleJobs().find(({ name }) => name === jobName);
      const build = harness.builds.get(`${ACCOUNT}:${newest?.id}`);
      if (build === undefined) throw new Error(`no build of a job called ${jobName}`);
      return build;
    },
    until: (condition, stepMs = 1000) =>
      stepUntil(clock, condition, { stepMs, servers: [simulator.server], skipsIdle: options.machines === undefined }),
    async during(call, stepMs = 1000) {
      let isOver = false;
      const watched = call.finally(() => {
        isOver = true;
      });
      await stepUntil(clock, () => isOver, { stepMs, servers: [simulator.server] });
      return watched;
    },
    settle: () => settle([simulator.server]),
    async [Symbol.asyncDispose]() {
      await provider[Symbol.asyncDispose]();
      await simulator[Symbol.asyncDispose]();
    },
  };
  if (options.start !== false) {
    valueOf(await provider.start((change) => take(harness, change)));
    await harness.settle();
  }
  return harness;
}

export function take(harness: Harness, change: ProviderChange): void {
  harness.changes.push(change);
  switch (change.kind) {
    case 'build':
      if (change.build === null) harness.builds.delete(change.buildId);
      else harness.builds.set(change.buildId, change.build);
      break;
    case 'project':
      if (change.project === null) harness.projects.delete(change.projectId);
      else harness.projects.set(change.projectId, change.project);
      break;
    case 'session':
      harness.sessions.set(change.session.id, change.session);
      break;
    case 'detail':
      harness.details.push(change.detail);
      break;
    case 'account':
  }
}

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.problem.code}: ${result.problem.message} ${result.problem.detail ?? ''}`);
  return result.value;
}

export function problemOf(result: Result<unknown>): { code: string; message: string; hint?: string | undefined } {
  if (result.ok) throw new Error('it went well');
  return result.problem;
}
