import type { connectionCalls, connectionEvents } from '../contract/connection-control.ts';
import type { Clock } from '../lib/clock.ts';
import { fail, ok } from '../lib/result.ts';
import type { Handlers, serve } from '../lib/rpc.ts';
import { MachineLink } from './machine-link.ts';
import type { ConnectSsh } from './ssh-connection.ts';
import type { StreamPort } from './stream-port.ts';
import { Terminal } from './terminal.ts';

/** Sends an event to main. */
export type Emit = ReturnType<typeof serve<typeof connectionCalls, typeof connectionEvents, StreamPort>>;

interface Options {
  clock: Clock;
  connect: ConnectSsh;
  emit: Emit;
}

interface OpenTerminal {
  machine: number;
  terminal: Terminal;
}

/** Everything a connection process holds: the links to a session's machines, and the terminals on them. */
export class ConnectionService implements AsyncDisposable {
  readonly handlers: Handlers<typeof connectionCalls, StreamPort>;
  readonly #options: Options;
  readonly #links = new Map<number, MachineLink>();
  readonly #terminals = new Map<string, OpenTerminal>();

  constructor(options: Options) {
    this.#options = options;
    this.handlers = {
      connect: ({ machine, ...target }) => {
        this.#link(machine).start(target);
        return ok();
      },
      disconnect: async ({ machine }) => {
        for (const [id, open] of this.#terminals) if (open.machine === machine) await this.#close(id);
        await this.#links.get(machine)?.[Symbol.asyncDispose]();
        if (this.#links.delete(machine)) options.emit('link', { machine, state: 'idle' });
        return ok();
      },
      openTerminal: ({ machine, terminalId, command }) => this.#open(machine, terminalId, command),
      closeTerminal: async ({ terminalId }) => {
        await this.#close(terminalId);
        return ok();
      },
      attachTerminal: ({ terminalId, size }, ports) => {
        const [port, ...extra] = ports;
        for (const unwanted of extra) unwanted.close();
        if (port === undefined) return fail('bad-request', 'A terminal cannot be attached without a port.');
        const open = this.#terminals.get(terminalId);
        if (open === undefined) {
          port.close();
          return fail('not-found', 'This terminal is closed.', 'Open a new one.');
        }
        open.terminal.attach(port, size);
        return ok();
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const id of this.#terminals.keys()) await this.#close(id);
    for (const link of this.#links.values()) await link[Symbol.asyncDispose]();
    this.#links.clear();
  }

  #link(machine: number): MachineLink {
    const known = this.#links.get(machine);
    if (known !== undefined) return known;
    const { clock, connect, emit } = this.#options;
    const link = new MachineLink({
      clock,
      connect,
      log: (line) => emit('log', { line: `machine ${machine}: ${line}` }),
      onEvent: (event) => emit('link', { machine, ...event }),
      onLost: (problem) => {
        for (const open of this.#terminals.values()) if (open.machine === machine) open.terminal.linkLost(problem);
      },
    });
    this.#links.set(machine, link);
    return link;
  }

  #open(machine: number, terminalId: string, command: string | undefined) {
    const link = this.#links.get(machine);
    if (link?.isConnected !== true) {
      return fail('connection-lost', 'The machine is not connected.', 'Wait for the connection, or reconnect.');
    }
    if (this.#terminals.has(terminalId)) return fail('bad-request', 'This terminal is open already.');
    const { clock, emit } = this.#options;
    const terminal = new Terminal({
      clock,
      openShell: (size) => link.openShell(size, command),
      onState: (state) => emit('terminal', { terminalId, ...state }),
      log: (line) => emit('log', { line: `terminal ${terminalId}: ${line}` }),
    });
    this.#terminals.set(terminalId, { machine, terminal });
    return ok();
  }

  async #close(terminalId: string): Promise<void> {
    const open = this.#terminals.get(terminalId);
    this.#terminals.delete(terminalId);
    await open?.terminal[Symbol.asyncDispose]();
  }
}
