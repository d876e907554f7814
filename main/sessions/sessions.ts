import type { StreamPort } from '../ipc/port-broker.ts';
import { randomUUID } from 'node:crypto';
import type { TerminalSize } from '../contract/calls.ts';
import type { ConnectionEvents } from '../contract/connection-control.ts';
import type { Result } from '../contract/problem.ts';
import type { Session, SessionMachine, Terminal } from '../contract/session.ts';
import type { Builds } from '../builds/builds.ts';
import type { TruthStore } from '../ipc/truth.ts';
import type { SecretStore } from '../keychain/secret-store.ts';
import type { Clock } from '../lib/clock.ts';
import { fail, ok, problem } from '../lib/result.ts';
import type { ProviderSession } from '../providers/provider.ts';
import type { Registry } from '../providers/registry.ts';
import type { ConnectionProcess, LaunchConnection } from './session-connection.ts';
import { isOver, mergeSession } from './session-view.ts';

interface Options {
  truth: TruthStore;
  registry: Registry;
  builds: Builds;
  secrets: SecretStore;
  clock: Clock;
  launchConnection: LaunchConnection;
  log(line: string): void;
}

/** What main knows of a session beyond what the window sees. */
interface Live {
  /** Secret handles by machine, in the order in which they are offered. */
  handles: Map<number, string[]>;
  connection?: ConnectionProcess | undefined;
}

