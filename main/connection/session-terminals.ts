import type { TerminalSize } from '../contract/calls.ts';
import type { ConnectionEvents } from '../contract/connection-control.ts';
import type { Problem, Result } from '../contract/problem.ts';
import type { Clock } from '../lib/clock.ts';
import { fail, ok } from '../lib/result.ts';
import type { MachineLink } from './machine-link.ts';
import type { TerminalRecorder } from './recording/recordings.ts';
import type { StreamPort } from './stream-port.ts';
import { Terminal } from './terminal.ts';

interface Options {
  clock: Clock;
  onState(state: ConnectionEvents['terminal']): void;
  log(line: string): void;
}

interface OpenTerminal {
  machine: number;
  terminal: Terminal;
}

/** The terminals of a session, on all of its machines. */
export class SessionTerminals implements AsyncDisposable {
  readonly #options: Options;
  readonly #terminals = new Map<string, OpenTerminal>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** @param link of the machine, when there is one */
  open(machine: number, link: MachineLink | undefined, id: string, command: string | undefined): Result<undefined> {
    if (link?.isConnected !== true) {
      return fail('connection-lost', 'The machine is not connected.', 'Wait for the connection, or reconnect.');
    }
    if (this.#terminals.has(id)) return fail('bad-request', 'This terminal is open already.');
    const { clock, onState, log } = this.#options;
    const terminal = new Terminal({
      clock,
      openShell: (size) => link.openShell(size, command),
      onState: (state) => onState({ terminalId: id, ...state }),
      log: (line) => log(`terminal ${id}: ${line}`),
    });
    this.#terminals.set(id, { machine, terminal });
    return ok();
  }

  attach(id: string, port: StreamPort, size: TerminalSize): Result<undefined> {
    const open = this.#terminals.get(id);
    if (open === undefined) {
      port.close();
      return fail('not-found', 'This terminal is closed.', 'Open a new one.');
    }
    open.terminal.attach(port, size);
    return ok();
  }

  /** False when there is no such terminal. */
  record(id: string, recorder: TerminalRecorder): boolean {
    const open = this.#terminals.get(id);
    open?.terminal.record(recorder);
    return open !== undefined;
  }

  async close(id: string): Promise<void> {
    const open = this.#terminals.get(id);
    this.#terminals.delete(id);
    await open?.terminal[Symbol.asyncDispose]();
  }

  async closeAll(machine: number): Promise<void> {
    for (const [id, open] of this.#terminals) if (open.machine === machine) await this.close(id);
  }

  linkLost(machine: number, problem: Problem): void {
    for (const open of this.#terminals.values()) if (open.machine === machine) open.terminal.linkLost(problem);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const id of this.#terminals.keys()) await this.close(id);
  }
}
