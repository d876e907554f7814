import type { ConnectionEvents } from '../contract/connection-control.ts';
import type { connectionWorkEvents } from '../contract/connection-work.ts';
import type { Result } from '../contract/problem.ts';
import type { StreamPort } from '../ipc/port-broker.ts';
import { fail, ok } from '../lib/result.ts';
import type { ConnectionProcess } from './session-connection.ts';
import { isOver, machineOf, sessionNotFound, sshOf, type SessionTruth } from './session-truth.ts';

/** One machine of one session. */
export interface MachinePlace {
  sessionId: string;
  machine: number;
}

/** By what a machine is known again, in whatever session it turns up. */
export interface MachineIdentity {
  user: string;
  host: string;
  port: number;
  /** SHA-256 of its host key, as OpenSSH prints it. */
  hostKey: string;
}

/** A machine that was connected at least once, and the process that holds its link, up or lost. */
export interface ReachedMachine {
  identity: MachineIdentity;
  /** For people: "anna@10.0.0.7". */
  name: string;
  isConnected: boolean;
  client: ConnectionProcess['client'];
}

/** One event of contract/connection-work.ts. */
export type MachineNews = {
  [N in keyof typeof connectionWorkEvents]: { name: N; payload: ConnectionEvents[N] };
}[keyof typeof connectionWorkEvents];

/** Who works on machines beside terminals, and has to know how these are. */
export interface MachineWatcher {
  /** Its link came up, for the first time or again. */
  connected(place: MachinePlace): void;
  /** How transfers are that changed. */
  progress(sessionId: string, changes: ConnectionEvents['transfers']['changes']): void;
  /** The connection process is gone, and all that it was told. */
  crashed(sessionId: string): void;
  /** The session is over; its machines are gone. */
  released(sessionId: string): void;
  /** What a connection process says about salvages, recordings, ports and the like. */
  heard(sessionId: string, news: MachineNews): void;
  /** There is work under way, for which this machine is connected again after a crash. */
  isBusy(place: MachinePlace): boolean;
}

/** The machines of all sessions, for whoever works with their files. */
export class SessionMachines {
  /** Takes what happens to the machines, and tells every watcher. */
  readonly tell: MachineWatcher;
  readonly #truth: SessionTruth;
  readonly #connectionOf: (sessionId: string) => ConnectionProcess | undefined;
  readonly #watchers = new Set<Partial<MachineWatcher>>();

  constructor(truth: SessionTruth, connectionOf: (sessionId: string) => ConnectionProcess | undefined) {
    this.#truth = truth;
    this.#connectionOf = connectionOf;
    const all = this.#watchers;
    this.tell = {
      connected: (place) => all.forEach((watcher) => watcher.connected?.(place)),
      progress: (sessionId, changes) => all.forEach((watcher) => watcher.progress?.(sessionId, changes)),
      crashed: (sessionId) => all.forEach((watcher) => watcher.crashed?.(sessionId)),
      released: (sessionId) => all.forEach((watcher) => watcher.released?.(sessionId)),
      heard: (sessionId, news) => all.forEach((watcher) => watcher.heard?.(sessionId, news)),
      isBusy: (place) => [...all].some((watcher) => watcher.isBusy?.(place) === true),
    };
  }

  /** The returned function takes the watcher back. */
  watch(watcher: Partial<MachineWatcher>): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Whether the session goes on, so that its machines may come back by themselves. */
  isAlive(sessionId: string): boolean {
    const session = this.#truth.get(sessionId);
    return session !== undefined && !isOver(session.state);
  }

  /** `not-found`, `session-ended`, `connection-lost` when nothing holds a link to it, or none was ever up */
  reach({ sessionId, machine: index }: MachinePlace): Result<ReachedMachine> {
    const session = this.#truth.get(sessionId);
    const machine = machineOf(session, index);
    const endpoint = sshOf(machine);
    if (session === undefined || machine === undefined) return sessionNotFound();
    if (isOver(session.state)) return fail('session-ended', 'This session has ended; its machine is gone.');
    if (endpoint === undefined) return fail('not-supported', 'This machine cannot be reached by SSH.');
    const client = this.#connectionOf(sessionId)?.client;
    if (client === undefined || machine.hostKey === undefined || machine.link === 'idle')
      return fail('connection-lost', 'The machine is not connected.', 'Wait for the connection, or reconnect.');
    const { user, host, port } = endpoint;
    return ok({
      identity: { user, host, port, hostKey: machine.hostKey.sha256 },
      name: `${user}@${host}`,
      isConnected: machine.link === 'connected',
      client,
    });
  }

  /** The host key of a machine itself, in base64 as known_hosts has it, once it was seen. */
  hostKey({ sessionId, machine }: MachinePlace): string | undefined {
    return machineOf(this.#truth.get(sessionId), machine)?.hostKey?.publicKey;
  }

  /** Every machine whose link is up. */
  connected(): MachinePlace[] {
    return this.#truth
      .all()
      .flatMap(({ id, state, machines }) =>
        isOver(state)
          ? []
          : machines.flatMap(({ index, link }) => (link === 'connected' ? [{ sessionId: id, machine: index }] : [])),
      );
  }

  /** Gives the connection process one end of a port on which the window browses a machine's files. */
  async attachFiles(place: MachinePlace, port: StreamPort): Promise<Result<undefined>> {
    const reached = this.reach(place);
    if (!reached.ok) return reached;
    return reached.value.client.call('attachFiles', { machine: place.machine }, [port]);
  }
}
