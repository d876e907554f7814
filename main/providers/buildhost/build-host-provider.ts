import type { Account } from '../../contract/account.ts';
import {
  BUILD_HOST_ACCOUNT,
  BUILD_HOST_RULE,
  type buildHostCalls,
  type buildHostEvents,
  type HostedSession,
} from '../../contract/buildhost-control.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { ok, problem } from '../../lib/result.ts';
import type { RpcClient } from '../../lib/rpc.ts';
import { within } from '../../lib/within.ts';
import type { MachineKind } from '../../contract/build.ts';
import { noCapabilities } from '../capabilities.ts';
import { holdOf } from './hold.ts';
import type { Provider, ProviderChange, ProviderSession } from '../provider.ts';

type Client = RpcClient<typeof buildHostCalls, typeof buildHostEvents, unknown>;

/** A running build host process, as its supervisor hands it out. */
export interface BuildHostProcess {
  client: Client;
}

/** A build host that does not answer within this when it is asked to close is ended at once. */
const ANSWER_TIMEOUT_MS = 2_000;
/** One that does answer gets this long to end its builds and machines. */
const CLOSE_TIMEOUT_MS = 20_000;

interface Options {
  clock: Clock;
  dataFolder: string;
  os: MachineKind['os'];
  /** Starts the process, or starts it again after a crash. `onCrash` is called at most once for each start. */
  launch(onCrash: (detail: string) => void): BuildHostProcess & AsyncDisposable;
  /** Whether it may be started again after a crash. */
  mayRestart(): boolean;
  log(line: string): void;
}

const capabilities = {
  ...noCapabilities,
  builds: true,
  run: true,
  cancel: true,
  rebuild: true,
  rebuildWithAccess: true,
  endSession: true,
  folders: true,
};

