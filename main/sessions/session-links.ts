import type { Account } from '../contract/account.ts';
import type { ConnectionEvents } from '../contract/connection-control.ts';
import type { Problem } from '../contract/problem.ts';
import type { Session } from '../contract/session.ts';
import type { SecretStore } from '../keychain/secret-store.ts';
import type { Clock } from '../lib/clock.ts';
import { createRestartBudget } from '../lib/restarts.ts';
import { describe, problem } from '../lib/result.ts';
import type { LiveMachine, LiveSession } from './live-session.ts';
import { explainOwnKeys } from './refusal.ts';
import type { ConnectionProcess, LaunchConnection } from './session-connection.ts';
import type { Keys } from './session-keys.ts';
import type { MachineNews, MachineWatcher } from './session-machines.ts';
import { loseScreens } from './session-screens.ts';
import { machineOf, sshOf, type SessionTruth } from './session-truth.ts';
import { loseTerminals, wantsTerminal, type SessionTerminals } from './session-terminals.ts';

interface Options {
  truth: SessionTruth;
  terminals: SessionTerminals;
  /** Takes what is said about a screen. */
  onScreen(sessionId: string, event: ConnectionEvents['screen']): void;
  /** A link, or a terminal on it, came or went. */
  onLinks(sessionId: string): void;
  /** Is told how machines and their transfers are. */
  machines: MachineWatcher;
  secrets: SecretStore;
  keys: Keys;
  clock: Clock;
  accountOf(accountId: string): Account | undefined;
  liveOf(sessionId: string): LiveSession | undefined;
  mayBeHere?(accountId: string): boolean;
  launchConnection: LaunchConnection;
  log(line: string): void;
}

/** OpenSSH's servers end the connection after so many attempts to sign in (MaxAuthTries). */
const MOST_ATTEMPTS = 6;
/** A machine that a service has just made may not listen yet; milliseconds. What was pasted is there, or is not. */
const FIRST_CONTACT_MS = 30_000;
/** So often machines with work under way are connected again after a crash within the time; then it is the person's turn. */
const MOST_RESTARTS = 3;
const RESTARTS_WITHIN_MS = 60_000;

/** The links to the machines of all sessions; one connection process holds those of one session. */
export class SessionLinks {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /**
   * Connects the machines that wait for it: new ones, those that moved, and those that failed before there was anything
   * new to sign in with.
   */
  connectWaiting(sessionId: string, renewed: ReadonlySet<number>): void {
    for (const machine of this.#options.truth.get(sessionId)?.machines ?? []) {
      if (machine.link === 'idle' || (machine.link === 'failed' && renewed.has(machine.index)))
        this.connect(sessionId, machine.index);
    }
  }

  /** Connects a machine, or connects it anew. */
  connect(sessionId: string, index: number): void {
    const { truth } = this.#options;
    const session = truth.get(sessionId);
    const live = this.#options.liveOf(sessionId);
    const machine = live?.machines.get(index);
    if (live === undefined || machine === undefined || sshOf(machineOf(session, index)) === undefined) return;
    truth.updateMachine(sessionId, index, { link: 'connecting', problem: undefined });
    machine.attempts += 1;
    if (machine.usesOwnKeys) void this.#connectWithOwnKeys(sessionId, index, live, machine);
    else this.#dial(sessionId, index, live, machine);
  }

