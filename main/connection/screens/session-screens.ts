import type { z } from 'zod';
import type { connectionCalls, ConnectionEvents, ScreenCredentials } from '../../contract/connection-control.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import type { ScreenProtocol } from '../../contract/screen.ts';
import type { Clock } from '../../lib/clock.ts';
import { fail, ok } from '../../lib/result.ts';
import type { MachineLink } from '../machine-link.ts';
import type { StreamPort } from '../stream-port.ts';
import { dialDirect } from './dial-direct.ts';
import type { RunScreen } from './screen-context.ts';
import { ScreenRun, type Dialed } from './screen-run.ts';

type ScreenOrder = z.output<typeof connectionCalls.attachScreen.input>;

interface Options {
  clock: Clock;
  runners: Record<ScreenProtocol, RunScreen>;
  link(machine: number): MachineLink | undefined;
  onState(state: ConnectionEvents['screen']): void;
  log(line: string): void;
}

interface OpenScreen {
  machine: number;
  run: ScreenRun;
  stop(): void;
}

/** The screens of a session that somebody looks at, on all of its machines. */
export class SessionScreens implements Disposable {
  readonly #options: Options;
  readonly #screens = new Map<string, OpenScreen>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Connects a screen with the viewer at the other end of the port, in place of the one it had. */
  attach(order: ScreenOrder, port: StreamPort): Result<undefined> {
    const { clock, runners, onState, log } = this.#options;
    const { screenId, machine, route, host } = order;
    this.close(screenId);
    const address = `${host.includes(':') ? `[${host}]` : host}:${order.port}`;
    let isReplaced = false;
    const run = new ScreenRun({
      port,
      run: runners[order.protocol],
      credentials: order.credentials,
      pin: order.pin,
      keyboardLayout: order.keyboardLayout,
      address: route === 'ssh' ? `${address} of the machine` : address,
      isTunnelled: route === 'ssh',
      clock,
      dial: (signal) => this.#dial(order, address, signal),
      onState: (state) => {
        if (!isReplaced) onState({ screenId, ...state });
      },
      log: (line) => log(`screen ${screenId}: ${line}`),
    });
    const stop = (): void => {
      // What it says from now on is about nothing.
      isReplaced = true;
      run[Symbol.dispose]();
    };
    this.#screens.set(screenId, { machine, run, stop });
    return ok();
  }

  answer(screenId: string, credentials: ScreenCredentials): Result<undefined> {
    this.#screens.get(screenId)?.run.answer(credentials);
    return ok();
  }

  close(screenId: string): void {
    const open = this.#screens.get(screenId);
    this.#screens.delete(screenId);
    open?.stop();
  }

  /** The SSH connection of a machine is gone. */
  linkLost(machine: number, reason: Problem): void {
    for (const open of this.#screens.values()) if (open.machine === machine) open.run.linkLost(reason);
  }

  closeAll(machine: number): void {
    for (const [id, open] of [...this.#screens]) if (open.machine === machine) this.close(id);
  }

  [Symbol.dispose](): void {
    for (const id of [...this.#screens.keys()]) this.close(id);
  }

  async #dial(order: ScreenOrder, address: string, signal: AbortSignal): Promise<Result<Dialed>> {
    const { machine, route, host, port } = order;
    if (route === 'direct') return dialDirect({ host, port, address, isElsewhere: order.isElsewhere === true, signal });
    const link = this.#options.link(machine);
    if (link === undefined) return fail('connection-lost', 'The machine is not connected.', 'Reconnect it first.');
    const forwarded = await link.forward(host, port);
    return forwarded.ok ? ok({ stream: forwarded.value }) : forwarded;
  }
}
