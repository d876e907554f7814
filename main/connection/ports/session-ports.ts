import type { z } from 'zod';
import type { ConnectionEvents } from '../../contract/connection-control.ts';
import type { connectionWorkCalls } from '../../contract/connection-work.ts';
import type { Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { fail, ok } from '../../lib/result.ts';
import type { MachineFiles } from '../remote/machine-files.ts';
import { ForwardReport } from './forward-report.ts';
import { LocalForward } from './local-forward.ts';
import type { ForwardLink, PortForward } from './port-forward.ts';
import { PortWatch } from './port-watch.ts';
import { RemoteForward } from './remote-forward.ts';

/** Of one session. */
export const MAX_FORWARDS = 200;

type Order = z.output<typeof connectionWorkCalls.openForward.input>;

interface Options {
  clock: Clock;
  link(machine: number): (ForwardLink & { readonly files: MachineFiles | undefined }) | undefined;
  emit: {
    (name: 'ports', payload: ConnectionEvents['ports']): void;
    (name: 'forward', payload: ConnectionEvents['forward']): void;
  };
  log(line: string): void;
}

interface OpenForward {
  machine: number;
  forward: PortForward;
  report: ForwardReport;
}

/** What listens on the machines of a session, as far as somebody looks, and the forwards to and from them. */
export class SessionPorts implements Disposable {
  readonly handlers;
  readonly #options: Options;
  readonly #watches = new Map<number, PortWatch>();
  readonly #forwards = new Map<string, OpenForward>();

  constructor(options: Options) {
    this.#options = options;
    this.handlers = {
      watchPorts: ({ machine, isOn }: { machine: number; isOn: boolean }) => this.#watch(machine, isOn),
      openForward: (order: Order) => this.#open(order),
      closeForward: ({ forwardId }: { forwardId: string }) => {
        this.#close(forwardId);
        return ok();
      },
    };
  }

  connected(machine: number): void {
    this.#watches.get(machine)?.hurry();
    for (const { forward } of this.#of(machine)) forward.linkUp();
  }

  linkLost(machine: number): void {
    for (const { forward } of this.#of(machine)) forward.linkLost();
  }

  closeAll(machine: number): void {
    this.#watch(machine, false);
    for (const [id, open] of [...this.#forwards]) if (open.machine === machine) this.#close(id);
  }

  [Symbol.dispose](): void {
    for (const machine of [...this.#watches.keys()]) this.#watch(machine, false);
    for (const id of [...this.#forwards.keys()]) this.#close(id);
  }

  #of(machine: number): OpenForward[] {
    return [...this.#forwards.values()].filter((open) => open.machine === machine);
  }

  #watch(machine: number, isOn: boolean): Result<undefined> {
    const { clock, link, emit } = this.#options;
    const known = this.#watches.get(machine);
    if (!isOn) {
      known?.[Symbol.dispose]();
      this.#watches.delete(machine);
    } else if (known !== undefined) known.hurry();
    else {
      const files = (): MachineFiles | undefined => link(machine)?.files;
      const watch = new PortWatch({ machine, clock, files, onPorts: (ports) => emit('ports', ports) });
      this.#watches.set(machine, watch);
    }
    return ok();
  }

  async #open({ machine, forwardId, order }: Order): Promise<Result<undefined>> {
    const { clock, link, emit, log } = this.#options;
    if (this.#forwards.has(forwardId)) return ok();
    if (this.#forwards.size >= MAX_FORWARDS)
      return fail('limit-reached', `This session has ${MAX_FORWARDS} forwards already.`, 'Close some of them first.');
    const report = new ForwardReport({ id: forwardId, clock, emit: (said) => emit('forward', said) });
    const context = { clock, report, link: () => link(machine), log };
    const forward = order.kind === 'remote' ? new RemoteForward(order, context) : new LocalForward(order, context);
    this.#forwards.set(forwardId, { machine, forward, report });
    const opened = await forward.open();
    if (!opened.ok) this.#close(forwardId);
    else this.#watches.get(machine)?.hurry();
    return opened;
  }

  #close(forwardId: string): void {
    const open = this.#forwards.get(forwardId);
    if (open === undefined) return;
    this.#forwards.delete(forwardId);
    open.report[Symbol.dispose]();
    open.forward.close();
  }
}
