import { connect, type Socket } from 'node:net';
import type { ForwardOrder } from '../../contract/forward.ts';
import type { Result } from '../../contract/problem.ts';
import { fail, ok, problem } from '../../lib/result.ts';
import type { IncomingConnection, RemoteListener } from '../ssh-connection.ts';
import { joinStreams } from './join-streams.ts';
import { MAX_CONNECTIONS, type ForwardContext, type PortForward } from './port-forward.ts';

/** A server that has not heard yet that the old link is gone keeps its port for a while. */
export const LISTEN_AGAIN_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000] as const;
/** The target is on this computer or in its network. */
const REACH_MS = 10_000;

/** A port of the machine that leads to an address as this computer sees it. */
export class RemoteForward implements PortForward {
  readonly #order: Extract<ForwardOrder, { kind: 'remote' }>;
  readonly #context: ForwardContext;
  readonly #sockets = new Set<Socket>();
  /** The port that it got at first, which it asks for on every link. */
  #port: number;
  #listener: RemoteListener | undefined;
  /** Counts links, so that what belongs to an old one is left alone. */
  #link = 0;
  #cancelRetry = () => {};
  #isClosed = false;

  constructor(order: Extract<ForwardOrder, { kind: 'remote' }>, context: ForwardContext) {
    this.#order = order;
    this.#port = order.remotePort;
    this.#context = context;
  }

  async open(): Promise<Result<undefined>> {
    const { link, report } = this.#context;
    if (link()?.isConnected !== true) {
      report.is('waiting');
      return ok();
    }
    const listening = await this.#listen();
    if (listening.ok || listening.problem.code !== 'connection-lost') return listening;
    report.is('waiting');
    return ok();
  }

  linkUp(): void {
    this.#link += 1;
    this.#cancelRetry();
    void this.#listenAgain(0);
  }

  linkLost(): void {
    this.#link += 1;
    this.#cancelRetry();
    this.#listener = undefined;
    // Also those that wait for their target: nobody is left to be told of it.
    for (const socket of this.#sockets) socket.resetAndDestroy();
    this.#context.report.is('waiting');
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelRetry();
    this.#listener?.close();
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async #listen(): Promise<Result<undefined>> {
    const { link, report } = this.#context;
    const machine = link();
    const number = this.#link;
    if (machine === undefined) return fail('connection-lost', 'The machine is not connected.');
    const { remoteHost } = this.#order;
    const listening = await machine.listen(remoteHost, this.#port, (incoming) => this.#take(incoming));
    if (!listening.ok) return listening;
    if (this.#isClosed || number !== this.#link) {
      listening.value.close();
      return ok();
    }
    this.#listener = listening.value;
    this.#port = listening.value.port;
    report.is('open', this.#port);
    return ok();
  }

  async #listenAgain(attempt: number): Promise<void> {
    const { clock, report } = this.#context;
    const number = this.#link;
    const listening = await this.#listen();
    if (listening.ok || this.#isClosed || number !== this.#link) return;
    if (listening.problem.code === 'connection-lost') return;
    const delayMs = LISTEN_AGAIN_MS[attempt];
    report.is(delayMs === undefined ? 'failed' : 'waiting', undefined, listening.problem);
    if (delayMs !== undefined) this.#cancelRetry = clock.after(delayMs, () => void this.#listenAgain(attempt + 1));
  }

  #take(incoming: IncomingConnection): void {
    const { report, clock } = this.#context;
    if (this.#isClosed || report.connections >= MAX_CONNECTIONS) return incoming.reject();
    const ended = report.connection();
    const { host, port } = this.#order.target;
    const socket = connect({ host, port, allowHalfOpen: true, noDelay: true });
    this.#sockets.add(socket);
    const cancel = clock.after(REACH_MS, () => socket.destroy());
    let isReached = false;
    // What it is joined to hears of it.
    socket.on('error', () => {});
    socket.once('connect', () => {
      isReached = true;
      cancel();
      report.went(undefined);
      joinStreams(socket, incoming.accept(), report);
    });
    socket.once('close', () => {
      cancel();
      this.#sockets.delete(socket);
      ended();
      if (isReached || this.#isClosed) return;
      incoming.reject();
      report.went(
        problem(
          'connection-refused',
          `Nothing answers at ${host}:${port} as this computer sees it.`,
          'Check the address, and whether the server runs.',
        ),
      );
    });
  }
}
