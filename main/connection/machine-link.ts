import type { Duplex } from 'node:stream';
import type { TerminalSize } from '../contract/calls.ts';
import type { ConnectionEvents, Identity } from '../contract/connection-control.ts';
import type { Problem, Result } from '../contract/problem.ts';
import type { HostKey, SshEndpoint } from '../contract/session.ts';
import type { Clock } from '../lib/clock.ts';
import { fail, problem } from '../lib/result.ts';
import { startHeartbeat } from './heartbeat.ts';
import { ConnectedFiles } from './remote/connected-files.ts';
import type { MachineFiles } from './remote/machine-files.ts';
import { createShellFiles } from './shell-files/create-shell-files.ts';
import type { ConnectSsh, ForwardOptions, RemoteListener, ShellChannel, SshConnection } from './ssh-connection.ts';

/** What a server says of itself, as much of it as main listens to: with more than that nobody would hear of the failure. */
function knownMethods(accepts: readonly string[]): string[] {
  return accepts.filter((method) => method.length <= 64).slice(0, 16);
}

/** Pauses between attempts to get a lost link back; the last one repeats. */
export const RETRY_DELAYS_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000] as const;
/** After this long without success it is left to the person. */
export const GIVE_UP_AFTER_MS = 15 * 60_000;

type LinkEvent = Omit<ConnectionEvents['link'], 'machine'>;

export interface Target {
  endpoint: SshEndpoint;
  identities: readonly Identity[];
  /** The pin that main knows. */
  hostKey?: HostKey | undefined;
  /** How long the first contact is tried again; milliseconds. */
  patienceMs?: number | undefined;
  isElsewhere?: boolean | undefined;
}

interface Options {
  clock: Clock;
  connect: ConnectSsh;
  onEvent(event: LinkEvent): void;
  /** The link is up, for the first time or again. */
  onConnected(files: MachineFiles): void;
  /** Everything that ran over the link is gone. */
  onLost(problem: Problem): void;
  log(line: string): void;
}

/** Pause between attempts at the first contact. */
export const FIRST_CONTACT_PAUSE_MS = 1_000;

/** Failures that another attempt cannot mend, and that must not be tried again unasked. */
const finalCodes = new Set(['sign-in-refused', 'host-key-changed', 'not-supported', 'not-allowed', 'internal']);

