import type { StreamPort } from '../ipc/port-broker.ts';
import type { TerminalSize } from '../contract/calls.ts';
import type { Identity } from '../contract/connection-control.ts';
import type { Result } from '../contract/problem.ts';
import type { Session } from '../contract/session.ts';
import type { Builds } from '../builds/builds.ts';
import type { TruthStore } from '../ipc/truth.ts';
import type { SecretStore } from '../keychain/secret-store.ts';
import type { Clock } from '../lib/clock.ts';
import { fail, ok } from '../lib/result.ts';
import type { AccessOptions, ProviderSession } from '../providers/provider.ts';
import type { Registry } from '../providers/registry.ts';
import { forgetSecrets, keepSecrets, passwordHandle, type LiveSession } from './live-session.ts';
import { createSessionAccess, type DraftedMachine, type Drafts, type SessionAccess } from './session-access.ts';
import type { LaunchConnection } from './session-connection.ts';
import { SessionHolds } from './session-holds.ts';
import type { Keys } from './session-keys.ts';
import { SessionLinks } from './session-links.ts';
import { SessionMachines } from './session-machines.ts';
import { SessionScreens } from './session-screens.ts';
import { SessionTerminals } from './session-terminals.ts';
import { SessionTimes } from './session-times.ts';
import { SessionEnds, type BeforeEnd, type EndOptions } from './session-ends.ts';
import { createSessionTruth, isOver, machineOf, sessionNotFound, type SessionTruth } from './session-truth.ts';
import { foreignMachines, mergeSession } from './session-view.ts';
import { trustedMachines } from './trusted-machines.ts';

interface Options {
  truth: TruthStore;
  registry: Registry;
  builds: Pick<Builds, 'providerOf'>;
  secrets: SecretStore;
  /** The person's own keys, for machines that take them. */
  keys: Keys;
  drafts: Drafts;
  clock: Clock;
  /** Milliseconds since the computer was started, its sleep included. */
  uptimeMs?(): number;
  /** The machines of this account may be on this computer: its service is here too, or the person named them. */
  mayBeHere?(accountId: string): boolean;
  launchConnection: LaunchConnection;
  log(line: string): void;
}

type Started = Result<{ sessionId: string }>;

/** The truth about sessions: follows the provider, keeps one connection process each, opens and hands out terminals. */
export class Sessions implements AsyncDisposable {
  /** The machines, for whoever works with their files. */
  readonly machines: SessionMachines;
  readonly screens: SessionScreens;
  readonly #options: Options;
  readonly #truth: SessionTruth;
  readonly #access: SessionAccess;
  readonly #terminals: SessionTerminals;
  readonly #links: SessionLinks;
  readonly #ends: SessionEnds;
  readonly #times: SessionTimes;
  readonly #holds: SessionHolds;
  readonly #live = new Map<string, LiveSession>();
  #isDisposed = false;

