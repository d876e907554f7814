import { createBuilds } from '../../../main/builds/builds.ts';
import type { Identity } from '../../../main/contract/connection-control.ts';
import type { Build } from '../../../main/contract/build.ts';
import type { Session } from '../../../main/contract/session.ts';
import { settingsSchema } from '../../../main/contract/settings.ts';
import { createTruth } from '../../../main/ipc/truth.ts';
import { createRunSecrets } from '../../../main/keychain/secret-store.ts';
import { fail } from '../../../main/lib/result.ts';
import type { Pace, PaceSource } from '../../../main/lib/pace.ts';
import type { Provider } from '../../../main/providers/provider.ts';
import { createRegistry } from '../../../main/providers/registry.ts';
import type { Service } from '../../../main/providers/service.ts';
import type { ConnectionProcess } from '../../../main/sessions/session-connection.ts';
import { Sessions } from '../../../main/sessions/sessions.ts';
import type { SteppedClock } from '../../simulators/lib/clock.ts';
import type { SimulatorServer } from '../../simulators/lib/server.ts';
import { stepUntil } from '../../simulators/lib/step-until.ts';
import { contextOf } from '../../simulators/scripted-builds/served-account.ts';
import { recordingConnection } from '../../unit/sessions/session-harness.ts';
import { Harness } from '../connection/harness.ts';

const WAIT_MS = 40_000;
/** No machine stays longer in these tests. */
const LONGEST_MS = 3 * 3_600_000;

interface Options {
  service: Service;
  simulator: { origin: string; token: string; server: SimulatorServer };
  clock: SteppedClock;
  /** The person's own key; with it machines are connected for real. */
  ownKey?: Identity;
  /** How eagerly the service is asked; `active` unless said otherwise. */
  pace?: Pace;
}

/** Main's sessions over one account at a simulated service, all of it on one stepped clock. */
export class ClockDesk implements AsyncDisposable {
  readonly sessions: Sessions;
  readonly provider: Provider;
  readonly clock: SteppedClock;
  /** Connection processes that only listen, in the order in which they were started. */
  readonly connections: ReturnType<typeof recordingConnection>[] = [];
  readonly #truth = createTruth(settingsSchema.parse({}), () => {});
  readonly #options: Options;

  private constructor(options: Options) {
    this.#options = options;
    const { service, simulator, clock, ownKey } = options;
    this.clock = clock;
    const { origin, token } = simulator;
    const pace: PaceSource = { current: options.pace ?? 'active', onChange: () => () => {} };
    this.provider = service.create(contextOf({ origin, token, clock }, () => token, { pace }));
    const registry = createRegistry([this.provider]);
    const builds = createBuilds(this.#truth, registry);
    this.sessions = new Sessions({
      truth: this.#truth,
      registry,
      builds,
      secrets: createRunSecrets(),
      keys: {
        identities: () => Promise.resolve({ identities: ownKey === undefined ? [] : [ownKey], locked: [] }),
        noteSuccess: () => {},
      },
      drafts: { machine: () => Promise.resolve(fail('not-found', 'There is no draft.')) },
      clock,
      log: () => {},
      launchConnection: () => this.#launch(),
    });
    void this.provider.start((change) => {
      if (change.kind === 'session') this.sessions.take(change.session);
      else builds.take(change);
    });
  }

  /** Waits for the first builds of the account. */
  static async open(options: Options): Promise<ClockDesk> {
    const desk = new ClockDesk(options);
    await desk.until(() => desk.builds.length > 0);
    return desk;
  }

  get builds(): Build[] {
    return this.#truth.all('builds');
  }

  get all(): Session[] {
    return this.#truth.all('sessions');
  }

  session(id: string): Session {
    const found = this.#truth.get('sessions', id);
    if (found === undefined) throw new Error('The session is not in the list.');
    return found;
  }

  /** Asks for a machine of the first build that fits. */
  async start(fits: (build: Build) => boolean, durationMs?: number): Promise<string> {
    const build = this.builds.find(fits);
    if (build === undefined) throw new Error(`no build fits ${fits.toString()}`);
    const started = await this.during(this.sessions.start(build.id, { durationMs }));
    if (!started.ok) throw new Error(started.problem.message);
    return started.value.sessionId;
  }

  /** Lets time pass until something is true. */
  until<T>(condition: () => T, limitMs = LONGEST_MS, stepMs = 1_000): Promise<T> {
    const { simulator, ownKey } = this.#options;
    const skipsIdle = ownKey === undefined;
    return stepUntil(this.clock, condition, { servers: [simulator.server], limitMs, stepMs, skipsIdle });
  }

  async pass(durationMs: number, stepMs = 30_000): Promise<void> {
    const end = this.clock.now() + durationMs;
    await this.until(() => this.clock.now() >= end, durationMs + stepMs, stepMs);
  }

  async during<T>(call: Promise<T>): Promise<T> {
    let isDone = false;
    void call.finally(() => (isDone = true)).catch(() => {});
    await this.until(() => isDone);
    return call;
  }

  /** Waits in real time for what real machines do; the stepped clock stands still. */
  async really<T>(condition: () => T): Promise<T> {
    const end = performance.now() + WAIT_MS;
    for (;;) {
      const value = condition();
      if (value) return value;
      if (performance.now() > end) throw new Error(`${condition.toString()} did not come true`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /**
   * Lets time pass until a session is over.
   *
   * @returns the last deadline that was shown before, and by how much the end missed it; milliseconds
   */
  async end(id: string, stepMs = 5_000): Promise<{ last: Session['deadline']; missedMs: number }> {
    let last = this.session(id).deadline;
    await this.until(
      () => {
        const { state, deadline } = this.session(id);
        if (['closed', 'expired', 'failed'].includes(state)) return true;
        last = deadline;
        return false;
      },
      LONGEST_MS,
      stepMs,
    );
    return { last, missedMs: this.clock.now() - (last.at ?? Number.NaN) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sessions[Symbol.asyncDispose]();
    await this.provider[Symbol.asyncDispose]();
  }

  #launch(): ConnectionProcess {
    if (this.#options.ownKey === undefined) {
      const recording = recordingConnection();
      this.connections.push(recording);
      return recording.connection;
    }
    const harness = new Harness();
    return {
      client: harness.client,
      [Symbol.asyncDispose]: () => harness[Symbol.asyncDispose](),
    } as unknown as ConnectionProcess;
  }
}