  async #connectWithOwnKeys(sessionId: string, index: number, live: LiveSession, machine: LiveMachine): Promise<void> {
    const { truth, keys, liveOf, log } = this.#options;
    const attempt = machine.attempts;
    const session = truth.get(sessionId);
    const host = sshOf(machineOf(session, index))?.host;
    if (session === undefined || host === undefined) return;
    try {
      machine.own = await keys.identities({
        accountId: session.accountId,
        host,
        identityFile: machine.identityFile,
        limit: Math.max(1, MOST_ATTEMPTS - machine.identities.length),
      });
    } catch (error) {
      // Without the person's keys the machine may still be entered with what it brought itself.
      log(`keys could not be read: ${describe(error)}`);
      machine.own = { identities: [], locked: [] };
    }
    // While keys were looked for, the session may have ended, or somebody else began to connect.
    if (liveOf(sessionId) !== live || live.machines.get(index) !== machine || machine.attempts !== attempt) return;
    this.#dial(sessionId, index, live, machine);
  }

  #dial(sessionId: string, index: number, live: LiveSession, machine: LiveMachine): void {
    const { truth, secrets } = this.#options;
    const shown = machineOf(truth.get(sessionId), index);
    const endpoint = sshOf(shown);
    if (endpoint === undefined) return;
    const identities = machine.identities.map((handle) => secrets.read(handle)).filter((found) => found !== undefined);
    const connection = this.processOf(sessionId, live);
    void connection.client
      .call('connect', {
        machine: index,
        endpoint,
        identities: [...identities, ...(machine.own?.identities ?? [])],
        hostKey: shown?.hostKey,
        patienceMs: this.#options.accountOf(live.said.accountId)?.provider === 'pasted' ? 0 : FIRST_CONTACT_MS,
        isElsewhere: this.#options.mayBeHere?.(live.said.accountId) === false,
      })
      .then((result) => {
        // The end of the process itself is told by whoever ended it, or by its crash.
        if (!result.ok && live.connection === connection)
          truth.updateMachine(sessionId, index, { link: 'failed', problem: result.problem });
      });
  }

  /** The connection process of a session, started when there is none. */
  processOf(sessionId: string, live: LiveSession): ConnectionProcess {
    return (live.connection ??= this.#launch(sessionId));
  }

  /** The provider named another host key than the one the machine had shown: it is not the machine it should be. */
  stopForeign(sessionId: string, index: number): void {
    const { truth, liveOf } = this.#options;
    const reason = problem(
      'host-key-changed',
      'This is not the machine the service speaks of: its host key is a different one.',
      'Jumpseat closed the connection, since somebody may be in between. End the session and start a new one.',
    );
    void liveOf(sessionId)?.connection?.client.call('disconnect', { machine: index });
    truth.update(sessionId, (session) => loseTerminals(session, index));
    truth.updateMachine(sessionId, index, { link: 'failed', problem: reason });
    this.#options.onLinks(sessionId);
  }

  #launch(sessionId: string): ConnectionProcess {
    const { liveOf, terminals, machines, log } = this.#options;
    const connection = this.#options.launchConnection(sessionId, (detail) => this.#onCrash(sessionId, detail));
    // What a process says after it was let go is about machines that are gone.
    const isOurs = (): boolean => liveOf(sessionId)?.connection === connection;
    connection.client.on('link', (event) => isOurs() && this.#onLink(sessionId, event));
    connection.client.on('terminal', (event) => {
      if (!isOurs()) return;
      terminals.take(sessionId, event);
      this.#options.onLinks(sessionId);
    });
    connection.client.on('screen', (event) => isOurs() && this.#options.onScreen(sessionId, event));
    connection.client.on('transfers', ({ changes }) => isOurs() && machines.progress(sessionId, changes));
    const hear = (news: MachineNews): false | void => isOurs() && machines.heard(sessionId, news);
    connection.client.on('activity', (payload) => hear({ name: 'activity', payload }));
    connection.client.on('salvage', (payload) => hear({ name: 'salvage', payload }));
    connection.client.on('recording', (payload) => hear({ name: 'recording', payload }));
    connection.client.on('ports', (payload) => hear({ name: 'ports', payload }));
    connection.client.on('forward', (payload) => hear({ name: 'forward', payload }));
    connection.client.on('log', ({ line }) => log(`connection: ${line}`));
    return connection;
  }

  #onLink(sessionId: string, { machine: index, state, accepts, ...rest }: ConnectionEvents['link']): void {
    const { truth, terminals } = this.#options;
    const before = machineOf(truth.get(sessionId), index)?.link;
    // A link that was stopped says so at last; why it was stopped is what people need to see.
    if (state === 'idle' && before === 'failed') return;
    const known = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    const reason = rest.problem === undefined ? undefined : this.#explain(sessionId, index, rest.problem, accepts);
    truth.updateMachine(sessionId, index, { ...known, link: state, problem: reason });
    if (state !== before) this.#options.onLinks(sessionId);
    // A link also reports while it is up; only one that comes up is news.
    if (state !== 'connected' || before === 'connected') return;
    this.#onConnected(sessionId, index, rest.signedInWith);
    const session = truth.get(sessionId);
    if (session !== undefined && wantsTerminal(session, index)) {
      void terminals.open(sessionId, index);
      this.#options.onLinks(sessionId);
    }
    this.#options.machines.connected({ sessionId, machine: index });
  }

  #onConnected(sessionId: string, index: number, signedInWith: string | undefined): void {
    const { truth, keys, liveOf } = this.#options;
    const session = truth.get(sessionId);
    const live = liveOf(sessionId);
    const host = sshOf(machineOf(session, index))?.host;
    if (session === undefined || live === undefined || host === undefined) return;
    const isOwn = live.machines.get(index)?.own?.identities.some(({ label }) => label === signedInWith);
    if (isOwn === true && signedInWith !== undefined)
      keys.noteSuccess({ accountId: session.accountId, host }, signedInWith);
  }

  #explain(sessionId: string, index: number, reason: Problem, accepts: readonly string[] | undefined): Problem {
    const machine = this.#options.liveOf(sessionId)?.machines.get(index);
    const session = this.#options.truth.get(sessionId);
    if (machine?.own === undefined || session === undefined) return reason;
    const account = this.#options.accountOf(session.accountId);
    return explainOwnKeys(reason, { own: machine.own, account, hasIdentities: machine.identities.length > 0, accepts });
  }

  #onCrash(sessionId: string, detail: string): void {
    const live = this.#options.liveOf(sessionId);
    if (live !== undefined) live.connection = undefined;
    const reason = problem(
      'process-crashed',
      'The part of Jumpseat that held this connection stopped.',
      'Reconnect: the machine is still there.',
      detail,
    );
    this.#options.truth.update(sessionId, (session) => ({
      ...loseScreens(loseTerminals(session), reason),
      machines: session.machines.map((machine) =>
        machine.link === 'idle' ? machine : { ...machine, link: 'lost', problem: reason },
      ),
    }));
    this.#options.onLinks(sessionId);
    this.#options.machines.crashed(sessionId);
    this.#connectBusy(sessionId);
  }

  /** Machines that were at work come back by themselves, unless their process goes down again and again. */
  #connectBusy(sessionId: string): void {
    const { truth, clock, liveOf, machines } = this.#options;
    const live = liveOf(sessionId);
    const busy = truth
      .get(sessionId)
      ?.machines.filter(({ index, link }) => link === 'lost' && machines.isBusy({ sessionId, machine: index }));
    if (live === undefined || busy === undefined || busy.length === 0) return;
    live.restarts ??= createRestartBudget(clock, MOST_RESTARTS, RESTARTS_WITHIN_MS);
    if (live.restarts.mayRestart()) for (const { index } of busy) this.connect(sessionId, index);
  }

  /** The machines are gone: the connection process ends. */
  release(session: Session, live: LiveSession): void {
    const { connection } = live;
    live.connection = undefined;
    void connection?.[Symbol.asyncDispose]();
    this.#options.truth.update(session.id, (current) => ({
      ...loseTerminals(current),
      machines: current.machines.map((machine) => ({
        ...machine,
        endpoints: machine.endpoints.map((endpoint) => ({ ...endpoint, secretHandle: undefined })),
        link: 'idle' as const,
        problem: undefined,
      })),
    }));
    this.#options.machines.released(session.id);
  }
}