  constructor(options: Options) {
    this.#options = options;
    this.#truth = createSessionTruth(options.truth);
    this.#access = createSessionAccess(options);
    const connectionOf = (sessionId: string) => this.#live.get(sessionId)?.connection;
    this.#terminals = new SessionTerminals(this.#truth, connectionOf);
    this.machines = new SessionMachines(this.#truth, connectionOf);
    const liveOf = (sessionId: string) => this.#live.get(sessionId);
    const providerOf = (accountId: string) => options.registry.get(accountId);
    this.#times = new SessionTimes({
      clock: options.clock,
      uptimeMs: options.uptimeMs,
      truth: this.#truth,
      liveOf,
      isOnLoan: (accountId) => providerOf(accountId)?.account.provider !== 'pasted',
    });
    this.machines.watch({ heard: (sessionId, { name }) => name === 'activity' && this.#times.active(sessionId) });
    this.#holds = new SessionHolds({
      truth: this.#truth,
      machines: this.machines,
      liveOf,
      providerOf,
      onHeld: (sessionId) => this.#times.linksChanged(sessionId),
    });
    this.#links = new SessionLinks({
      ...options,
      truth: this.#truth,
      terminals: this.#terminals,
      onScreen: (sessionId, event) => this.screens.take(sessionId, event),
      onLinks: (sessionId) => this.#times.linksChanged(sessionId),
      machines: this.machines.tell,
      accountOf: (accountId) => options.registry.get(accountId)?.account,
      liveOf,
    });
    this.#ends = new SessionEnds({
      ...options,
      truth: this.#truth,
      liveOf,
      providerOf,
      pageOf: ({ buildId, rebuildId }) => options.truth.get('builds', rebuildId ?? buildId ?? '')?.webUrl,
      take: (session) => this.take(session),
    });
    this.screens = new SessionScreens({
      truth: this.#truth,
      secrets: options.secrets,
      liveOf,
      providerOf,
      processOf: (sessionId) => {
        const live = this.#live.get(sessionId);
        return live === undefined ? undefined : this.#links.processOf(sessionId, live);
      },
      mayBeHere: options.mayBeHere ?? (() => true),
    });
  }

  /** Asks for a rebuild with remote access. `durationMs` counts where the service lets the person choose. */
  async start(buildId: string, options: AccessOptions = {}): Promise<Started> {
    return this.#begin(await this.#access.rebuild(buildId, options));
  }

  /** Enters the machine of a running build. */
  async attach(buildId: string): Promise<Started> {
    return this.#begin(await this.#access.attach(buildId));
  }

  /** Asks for a machine with a project on it, without a build. */
  async debugProject(projectId: string, options: AccessOptions = {}): Promise<Started> {
    return this.#begin(await this.#access.debugProject(projectId, options));
  }

  /** Gives a session whose guide wants a paste the machine that was pasted. */
  takeMachine(sessionId: string, drafted: DraftedMachine): Promise<Result<undefined>> {
    return this.#access.takeMachine(sessionId, drafted);
  }

  /** Takes what a provider says about a session. */
  take(given: ProviderSession): void {
    const before = this.#truth.get(given.id);
    // A provider may be slow to notice; what is over stays over.
    if (this.#isDisposed || (before !== undefined && isOver(before.state))) return;
    const { secrets, clock, registry, mayBeHere = () => true } = this.#options;
    const label = registry.get(given.accountId)?.account.label ?? 'The service';
    const said = mayBeHere(given.accountId) ? given : trustedMachines(given, label);
    const live: LiveSession = this.#live.get(said.id) ?? {
      said,
      machines: new Map(),
      moments: this.#times.moments(said),
      isEnding: false,
      isHeld: false,
    };
    live.said = said;
    live.moments.hear(said.events);
    this.#live.set(said.id, live);
    const renewed = said.machines.filter((machine) => keepSecrets(live, machine, secrets));
    const session = mergeSession(live, before, {
      title: said.title || this.#titleOf(said.buildId),
      now: clock.now(),
      // Of what is over the last word stands.
      deadline: (isOver(said.state) ? before?.deadline : undefined) ?? this.#times.deadlineOf(live),
      handleOf: (index, kind) => {
        const machine = live.machines.get(index);
        return passwordHandle(machine, kind, secrets) ?? (kind === 'ssh' ? machine?.identities[0] : undefined);
      },
    });
    this.#truth.put(session);
    if (isOver(session.state)) return this.#release(session, live);
    this.#times.follow();
    for (const index of foreignMachines(said, before)) this.#links.stopForeign(said.id, index);
    this.screens.openFirst(said.id);
    this.#links.connectWaiting(said.id, new Set(renewed.map(({ index }) => index)));
  }

  /** Ends the session; resolves well once its provider has confirmed it. `timed-out` when it was asked in vain */
  end(sessionId: string, options: EndOptions = {}): Promise<Result<undefined>> {
    return this.#ends.end(sessionId, options);
  }

  /** What is to be done before a machine is given back; the returned function takes the hook back. */
  beforeEnd(hook: BeforeEnd): () => void {
    return this.#ends.beforeEnd(hook);
  }

  /** Keeps the machine longer, in the way that the session's `hold` names. */
  hold(sessionId: string, isOn: boolean): Promise<Result<undefined>> {
    return this.#holds.hold(sessionId, isOn);
  }

  /** The person is there, whatever it looked like. */
  stay(sessionId: string): Result<undefined> {
    if (this.#truth.get(sessionId) === undefined) return sessionNotFound();
    this.#times.active(sessionId);
    return ok();
  }

  /** The computer slept, or its clock was set: everything that hangs on time is worked out again. */
  wake(): void {
    this.#times.look();
  }

  /** Takes an ended session out of the list. */
  forget(sessionId: string): Result<undefined> {
    const session = this.#truth.get(sessionId);
    if (session === undefined) return sessionNotFound();
    if (!isOver(session.state)) return fail('busy', 'This session is still running.', 'End it first.');
    this.#truth.drop(sessionId);
    this.#live.delete(sessionId);
    return ok();
  }

  /** Connects a machine again whose link was lost, or that could not be signed in to. */
  reconnect(sessionId: string, machine: number): Result<undefined> {
    const session = this.#truth.get(sessionId);
    if (session === undefined || machineOf(session, machine) === undefined) return sessionNotFound();
    if (isOver(session.state))
      return fail(
        'session-ended',
        'This session has ended; its machine is gone.',
        'Rebuild with remote access to get a new one.',
      );
    this.#links.connect(sessionId, machine);
    return ok();
  }

  /** The password of a machine's endpoint, for the clipboard and nothing else. */
  copyPassword(sessionId: string, machine: number, kind: 'ssh' | 'vnc' | 'rdp'): Result<string> {
    if (this.#truth.get(sessionId) === undefined) return sessionNotFound();
    const { secrets } = this.#options;
    const handle = passwordHandle(this.#live.get(sessionId)?.machines.get(machine), kind, secrets);
    const secret = handle === undefined ? undefined : secrets.read(handle);
    if (secret?.kind !== 'password') return fail('not-found', 'There is no password for this machine.');
    return ok(secret.password);
  }

  /**
   * How this machine let us in: by which kind of identity, under which label, and whether it was one of the person's own.
   * `connection-lost` when it has not yet
   */
  signIn(sessionId: string, machine: number): Result<{ kind: Identity['kind']; label: string; isOwn: boolean }> {
    const live = this.#live.get(sessionId)?.machines.get(machine);
    const label = machineOf(this.#truth.get(sessionId), machine)?.signedInWith;
    const brought = (live?.identities ?? []).flatMap((handle) => this.#options.secrets.read(handle) ?? []);
    const found = [...brought, ...(live?.own?.identities ?? [])].find((identity) => identity.label === label);
    if (found === undefined)
      return fail('connection-lost', 'The machine is not connected.', 'Wait for the connection, or reconnect.');
    return ok({ kind: found.kind, label: found.label, isOwn: !brought.includes(found) });
  }

  /** Opens one more terminal on a connected machine, in the shell of this name, or in the usual one. */
  openTerminal(sessionId: string, machine: number, shell?: string): Promise<Result<{ terminalId: string }>> {
    return this.#terminals.open(sessionId, machine, shell);
  }

  closeTerminal(sessionId: string, terminalId: string): Promise<Result<undefined>> {
    const closed = this.#terminals.close(sessionId, terminalId);
    this.#times.linksChanged(sessionId);
    return closed;
  }

  /** Gives one end of a terminal's byte stream to the connection process. */
  attachTerminal(
    sessionId: string,
    terminalId: string,
    size: TerminalSize,
    port: StreamPort,
  ): Promise<Result<undefined>> {
    return this.#terminals.attach(sessionId, terminalId, size, port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    this.#times[Symbol.dispose]();
    await Promise.all([...this.#live.values()].map(async (live) => live.connection?.[Symbol.asyncDispose]()));
    for (const sessionId of this.#live.keys()) this.#ends.over(sessionId);
    this.#live.clear();
  }

  #begin(started: Result<ProviderSession>): Started {
    if (!started.ok) return started;
    if (this.#options.registry.get(started.value.accountId) === undefined)
      return fail(
        'not-found',
        'The account was removed while the machine was asked for.',
        'The rebuild goes on without Jumpseat: cancel it on the page of the service.',
      );
    // Its first events may have come before this reply; they are newer than it.
    if (this.#truth.get(started.value.id) === undefined) this.take(started.value);
    return ok({ sessionId: started.value.id });
  }

  #titleOf(buildId: string | undefined): string {
    const build = buildId === undefined ? undefined : this.#options.truth.get('builds', buildId);
    return build === undefined ? 'Session' : `${build.projectName} #${build.number}`;
  }

  /** The machine is gone: what opened it is forgotten and the connection process ends. */
  #release(session: Session, live: LiveSession): void {
    forgetSecrets(live, this.#options.secrets);
    this.screens.release(session.id);
    this.#links.release(session, live);
    this.#live.delete(session.id);
    this.#ends.over(session.id);
  }
}
