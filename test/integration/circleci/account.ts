import { createHttpClients } from '../../../main/lib/http/create-http-client.ts';
import type { Transport } from '../../../main/lib/http/transport.ts';
import type { Account } from '../../../main/contract/account.ts';
import type { Build, BuildDetail } from '../../../main/contract/build.ts';
import type { Project } from '../../../main/contract/project.ts';
import type { Pace, PaceSource } from '../../../main/lib/pace.ts';
import { createNodeTransport } from '../../../main/net/node-transport.ts';
import { circleci } from '../../../main/providers/circleci/service.ts';
import type { Provider, ProviderChange, ProviderSession } from '../../../main/providers/provider.ts';
import type { ServiceContext } from '../../../main/providers/service.ts';
import { SteppedClock } from '../../simulators/lib/clock.ts';
import { stepUntil } from '../../simulators/lib/step-until.ts';
import { holdAgainstSpecs } from '../../simulators/specs/hold-against-specs.ts';
import { CircleCi, type CircleCiOptions } from '../../simulators/circleci/circle-ci.ts';

export const ACCOUNT = 'circleci-1';

interface Options extends CircleCiOptions {
  /** The origin the account believes to talk to. */
  origin?: string;
  token?: string;
  transport?: (simulator: CircleCi) => Transport;
  login?: string;
  /** How far the service's clock is ahead of ours. */
  skewMs?: number;
}

/** A pace that a test sets. */
class TestPace implements PaceSource {
  #current: Pace = 'active';
  readonly #listeners = new Set<(pace: Pace) => void>();

  get current(): Pace {
    return this.#current;
  }

  set(pace: Pace): void {
    this.#current = pace;
    for (const listener of this.#listeners) listener(pace);
  }

  onChange(listener: (pace: Pace) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** The provider of one account, talking over HTTP to a simulated CircleCI on the same stepped clock. */
export class TestAccount implements AsyncDisposable {
  readonly builds = new Map<string, Build>();
  readonly projects = new Map<string, Project>();
  readonly details = new Map<string, BuildDetail>();
  readonly sessions = new Map<string, ProviderSession>();
  readonly accounts: Account[] = [];
  readonly logLines: string[] = [];
  readonly pace: TestPace;
  readonly clock: SteppedClock;
  readonly simulator: CircleCi;
  readonly context: ServiceContext;
  readonly provider: Provider;
  /** Real machines take their own time. */
  readonly skipsIdle: boolean;
  /** Of exchanges that were meant to be wrong. */
  isHeldAgainstSpecs = true;

  private constructor(simulator: CircleCi, clock: SteppedClock, options: Options) {
    this.simulator = simulator;
    this.clock = clock;
    this.skipsIdle = options.machines !== 'real';
    const pace = new TestPace();
    this.pace = pace;
    const transport = options.transport?.(simulator) ?? createNodeTransport();
    const log = (line: string): void => void this.logLines.push(line);
    this.context = {
      account: {
        id: ACCOUNT,
        label: 'CircleCI · acme',
        origin: options.origin ?? simulator.origin,
        token: () => Promise.resolve(options.token ?? simulator.token),
        ...(options.login === undefined ? {} : { login: options.login }),
      },
      createHttpClient: createHttpClients({
        transportFor: () => transport,
        clock,
        random: () => 0.5,
        log,
        userAgent: 'Jumpseat/test',
      }),
      clock,
      pace,
      random: () => 0.5,
      log,
      publicKey: () => undefined,
    };
    this.provider = circleci.create(this.context);
  }

  static async open(options: Options = {}): Promise<TestAccount> {
    const clock = new SteppedClock();
    const simulator = await CircleCi.start({
      machines: { host: '203.0.113.7', port: 64_535, sha256: `SHA256:${'a'.repeat(43)}` },
      keys: ['ssh-ed25519 AAAA robin'],
      ...options,
      clock: { now: () => clock.now() + (options.skewMs ?? 0), after: (delayMs, task) => clock.after(delayMs, task) },
    });
    return new TestAccount(simulator, clock, options);
  }

  /** Starts the provider and waits for its first list. */
  async start(): Promise<void> {
    const started = this.provider.start((change) => this.#take(change));
    let isDone = false;
    void started.finally(() => (isDone = true));
    await this.until(() => isDone);
  }

  /** Lets time pass until something is true. */
  until<T>(
    condition: () => T | Promise<T>,
    options: { limitMs?: number; stepMs?: number; skipsIdle?: boolean } = {},
  ): Promise<T> {
    const { skipsIdle } = this;
    return stepUntil(this.clock, condition, { servers: [this.simulator.server], stepMs: 500, skipsIdle, ...options });
  }

  /** Lets a span of time pass. */
  async pass(durationMs: number, stepMs = 5_000): Promise<void> {
    const until = this.clock.now() + durationMs;
    await this.until(() => this.clock.now() >= until, { limitMs: durationMs + stepMs, stepMs });
  }

  /** Lets time pass while something is under way. */
  async during<T>(promise: Promise<T>): Promise<T> {
    let isDone = false;
    void promise.finally(() => (isDone = true)).catch(() => {});
    await this.until(() => isDone, { skipsIdle: false });
    return promise;
  }

  /** The first row that fits. */
  build(fits: (build: Build) => boolean): Build {
    const found = [...this.builds.values()].find(fits);
    if (found === undefined) throw new Error(`no build fits ${fits.toString()}`);
    return found;
  }

  /** Requests so far, or those to one path. */
  requests(path?: RegExp): number {
    return this.simulator.server.exchanges.filter((exchange) => path === undefined || path.test(exchange.path)).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.provider[Symbol.asyncDispose]();
    await this.simulator[Symbol.asyncDispose]();
    if (this.isHeldAgainstSpecs) holdAgainstSpecs('circleci', this.simulator.server.exchanges);
  }

  #take(change: ProviderChange): void {
    switch (change.kind) {
      case 'account':
        this.accounts.push(change.account);
        return;
      case 'build':
        if (change.build === null) this.builds.delete(change.buildId);
        else this.builds.set(change.buildId, change.build);
        return;
      case 'project':
        if (change.project !== null) this.projects.set(change.projectId, change.project);
        return;
      case 'detail':
        this.details.set(change.detail.buildId, change.detail);
        return;
      case 'session':
        this.sessions.set(change.session.id, change.session);
    }
  }
}
