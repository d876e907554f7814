import { randomUUID } from 'node:crypto';
import type { Forward, ForwardOrder, SessionPorts } from '../contract/forward.ts';
import type { Problem, Result } from '../contract/problem.ts';
import type { TruthStore } from '../ipc/truth.ts';
import { fail, ok } from '../lib/result.ts';
import type { MachineNews, MachinePlace, SessionMachines } from '../sessions/session-machines.ts';
import { PortWatches } from './port-watches.ts';

/** Of one session. */
const MAX_FORWARDS = 200;

interface Options {
  truth: TruthStore;
  machines: SessionMachines;
}

/**
 * The truth about ports: what listens on machines that somebody watches, and the forwards of sessions. The work is done by
 * connection processes; what was asked of them is kept here, so that another one goes on with it when one has crashed.
 */
export class Ports implements Disposable {
  readonly #options: Options;
  readonly #watches: PortWatches;
  /** Forwards whose connection process has crashed. */
  readonly #orphans = new Set<string>();
  readonly #stopWatching: () => void;

  constructor(options: Options) {
    this.#options = options;
    this.#watches = new PortWatches(options.machines);
    this.#stopWatching = options.machines.watch({
      connected: (place) => this.#connected(place),
      crashed: (sessionId) => this.#crashed(sessionId),
      released: (sessionId) => {
        this.#watches.forget(sessionId);
        for (const { id } of this.#of(sessionId).forwards) this.#orphans.delete(id);
        options.truth.drop('ports', sessionId);
      },
      heard: (sessionId, news) => this.#heard(sessionId, news),
      isBusy: ({ sessionId, machine }) => this.#of(sessionId).forwards.some((forward) => forward.machine === machine),
    });
  }

  /** Whoever switches it on switches it off again; in between, the truth lists what listens. `not-found`, `session-ended` */
  watch(place: MachinePlace, isOn: boolean): Result<undefined> {
    if (!isOn) {
      if (this.#watches.remove(place)) this.#forgetMachine(place);
      return ok();
    }
    const reached = this.#options.machines.reach(place);
    if (!reached.ok && reached.problem.code !== 'connection-lost') return reached;
    this.#watches.add(place);
    return ok();
  }

  /** The window that watched is gone. */
  unwatchAll(): void {
    for (const place of this.#watches.removeAll()) this.#forgetMachine(place);
  }

  /** `connection-lost`, `already-exists` when the port is taken, `not-allowed`, `limit-reached` */
  async open(place: MachinePlace, order: ForwardOrder): Promise<Result<{ forwardId: string }>> {
    const { sessionId, machine } = place;
    const reached = this.#options.machines.reach(place);
    if (!reached.ok) return reached;
    if (this.#of(sessionId).forwards.length >= MAX_FORWARDS)
      return fail('limit-reached', `This session has ${MAX_FORWARDS} forwards already.`, 'Close some of them first.');
    const id = randomUUID();
    this.#change(sessionId, (forwards) => [...forwards, { id, machine, order, state: 'opening', ...untouched }]);
    const opened = await reached.value.client.call('openForward', { machine, forwardId: id, order });
    // It goes on in the next process.
    if (opened.ok || this.#orphans.has(id)) return ok({ forwardId: id });
    this.#change(sessionId, (forwards) => forwards.filter((forward) => forward.id !== id));
    return opened;
  }

  close(sessionId: string, forwardId: string): Result<undefined> {
    const forward = this.#find(sessionId, forwardId);
    if (forward === undefined) return ok();
    this.#orphans.delete(forwardId);
    this.#change(sessionId, (forwards) => forwards.filter(({ id }) => id !== forwardId));
    const reached = this.#options.machines.reach({ sessionId, machine: forward.machine });
    if (reached.ok) void reached.value.client.call('closeForward', { forwardId });
    return ok();
  }

  /** Where a local forward is seen in a browser of this computer. `not-found`, `not-supported` */
  address(sessionId: string, forwardId: string, scheme: 'http' | 'https'): Result<string> {
    const forward = this.#find(sessionId, forwardId);
    if (forward?.port === undefined) return fail('not-found', 'This forward is not open (any more).');
    if (forward.order.kind !== 'local')
      return fail('not-supported', 'Only what is forwarded to this computer can be opened in its browser.');
    return ok(`${scheme}://127.0.0.1:${forward.port}/`);
  }

  [Symbol.dispose](): void {
    this.#stopWatching();
  }

  #of(sessionId: string): SessionPorts {
    return this.#options.truth.get('ports', sessionId) ?? { sessionId, machines: [], forwards: [] };
  }

  #find(sessionId: string, forwardId: string): Forward | undefined {
    return this.#of(sessionId).forwards.find(({ id }) => id === forwardId);
  }

  #put(next: SessionPorts): void {
    // Where the session is over nothing is known of its ports, whatever comes late.
    const { truth, machines } = this.#options;
    if (!machines.isAlive(next.sessionId)) return;
    if (next.machines.length === 0 && next.forwards.length === 0) truth.drop('ports', next.sessionId);
    else truth.put('ports', next.sessionId, next);
  }

  #change(sessionId: string, change: (forwards: Forward[]) => Forward[]): void {
    const before = this.#of(sessionId);
    this.#put({ ...before, forwards: change(before.forwards) });
  }

  #heard(sessionId: string, news: MachineNews): void {
    if (news.name === 'forward') {
      const { id, problem, ...said } = news.payload;
      this.#change(sessionId, (forwards) =>
        forwards.map(({ problem: _old, ...forward }) => {
          if (forward.id !== id) return _old === undefined ? forward : { ...forward, problem: _old };
          return { ...forward, ...said, ...(problem === undefined ? {} : { problem }) };
        }),
      );
    }
    if (news.name !== 'ports') return;
    const { machine } = news.payload;
    if (!this.#watches.has({ sessionId, machine })) return;
    const before = this.#of(sessionId);
    const others = before.machines.filter((other) => other.machine !== machine);
    this.#put({ ...before, machines: [...others, news.payload] });
  }

  #connected({ sessionId, machine }: MachinePlace): void {
    this.#watches.renew({ sessionId, machine });
    const lost = this.#of(sessionId).forwards.filter(({ id, machine: at }) => at === machine && this.#orphans.has(id));
    for (const forward of lost) void this.#reopen(sessionId, forward);
  }

  async #reopen(sessionId: string, forward: Forward): Promise<void> {
    const { id, machine, port } = forward;
    const reached = this.#options.machines.reach({ sessionId, machine });
    if (!reached.ok) return;
    this.#orphans.delete(id);
    const order = withPort(forward.order, port);
    const opened = await reached.value.client.call('openForward', { machine, forwardId: id, order });
    if (opened.ok || this.#orphans.has(id)) return;
    this.#fail(sessionId, id, opened.problem);
  }

  #fail(sessionId: string, forwardId: string, problem: Problem): void {
    this.#change(sessionId, (forwards) =>
      forwards.map((forward) => (forward.id === forwardId ? { ...forward, state: 'failed', problem } : forward)),
    );
  }

  #crashed(sessionId: string): void {
    this.#change(sessionId, (forwards) =>
      forwards.map((forward) => {
        this.#orphans.add(forward.id);
        return { ...forward, state: 'waiting', connections: 0 };
      }),
    );
  }

  #forgetMachine({ sessionId, machine }: MachinePlace): void {
    const before = this.#of(sessionId);
    if (before.machines.length === 0) return;
    this.#put({ ...before, machines: before.machines.filter((other) => other.machine !== machine) });
  }
}

const untouched = { connections: 0, connectionsEver: 0, bytesUp: 0, bytesDown: 0 };

/** People and programs know it by the port that it had. */
function withPort(order: ForwardOrder, port: number | undefined): ForwardOrder {
  if (port === undefined) return order;
  return order.kind === 'remote' ? { ...order, remotePort: port } : { ...order, localPort: port };
}