/** The embedded provider: the same interface as any CI service, answered by the build host process of this app. */
export function createBuildHostProvider(options: Options): Provider {
  let host: (BuildHostProcess & AsyncDisposable) | undefined;
  let isClosed = false;
  let listener: (change: ProviderChange) => void = () => {};
  let account: Account = {
    id: BUILD_HOST_ACCOUNT,
    provider: 'buildhost',
    label: 'This computer',
    state: 'connecting',
    capabilities,
  };
  const live = new Map<string, ProviderSession>();

  function setState(state: Account['state'], reason?: Problem): void {
    account = { ...account, state, problem: reason };
    listener({ kind: 'account', account });
  }

  function toSession(hosted: HostedSession): ProviderSession {
    const session: ProviderSession = {
      id: hosted.id,
      accountId: BUILD_HOST_ACCOUNT,
      buildId: hosted.buildId,
      rebuildId: hosted.rebuildId,
      title: '',
      state: hosted.state,
      failedStep: hosted.failedStep,
      places: hosted.places,
      problem: hosted.problem,
      machines: hosted.machines.map(({ index, name, host: address, port, user, hostKey, privateKey, desktop }) => ({
        index,
        name,
        os: options.os,
        hostKey,
        desktop,
        endpoints: [{ kind: 'ssh' as const, host: address, port, user }],
        identities: [{ kind: 'private-key' as const, label: "the session's own key", privateKey }],
      })),
      rule: BUILD_HOST_RULE,
      events: {
        finishedAt: hosted.finishedAt,
        firstConnectedAt: hosted.firstConnectedAt,
        extendedMs: hosted.extendedMs,
      },
      hold: holdOf(hosted.extendedMs ?? 0),
    };
    if (['closed', 'expired', 'failed'].includes(session.state)) live.delete(session.id);
    else live.set(session.id, session);
    return session;
  }

  const call: Client['call'] = (name, input) => {
    if (host !== undefined) return host.client.call(name, input);
    const reason =
      account.problem ?? problem('process-crashed', 'The build host is not running.', 'Start Jumpseat again.');
    return Promise.resolve({ ok: false, problem: reason });
  };

  async function load(): Promise<Result<undefined>> {
    const projects = await call('projects.list', undefined);
    if (!projects.ok) return projects;
    const builds = await call('builds.list', undefined);
    if (!builds.ok) return builds;
    for (const project of projects.value) listener({ kind: 'project', projectId: project.id, project });
    for (const build of builds.value) listener({ kind: 'build', buildId: build.id, build });
    return ok();
  }

  async function launch(): Promise<Result<undefined>> {
    const started = options.launch((detail) => void onCrash(detail));
    host = started;
    const { client } = started;
    client.on('project', ({ projectId, project }) => listener({ kind: 'project', projectId, project }));
    client.on('build', ({ buildId, build }) => listener({ kind: 'build', buildId, build }));
    client.on('detail', (detail) => listener({ kind: 'detail', detail }));
    client.on('session', (session) => listener({ kind: 'session', session: toSession(session) }));
    client.on('log', ({ line }) => options.log(`build host: ${line}`));
    const opened = await client.call('open', { dataFolder: options.dataFolder, withSample: true });
    const loaded = opened.ok ? await load() : opened;
    // What crashed meanwhile has been reported, and another one may be starting.
    if (host !== started) return loaded;
    // A damaged database was moved aside: everything works, but the person must know where their builds went.
    if (loaded.ok) setState('ready', opened.ok ? opened.value : undefined);
    else setState('failed', loaded.problem);
    return loaded;
  }

  async function onCrash(detail: string): Promise<void> {
    host = undefined;
    if (isClosed) return;
    options.log(`build host crashed: ${detail}`);
    const crash = problem(
      'process-crashed',
      'The build host stopped unexpectedly, and its machines with it.',
      'Rebuild to get a new one.',
      detail,
    );
    for (const session of live.values())
      listener({ kind: 'session', session: { ...session, state: 'failed', machines: [], problem: crash } });
    live.clear();
    if (options.mayRestart()) {
      setState('connecting');
      await launch();
    } else {
      setState('failed', {
        ...crash,
        hint: 'It keeps failing. Start Jumpseat again; if that does not help, report the details.',
      });
    }
  }

  return {
    get account() {
      return account;
    },
    start(changed) {
      listener = changed;
      listener({ kind: 'account', account });
      return launch();
    },
    refresh: () => (host === undefined ? Promise.resolve(ok()) : load()),
    detail: (buildId) => call('builds.detail', { buildId }),
    readLog: (buildId, stepId, range) => call('builds.readLog', { buildId, stepId, ...range }),
    cancel: (buildId) => call('builds.cancel', { buildId }),
    rebuild: (buildId) => call('builds.rebuild', { buildId }),
    async rebuildWithAccess(buildId) {
      const started = await call('sessions.start', { buildId });
      return started.ok ? { ok: true, value: toSession(started.value) } : started;
    },
    async openDesktop(sessionId, machine) {
      const opened = await call('sessions.openDesktop', { sessionId, machine });
      return opened.ok ? ok({ protocol: 'vnc', ...opened.value }) : opened;
    },
    hold: (sessionId) => call('sessions.extend', { sessionId }),
    replaySteps: ({ sessionId }) => call('sessions.replaySteps', { sessionId }),
    buildEnvironment: ({ sessionId }, machine) => call('sessions.buildEnvironment', { sessionId, machine }),
    endSession: (sessionId) => call('sessions.end', { sessionId }),
    folders: {
      add: (folder) => call('projects.add', { folder }),
      remove: (projectId) => call('projects.remove', { projectId }),
      refresh: (projectId) => call('projects.refresh', { projectId }),
      draftConfig: (projectId) => call('projects.draftConfig', { projectId }),
      writeConfig: (projectId, text) => call('projects.writeConfig', { projectId, text }),
      run: (projectId, { includeUncommitted }) => call('builds.run', { projectId, includeUncommitted }),
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      const running = host;
      if (running === undefined) return;
      const { client } = running;
      if (await client.ping(ANSWER_TIMEOUT_MS)) {
        const closed = await within(options.clock, CLOSE_TIMEOUT_MS, client.call('close', undefined));
        if (closed?.ok !== true) options.log(`build host did not close: ${closed?.problem.message ?? 'no answer'}`);
      }
      host = undefined;
      await running[Symbol.asyncDispose]();
    },
  };
}
