import type { StreamPort } from '../ipc/port-broker.ts';
import { randomUUID } from 'node:crypto';
import type { TerminalSize } from '../contract/calls.ts';
import type { ConnectionEvents } from '../contract/connection-control.ts';
import type { Result } from '../contract/problem.ts';
import type { Session, Terminal } from '../contract/session.ts';
import { fail, ok } from '../lib/result.ts';
import type { ConnectionProcess } from './session-connection.ts';
import { machineOf, sessionNotFound, sshOf, type SessionTruth } from './session-truth.ts';

/** The terminals of all sessions: opened, closed, and handed to the window. */
export class SessionTerminals {
  readonly #truth: SessionTruth;
  readonly #connectionOf: (sessionId: string) => ConnectionProcess | undefined;

  constructor(truth: SessionTruth, connectionOf: (sessionId: string) => ConnectionProcess | undefined) {
    this.#truth = truth;
    this.#connectionOf = connectionOf;
  }

  /** Opens one more terminal on a connected machine, in the shell of this name, or in the usual one. */
  async open(sessionId: string, index: number, shell?: string): Promise<Result<{ terminalId: string }>> {
    const session = this.#truth.get(sessionId);
    const machine = machineOf(session, index);
    const connection = this.#connectionOf(sessionId);
    if (session === undefined || machine === undefined) return sessionNotFound();
    const shells = sshOf(machine)?.shells ?? [];
    const chosen = shell === undefined ? shells[0] : shells.find(({ name }) => name === shell);
    if (shell !== undefined && chosen === undefined)
      return fail('bad-request', 'This machine has no shell of that name.', 'Choose another one.');
    if (connection === undefined || machine.link !== 'connected') {
      return fail('connection-lost', 'The machine is not connected.', 'Wait for the connection, or reconnect.');
    }
    const number = Math.max(0, ...session.terminals.map((terminal) => terminal.number)) + 1;
    const terminal: Terminal = { id: randomUUID(), machine: index, number, state: 'opening', shell: chosen?.name };
    this.#truth.update(sessionId, (current) => ({ ...current, terminals: [...current.terminals, terminal] }));
    const opened = await connection.client.call('openTerminal', {
      machine: index,
      terminalId: terminal.id,
      // A shell without a command is the login shell.
      command: chosen?.command === '' ? undefined : chosen?.command,
    });
    if (opened.ok) return ok({ terminalId: terminal.id });
    this.#drop(sessionId, terminal.id);
    return opened;
  }

  async close(sessionId: string, terminalId: string): Promise<Result<undefined>> {
    if (this.#truth.get(sessionId) === undefined) return sessionNotFound();
    this.#drop(sessionId, terminalId);
    // A terminal of a link that is gone has nothing left to close.
    await this.#connectionOf(sessionId)?.client.call('closeTerminal', { terminalId });
    return ok();
  }

  /** Gives one end of a terminal's byte stream to the connection process. */
  async attach(
    sessionId: string,
    terminalId: string,
    size: TerminalSize,
    port: StreamPort,
  ): Promise<Result<undefined>> {
    const session = this.#truth.get(sessionId);
    const connection = this.#connectionOf(sessionId);
    if (session === undefined || !session.terminals.some(({ id }) => id === terminalId)) return sessionNotFound();
    if (connection === undefined) return fail('connection-lost', 'The machine is not connected.', 'Reconnect first.');
    return connection.client.call('attachTerminal', { terminalId, size }, [port]);
  }

  /** Takes what a connection process says about a terminal. */
  take(sessionId: string, { terminalId, ...event }: ConnectionEvents['terminal']): void {
    this.#truth.update(sessionId, (session) => ({
      ...session,
      terminals: session.terminals.map((terminal) =>
        terminal.id === terminalId ? { ...terminal, ...event } : terminal,
      ),
    }));
  }

  #drop(sessionId: string, terminalId: string): void {
    this.#truth.update(sessionId, (session) => ({
      ...session,
      terminals: session.terminals.filter(({ id }) => id !== terminalId),
    }));
  }
}

/**
 * Whoever asked for a machine wants its prompt: at the first connection on the machine whose step failed, and again on
 * every machine whose terminals were all lost with its link.
 */
export function wantsTerminal(session: Session, machine: number): boolean {
  if (session.terminals.length === 0) {
    const first = session.machines.find((candidate) => sshOf(candidate) !== undefined);
    return machine === (machineOf(session, session.failedStep?.machine ?? -1) ?? first)?.index;
  }
  const own = session.terminals.filter((terminal) => terminal.machine === machine);
  return own.length > 0 && own.every(({ state }) => state === 'lost');
}

/** The terminals of a machine, or of all of them, went with their link. */
export function loseTerminals(session: Session, machine?: number): Session {
  return {
    ...session,
    terminals: session.terminals.map((terminal) =>
      terminal.state === 'exited' || (machine !== undefined && terminal.machine !== machine)
        ? terminal
        : { ...terminal, state: 'lost' as const },
    ),
  };
}