/** The link to one machine: connects, measures, and comes back after a loss. */
export class MachineLink implements AsyncDisposable {
  readonly #options: Options;
  #target: Target | undefined;
  #pin: HostKey | undefined;
  #connection: SshConnection | undefined;
  #files: ConnectedFiles | undefined;
  #latencyMs: number | undefined;
  #attempt: AbortController | undefined;
  #stopHeartbeat = () => {};
  #cancelRetry = () => {};
  #lostAt: number | undefined;
  #startedAt = 0;
  #retries = 0;
  #isKept = false;
  #hasGivenUp = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Connects, or connects anew when asked again. Nothing happens when the link to this target is up. */
  start(target: Target): void {
    const isSame = isSameMachine(this.#target?.endpoint, target.endpoint);
    if (this.#connection !== undefined && isSame) return this.#report(this.#connection);
    const wasConnected = this.#connection !== undefined;
    this.#stop();
    if (wasConnected) this.#options.onLost(problem('connection-lost', 'The machine was replaced by another one.'));
    this.#target = target;
    // A key seen at first contact stays the pin for as long as this process knows the machine.
    this.#pin = target.hostKey ?? (isSame ? this.#pin : undefined);
    this.#lostAt = undefined;
    this.#hasGivenUp = false;
    this.#startedAt = this.#options.clock.now();
    this.#options.onEvent({ state: 'connecting' });
    void this.#try(target);
  }

  /** From now on a link that was lost is never given up; one that was given up is tried again. */
  keep(isOn: boolean): void {
    this.#isKept = isOn;
    if (!isOn || !this.#hasGivenUp || this.#target === undefined) return;
    this.#hasGivenUp = false;
    void this.#try(this.#target);
  }

  /** `command` takes the place of the login shell. */
  async openShell(size: TerminalSize, command?: string): Promise<Result<ShellChannel>> {
    if (this.#connection === undefined) return fail('connection-lost', 'The machine is not connected.', 'Reconnect.');
    return this.#connection.openShell(size, command);
  }

  /** Connects from the machine to an address as it sees it; see {@link SshConnection.forward}. */
  async forward(host: string, port: number, options?: ForwardOptions): Promise<Result<Duplex>> {
    if (this.#connection === undefined) return fail('connection-lost', 'The machine is not connected.', 'Reconnect.');
    return this.#connection.forward(host, port, options);
  }

  /** Lets the machine listen for us; see {@link SshConnection.listen}. */
  async listen(...order: Parameters<SshConnection['listen']>): Promise<Result<RemoteListener>> {
    if (this.#connection === undefined) return fail('connection-lost', 'The machine is not connected.', 'Reconnect.');
    return this.#connection.listen(...order);
  }

  get isConnected(): boolean {
    return this.#connection !== undefined;
  }

  /** The machine's files while the link is up; others after each loss. */
  get files(): MachineFiles | undefined {
    return this.#files;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop();
    await Promise.resolve();
  }

  async #try(target: Target): Promise<void> {
    const attempt = new AbortController();
    this.#attempt = attempt;
    let accepts: readonly string[] | undefined;
    const connected = await this.#options.connect({
      endpoint: target.endpoint,
      identities: target.identities,
      pinned: this.#pin,
      isElsewhere: target.isElsewhere,
      signal: attempt.signal,
      log: this.#options.log,
      onRefused: (methods) => {
        accepts = methods;
      },
      onLost: (reason) => {
        if (this.#attempt === attempt) this.#lose(reason);
      },
    });
    if (this.#attempt !== attempt) {
      if (connected.ok) connected.value.close();
      return;
    }
    if (!connected.ok) return this.#failed(target, connected.problem, accepts);
    this.#connection = connected.value;
    // The same key by its fingerprint; only whoever has seen it knows all of it.
    const { hostKey } = connected.value;
    this.#pin = { ...(this.#pin ?? { ...hostKey, source: 'first-contact' }), publicKey: hostKey.publicKey };
    this.#lostAt = undefined;
    this.#retries = 0;
    this.#latencyMs = undefined;
    const files = new ConnectedFiles({
      connection: connected.value,
      clock: this.#options.clock,
      openShellFiles: createShellFiles,
      latencyMs: () => this.#latencyMs,
    });
    this.#files = files;
    this.#report(connected.value);
    this.#stopHeartbeat = startHeartbeat({
      clock: this.#options.clock,
      roundTrip: () => connected.value.roundTrip(),
      onLatency: (latencyMs) => {
        this.#latencyMs = latencyMs;
        this.#options.onEvent({ state: 'connected', latencyMs });
      },
      onSilence: () => {
        connected.value.close();
        this.#lose(problem('connection-lost', 'The machine stopped answering.', 'Jumpseat keeps trying to reach it.'));
      },
    });
    this.#options.onConnected(files);
  }

  #report(connection: SshConnection): void {
    this.#options.onEvent({
      state: 'connected',
      ...(this.#pin === undefined ? {} : { hostKey: this.#pin }),
      signedInWith: connection.signedInWith,
    });
  }

  #failed(target: Target, reason: Problem, accepts: readonly string[] | undefined): void {
    const { clock } = this.#options;
    const isFirst = this.#lostAt === undefined && !finalCodes.has(reason.code);
    if (isFirst && clock.now() + FIRST_CONTACT_PAUSE_MS - this.#startedAt <= (target.patienceMs ?? 0)) {
      this.#cancelRetry = clock.after(FIRST_CONTACT_PAUSE_MS, () => void this.#try(target));
      return;
    }
    const isHopeless = this.#lostAt === undefined || finalCodes.has(reason.code);
    const isLong = clock.now() - (this.#lostAt ?? 0) > GIVE_UP_AFTER_MS;
    if (isHopeless || (isLong && !this.#isKept)) {
      this.#hasGivenUp = !isHopeless;
      return this.#options.onEvent({
        state: 'failed',
        problem: reason,
        ...(accepts === undefined ? {} : { accepts: knownMethods(accepts) }),
      });
    }
    this.#options.onEvent({ state: 'lost', problem: reason });
    this.#retryLater(target);
  }

  #lose(reason: Problem): void {
    const target = this.#target;
    this.#stop();
    this.#lostAt = this.#options.clock.now();
    this.#retries = 0;
    this.#options.onEvent({ state: 'lost', problem: reason });
    this.#options.onLost(reason);
    if (target !== undefined) this.#retryLater(target);
  }

  #retryLater(target: Target): void {
    const delayMs = RETRY_DELAYS_MS[this.#retries] ?? RETRY_DELAYS_MS.at(-1) ?? 0;
    this.#retries += 1;
    this.#cancelRetry = this.#options.clock.after(delayMs, () => void this.#try(target));
  }

  #stop(): void {
    this.#cancelRetry();
    this.#stopHeartbeat();
    const attempt = this.#attempt;
    this.#attempt = undefined;
    attempt?.abort();
    void this.#files?.[Symbol.asyncDispose]();
    this.#files = undefined;
    this.#connection?.close();
    this.#connection = undefined;
  }
}

function isSameMachine(one: SshEndpoint | undefined, other: SshEndpoint): boolean {
  return one?.host === other.host && one.port === other.port && one.user === other.user;
}