/** The truth about sessions: follows the provider, keeps one connection process each, opens and hands out terminals. */
export class Sessions implements AsyncDisposable {
  readonly #options: Options;
  readonly #live = new Map<string, Live>();
  #isDisposed = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Asks for a rebuild with remote access. */
  async start(buildId: string): Promise<Result<{ sessionId: string }>> {
    const provider = this.#options.builds.providerOf(buildId);
    if (!provider.ok) return provider;
    if (!provider.value.account.capabilities.rebuildWithAccess) {
      return fail('not-supported', `${provider.value.account.label} cannot rebuild with remote access.`);
    }
    const started = await provider.value.rebuildWithAccess(buildId);
    if (!started.ok) return started;
    // Its first events may have come before this reply; they are newer than it.
    if (this.#session(started.value.id) === undefined) this.take(started.value);
    return ok({ sessionId: started.value.id });
  }

  /** Takes what a provider says about a session. */
  take(from: ProviderSession): void {
    const { truth, clock } = this.#options;
    const before = this.#session(from.id);
    if (this.#isDisposed) return;
    // A provider may be slow to notice; what is over stays over.
    if (before !== undefined && isOver(before.state)) return;
    const live = this.#live.get(from.id) ?? { handles: new Map<number, string[]>() };
    this.#live.set(from.id, live);
    for (const machine of from.machines) {
      if (live.handles.has(machine.index)) continue;
      live.handles.set(
        machine.index,
        machine.identities.map((identity) => this.#options.secrets.keep(identity)),
      );
    }
    const session = mergeSession(from, before, {
      title: from.title || this.#titleOf(from.buildId),
      now: clock.now(),
      handleOf: (machine) => live.handles.get(machine)?.[0],
    });
    truth.put('sessions', session.id, session);
    if (isOver(session.state)) this.#release(session);
    else this.#connectNew(session);
  }

  async end(sessionId: string): Promise<Result<undefined>> {
    const session = this.#session(sessionId);
    if (session === undefined) return notFound();
    if (isOver(session.state)) return ok();
    this.#update(sessionId, (current) => ({ ...current, state: 'closing', stateSince: this.#options.clock.now() }));
    const ended = await this.#options.registry.get(session.accountId)?.endSession(sessionId);
    if (ended?.ok === false) {
      this.#update(sessionId, (current) =>
        current.state === 'closing' ? { ...current, state: session.state } : current,
      );
      return ended;
    }
    return ok();
  }

  /** Takes an ended session out of the list. */
  forget(sessionId: string): Result<undefined> {
    const session = this.#session(sessionId);
    if (session === undefined) return notFound();
    if (!isOver(session.state)) return fail('busy', 'This session is still running.', 'End it first.');
    this.#options.truth.drop('sessions', sessionId);
    this.#live.delete(sessionId);
    return ok();
  }

  /** Connects a machine again whose link was lost. */
  reconnect(sessionId: string, machine: number): Result<undefined> {
    const session = this.#session(sessionId);
    const found = session?.machines.find(({ index }) => index === machine);
    if (session === undefined || found === undefined) return notFound();
    if (isOver(session.state))
      return fail(
        'session-ended',
        'This session has ended; its machine is gone.',
        'Rebuild with remote access to get a new one.',
      );
    this.#connect(session, found);
    return ok();
  }

  /** Opens one more terminal on a connected machine. */
  async openTerminal(sessionId: string, machine: number): Promise<Result<{ terminalId: string }>> {
    const session = this.#session(sessionId);
    const connection = this.#live.get(sessionId)?.connection;
    const link = session?.machines.find(({ index }) => index === machine)?.link;
    if (session === undefined || link === undefined) return notFound();
    if (connection === undefined || link !== 'connected') {
      return fail('connection-lost', 'The machine is not connected.', 'Wait for the connection, or reconnect.');
    }
    const number = Math.max(0, ...session.terminals.map((terminal) => terminal.number)) + 1;
    const terminal: Terminal = { id: randomUUID(), machine, number, state: 'opening' };
    this.#update(sessionId, (current) => ({ ...current, terminals: [...current.terminals, terminal] }));
    const opened = await connection.client.call('openTerminal', { machine, terminalId: terminal.id });
    if (opened.ok) return ok({ terminalId: terminal.id });
    this.#update(sessionId, (current) => ({
      ...current,
      terminals: current.terminals.filter(({ id }) => id !== terminal.id),
    }));
    return opened;
  }

  async closeTerminal(sessionId: string, terminalId: string): Promise<Result<undefined>> {
    if (this.#session(sessionId) === undefined) return notFound();
    this.#update(sessionId, (current) => ({
      ...current,
      terminals: current.terminals.filter(({ id }) => id !== terminalId),
    }));
    // A terminal of a link that is gone has nothing left to close.
    await this.#live.get(sessionId)?.connection?.client.call('closeTerminal', { terminalId });
    return ok();
  }

  /** Gives one end of a terminal's byte stream to the connection process. */
  async attachTerminal(
    sessionId: string,
    terminalId: string,
    size: TerminalSize,
    port: StreamPort,
  ): Promise<Result<undefined>> {
    const session = this.#session(sessionId);
    const connection = this.#live.get(sessionId)?.connection;
    if (session === undefined || !session.terminals.some(({ id }) => id === terminalId)) return notFound();
    if (connection === undefined) return fail('connection-lost', 'The machine is not connected.', 'Reconnect first.');
    return connection.client.call('attachTerminal', { terminalId, size }, [port]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    await Promise.all([...this.#live.values()].map(async (live) => live.connection?.[Symbol.asyncDispose]()));
    this.#live.clear();
  }

  #session(sessionId: string): Session | undefined {
    return this.#options.truth.get('sessions', sessionId);
  }

  #update(sessionId: string, change: (session: Session) => Session): void {
    const session = this.#session(sessionId);
    if (session !== undefined) this.#options.truth.put('sessions', sessionId, change(session));
  }

  #updateMachine(sessionId: string, machine: number, change: Partial<SessionMachine>): void {
    this.#update(sessionId, (session) => ({
      ...session,
      machines: session.machines.map((current) => (current.index === machine ? { ...current, ...change } : current)),
    }));
  }

  #titleOf(buildId: string): string {
    const build = this.#options.truth.get('builds', buildId);
    return build === undefined ? 'Session' : `${build.projectName} #${build.number}`;
  }

  #connectNew(session: Session): void {
    for (const machine of session.machines) {
      if (machine.link === 'idle' && machine.endpoints.length > 0) this.#connect(session, machine);
    }
  }

  #connect(session: Session, machine: SessionMachine): void {
    const live = this.#live.get(session.id);
    const endpoint = machine.endpoints.find(({ kind }) => kind === 'ssh');
    if (live === undefined || endpoint === undefined) return;
    const connection = (live.connection ??= this.#launch(session.id));
    const identities = (live.handles.get(machine.index) ?? [])
      .map((handle) => this.#options.secrets.read(handle))
      .filter((identity) => identity !== undefined);
    this.#updateMachine(session.id, machine.index, { link: 'connecting', problem: undefined });
    void connection.client
      .call('connect', { machine: machine.index, endpoint, identities, hostKey: machine.hostKey })
      .then((result) => {
        // The end of the process itself is told by whoever ended it, or by its crash.
        if (!result.ok && live.connection === connection)
          this.#updateMachine(session.id, machine.index, { link: 'failed', problem: result.problem });
      });
  }

  #launch(sessionId: string): ConnectionProcess {
    const connection = this.#options.launchConnection(sessionId, (detail) => this.#onCrash(sessionId, detail));
    // What a process says after it was let go is about machines that are gone.
    const isOurs = (): boolean => this.#live.get(sessionId)?.connection === connection;
    connection.client.on('link', (event) => isOurs() && this.#onLink(sessionId, event));
    connection.client.on('terminal', (event) => isOurs() && this.#onTerminal(sessionId, event));
    connection.client.on('log', ({ line }) => this.#options.log(`connection: ${line}`));
    return connection;
  }

  #onLink(sessionId: string, { machine, ...event }: ConnectionEvents['link']): void {
    const { state, ...rest } = event;
    const before = this.#session(sessionId)?.machines.find(({ index }) => index === machine)?.link;
    const known = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    this.#updateMachine(sessionId, machine, { ...known, link: state, problem: event.problem });
    const session = this.#session(sessionId);
    // A link also reports while it is up; only one that comes up asks for a terminal.
    if (state === 'connected' && before !== 'connected' && session !== undefined && wantsTerminal(session, machine)) {
      void this.openTerminal(sessionId, machine);
    }
  }

  #onTerminal(sessionId: string, { terminalId, ...event }: ConnectionEvents['terminal']): void {
    this.#update(sessionId, (session) => ({
      ...session,
      terminals: session.terminals.map((terminal) =>
        terminal.id === terminalId ? { ...terminal, ...event } : terminal,
      ),
    }));
  }

  #onCrash(sessionId: string, detail: string): void {
    const live = this.#live.get(sessionId);
    if (live !== undefined) live.connection = undefined;
    const reason = problem(
      'process-crashed',
      'The part of Jumpseat that held this connection stopped.',
      'Reconnect: the machine is still there.',
      detail,
    );
    this.#update(sessionId, (session) => ({
      ...loseTerminals(session),
      machines: session.machines.map((machine) =>
        machine.link === 'idle' ? machine : { ...machine, link: 'lost', problem: reason },
      ),
    }));
  }

  /** The machine is gone: keys are forgotten and the connection process ends. */
  #release(session: Session): void {
    const live = this.#live.get(session.id);
    if (live === undefined) return;
    for (const handle of [...live.handles.values()].flat()) this.#options.secrets.forget(handle);
    live.handles.clear();
    const { connection } = live;
    live.connection = undefined;
    void connection?.[Symbol.asyncDispose]();
    this.#update(session.id, (current) => ({
      ...loseTerminals(current),
      machines: current.machines.map((machine) => ({ ...machine, link: 'idle' as const, problem: undefined })),
    }));
  }
}

/**
 * Whoever asked for a machine wants its prompt: at the first connection on the machine whose step failed, and again on
 * every machine whose terminals were all lost with its link.
 */
function wantsTerminal(session: Session, machine: number): boolean {
  if (session.terminals.length === 0) return machine === (session.failedStep?.machine ?? session.machines[0]?.index);
  const own = session.terminals.filter((terminal) => terminal.machine === machine);
  return own.length > 0 && own.every(({ state }) => state === 'lost');
}

function loseTerminals(session: Session): Session {
  return {
    ...session,
    terminals: session.terminals.map((terminal) =>
      terminal.state === 'exited' ? terminal : { ...terminal, state: 'lost' as const },
    ),
  };
}

function notFound(): Result<never> {
  return fail('not-found', 'This session is not in the list any more.');
}
