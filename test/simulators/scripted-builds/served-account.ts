import type { Account } from '../../../main/contract/account.ts';
import type { Build, BuildDetail } from '../../../main/contract/build.ts';
import type { Project } from '../../../main/contract/project.ts';
import type { Clock } from '../../../main/lib/clock.ts';
import { createHttpClients } from '../../../main/lib/http/create-http-client.ts';
import type { Pace } from '../../../main/lib/pace.ts';
import { createNodeTransport } from '../../../main/net/node-transport.ts';
import type { Provider, ProviderSession } from '../../../main/providers/provider.ts';
import type { Service, ServiceContext } from '../../../main/providers/service.ts';

interface Served {
  origin: string;
  token: string | undefined;
  clock: Clock;
  login?: string;
}

/** One account of a service, over real connections, and everything it said. */
export interface ServedAccount extends AsyncDisposable {
  readonly provider: Provider;
  readonly context: ServiceContext;
  readonly accounts: Account[];
  readonly projects: Map<string, Project>;
  readonly builds: Map<string, Build>;
  readonly details: Map<string, BuildDetail>;
  /** Every state of every session, in order. */
  readonly sessionStates: ProviderSession[];
  readonly logLines: string[];
  token: string | undefined;
  setPace(pace: Pace): void;
  /** The newest build of a project. */
  newest(projectName: string): Build;
  session(id: string): ProviderSession;
  /** Asks for a machine; fails the test when that is refused. */
  request(buildId: string): Promise<ProviderSession>;
  /** Enters the machine of a running build; fails the test when that is refused. */
  enter(buildId: string): Promise<ProviderSession>;
}

export function contextOf(
  { origin, clock, login }: Served,
  token: () => string | undefined,
  options: { log?(line: string): void; pace?: ServiceContext['pace'] } = {},
): ServiceContext {
  const log = options.log ?? (() => {});
  return {
    account: {
      id: 'account-1',
      label: 'Test',
      origin,
      token: () => Promise.resolve(token()),
      ...(login === undefined ? {} : { login }),
    },
    createHttpClient: createHttpClients({
      transportFor: (caFile) => createNodeTransport({ caFile }),
      clock,
      random: () => 0.5,
      log,
      userAgent: 'Jumpseat/0.0.0',
    }),
    clock,
    pace: options.pace ?? { current: 'active', onChange: () => () => {} },
    random: () => 0.5,
    log,
    publicKey: () => undefined,
  };
}

export function serveAccount(service: Service, served: Served): ServedAccount {
  let pace: Pace = 'active';
  const paceListeners = new Set<(pace: Pace) => void>();
  const logLines: string[] = [];
  const account: { token: string | undefined } = { token: served.token };
  const context = contextOf(served, () => account.token, {
    log: (line) => logLines.push(line),
    pace: {
      get current() {
        return pace;
      },
      onChange(listener) {
        paceListeners.add(listener);
        return () => paceListeners.delete(listener);
      },
    },
  });
  const provider = service.create(context);
  const accounts: Account[] = [];
  const projects = new Map<string, Project>();
  const builds = new Map<string, Build>();
  const details = new Map<string, BuildDetail>();
  const sessionStates: ProviderSession[] = [];
  void provider.start((change) => {
    if (change.kind === 'account') accounts.push(change.account);
    if (change.kind === 'project' && change.project !== null) projects.set(change.projectId, change.project);
    if (change.kind === 'build' && change.build !== null) builds.set(change.buildId, change.build);
    if (change.kind === 'detail') details.set(change.detail.buildId, change.detail);
    if (change.kind === 'session') sessionStates.push(structuredClone(change.session));
  });
  function begun(result: Parameters<typeof good<ProviderSession>>[0]): ProviderSession {
    const session = good(result);
    sessionStates.push(structuredClone(session));
    return session;
  }
  return {
    provider,
    context,
    request: async (buildId) => begun(await provider.rebuildWithAccess(buildId)),
    async enter(buildId) {
      if (provider.attach === undefined) throw new Error('the provider cannot enter running builds');
      return begun(await provider.attach(buildId));
    },
    accounts,
    projects,
    builds,
    details,
    sessionStates,
    logLines,
    get token() {
      return account.token;
    },
    set token(next) {
      account.token = next;
    },
    setPace(next) {
      pace = next;
      for (const listener of paceListeners) listener(next);
    },
    newest(projectName) {
      const own = [...builds.values()].filter((build) => build.projectName === projectName);
      const found = own.toSorted((left, right) => right.queuedAt - left.queuedAt)[0];
      if (found === undefined) throw new Error(`no build of ${projectName}: ${[...builds.keys()].join(', ')}`);
      return found;
    },
    session(id) {
      const found = sessionStates.findLast((session) => session.id === id);
      if (found === undefined) throw new Error(`nothing was said about the session ${id}`);
      return found;
    },
    [Symbol.asyncDispose]: () => provider[Symbol.asyncDispose](),
  };
}

/** The value of a result, or a test that fails with its problem. */
export function good<T>(
  result: { ok: true; value: T } | { ok: false; problem: { message: string; detail?: string | undefined } },
): T {
  if (result.ok) return result.value;
  throw new Error(`${result.problem.message} ${result.problem.detail ?? ''}`);
}
