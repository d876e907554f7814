import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ForwardOrder } from '../../contract/forward.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import { fail, ok } from '../../lib/result.ts';
import { joinStreams } from './join-streams.ts';
import { listenOnLoopback, type LoopbackListener } from './loopback-listener.ts';
import { MAX_CONNECTIONS, type ForwardContext, type PortForward } from './port-forward.ts';
import { hearSocksRequest } from './socks-handshake.ts';

/** A program that connects while the link is lost waits so long for it to come back. */
export const LINK_WAIT_MS = 10_000;

interface Wanted {
  target: { host: string; port: number };
  answer?(reason?: Problem): void;
}

/** A port of this computer that leads to one address of the machine, or as a SOCKS proxy to all of them. */
export class LocalForward implements PortForward {
  readonly #order: Extract<ForwardOrder, { kind: 'local' | 'socks' }>;
  readonly #context: ForwardContext;
  readonly #sockets = new Set<Socket>();
  readonly #waiting = new Set<() => void>();
  #listener: LoopbackListener | undefined;
  #isClosed = false;

  constructor(order: Extract<ForwardOrder, { kind: 'local' | 'socks' }>, context: ForwardContext) {
    this.#order = order;
    this.#context = context;
  }

  async open(): Promise<Result<undefined>> {
    const listening = await listenOnLoopback(this.#order.localPort, (socket) => void this.#take(socket));
    if (!listening.ok) return listening;
    if (this.#isClosed) {
      listening.value.close();
      return fail('cancelled', 'The forward was closed.');
    }
    this.#listener = listening.value;
    this.#report();
    return ok();
  }

  linkUp(): void {
    if (this.#listener !== undefined) this.#report();
    for (const goOn of this.#waiting) goOn();
  }

  linkLost(): void {
    if (this.#listener !== undefined) this.#report();
  }

  close(): void {
    this.#isClosed = true;
    this.#listener?.close();
    for (const socket of this.#sockets) socket.resetAndDestroy();
    for (const goOn of this.#waiting) goOn();
  }

  #report(): void {
    const isConnected = this.#context.link()?.isConnected === true;
    this.#context.report.is(isConnected ? 'open' : 'waiting', this.#listener?.port);
  }

  async #take(socket: Socket): Promise<void> {
    const { report } = this.#context;
    // Whoever broke it knows; what it is joined to hears of it.
    socket.on('error', () => {});
    if (this.#isClosed || report.connections >= MAX_CONNECTIONS) return void socket.resetAndDestroy();
    this.#sockets.add(socket);
    const ended = report.connection();
    socket.once('close', () => {
      this.#sockets.delete(socket);
      ended();
    });
    const wanted = await this.#wanted(socket);
    if (wanted === undefined || socket.destroyed) return;
    const reached = await this.#reach(wanted.target);
    if (socket.destroyed) {
      if (reached.ok) reached.value.destroy();
      return;
    }
    if (reached.ok) {
      report.went(undefined);
      wanted.answer?.();
      joinStreams(socket, reached.value, report);
      return;
    }
    // A proxy is asked for many addresses, of which some do not answer; the program that asked is told.
    if (this.#order.kind === 'local' || reached.problem.code !== 'connection-refused') report.went(reached.problem);
    if (wanted.answer === undefined) return void socket.resetAndDestroy();
    wanted.answer(reached.problem);
    socket.destroySoon();
  }

  async #wanted(socket: Socket): Promise<Wanted | undefined> {
    if (this.#order.kind === 'local') return { target: this.#order.target };
    return hearSocksRequest(socket, this.#context.clock);
  }

  async #reach({ host, port }: Wanted['target']): Promise<Result<Duplex>> {
    if (this.#context.link()?.isConnected !== true) await this.#linkIsBack();
    const link = this.#context.link();
    if (link === undefined || this.#isClosed) return fail('connection-lost', 'The machine is not connected.');
    return link.forward(host, port, { allowHalfOpen: true });
  }

  #linkIsBack(): Promise<void> {
    return new Promise((resolve) => {
      const goOn = (): void => {
        cancel();
        this.#waiting.delete(goOn);
        resolve();
      };
      const cancel = this.#context.clock.after(LINK_WAIT_MS, goOn);
      this.#waiting.add(goOn);
    });
  }
}
