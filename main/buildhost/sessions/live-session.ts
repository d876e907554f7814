import {
  BUILD_HOST_EXTENSION,
  BUILD_HOST_RULE,
  type HostedDesktop,
  type HostedMachine,
  type HostedSession,
} from '../../contract/buildhost-control.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { durationWords } from '../../lib/deadline/duration-words.ts';
import { onceConnected } from '../../lib/deadline/once-connected.ts';
import type { SessionEvents } from '../../lib/deadline/rule.ts';
import type { SteadyTime } from '../../lib/steady-time.ts';
import { describe, fail, ok, problem } from '../../lib/result.ts';
import { MachineDesktop } from '../desktop/machine-desktop.ts';
import type { MachineServer, MachineServerOptions } from '../access/machine-server.ts';
import type { Machine } from '../run/machine.ts';
import { installTools } from './machine-shims.ts';
import { watchForFile } from './power-off-watch.ts';
import { desktopOf, placesOf } from './session-facts.ts';

/** The deadline is looked at again this often, because timers sleep while the computer does; milliseconds. */
const RECHECK_MS = 30_000;

/** `poweroff` gets this long to say what happens before its connection is cut. */
const FAREWELL_MS = 250;

export type SessionEnd = { state: 'closed' | 'expired' | 'failed'; problem?: Problem };

interface Options {
  session: HostedSession;
  user: string;
  machineCount: number;
  artifactsFolder: string;
  clock: Clock;
  time: SteadyTime;
  startServer(options: MachineServerOptions): Promise<MachineServer>;
  onChanged(session: HostedSession): void;
  /** Somebody or the clock asks for the end. */
  onEndWanted(end: SessionEnd): void;
  log(line: string): void;
}

/** A rebuild with remote access while it lives: its SSH servers, its clock, and its machines once the build is done. */
export class LiveSession implements AsyncDisposable {
  readonly #options: Options;
  readonly #resources = new AsyncDisposableStack();
  readonly #machines: Machine[] = [];
  /** By the index of their machine. */
  readonly #desktops = new Map<number, MachineDesktop>();
  readonly #opening: Promise<void>[] = [];
  /** Machines whose server is being opened. */
  #pending = 0;
  #session: HostedSession;
  /** What the deadline hangs on, as marks of `time`. */
  readonly #marks: Pick<SessionEvents, 'finishedAt' | 'firstConnectedAt'> = {};
  #cancelTimer: (() => void) | undefined;
  readonly #serverErrors: string[] = [];
  #isOver = false;

  constructor(options: Options) {
    this.#options = options;
    this.#session = options.session;
  }

  get session(): HostedSession {
    return this.#session;
  }

  change(change: Partial<HostedSession>): void {
    this.#session = { ...this.#session, ...change };
    this.#options.onChanged(this.#session);
  }

  machine(index: number): Machine | undefined {
    return this.#machines.find((machine) => machine.index === index);
  }

  /** A machine begins; it is ours to dispose of. */
  addMachine(machine: Machine): void {
    this.#machines.push(machine);
  }

  /** Opens the machine's SSH server; its clone is there, its steps may still run. */
  open(machine: Machine): void {
    if (this.#isOver) return;
    this.#pending += 1;
    this.#opening.push(this.#open(machine).finally(() => this.#opened()));
  }

  async #open(machine: Machine): Promise<void> {
    const { clock, log, user, machineCount } = this.#options;
    try {
      const { environment, powerOffFile, controlFolder } = installTools(machine);
      const name = machineCount === 1 ? user : `${user}-${machine.index + 1}`;
      const desktop = new MachineDesktop({ ...desktopOf(machine, name), environment, clock, log });
      const server = await this.#options.startServer({
        user,
        workspace: machine.buildFolder,
        environment,
        addedEnvironment: () => desktop.environment,
        shell: machine.shell.interactive,
        marksFolder: controlFolder,
        onConnected: () => this.#onConnected(),
        log,
      });
      if (this.#isOver) return await server[Symbol.asyncDispose]();
      this.#resources.use(server);
      this.#desktops.set(machine.index, this.#resources.use(desktop));
      this.#resources.defer(
        watchForFile(controlFolder, powerOffFile, clock, () => {
          const stop = clock.after(FAREWELL_MS, () => this.#options.onEndWanted({ state: 'closed' }));
          this.#resources.defer(stop);
        }),
      );
      const { host, port, hostKey, privateKey } = server;
      const hosted: HostedMachine = {
        index: machine.index,
        name,
        host,
        port,
        user: server.user,
        hostKey,
        privateKey,
        desktop: desktop.support,
      };
      const machines = [...this.#session.machines, hosted].toSorted((a, b) => a.index - b.index);
      this.change({ machines, places: this.#places() });
    } catch (error) {
      this.#serverErrors.push(describe(error));
      this.#options.log(`machine ${machine.index} of session ${this.#session.id} has no SSH: ${describe(error)}`);
    }
  }

  #opened(): void {
    this.#pending -= 1;
    this.#settle();
  }

  #places(): HostedSession['places'] {
    return placesOf(this.#machines, this.#options.artifactsFolder);
  }

  /** Ready once each machine answers or has failed to; when the build is over, no machine begins any more. */
  #settle(): void {
    const { machines, state, finishedAt } = this.#session;
    const isComplete = machines.length + this.#serverErrors.length >= this.#options.machineCount;
    const isSettled = isComplete || (finishedAt !== undefined && this.#pending === 0);
    if (!isSettled || this.#isOver) return;
    if (machines.length > 0 && state !== 'ready') this.change({ state: 'ready' });
    if (machines.length > 0 || finishedAt === undefined) return;
    const [serverError] = this.#serverErrors;
    const reason =
      serverError === undefined
        ? problem(
            'source-unavailable',
            'The rebuild ended before its machine could be opened.',
            'Look at the log of its Checkout step.',
          )
        : problem('internal', `The machine could not be opened for SSH: ${serverError}`, 'Try again.');
    this.#options.onEndWanted({ state: 'failed', problem: reason });
  }

  /** The machine's desktop, started if need be. */
  async openDesktop(machine: number): Promise<Result<HostedDesktop>> {
    const desktop = this.#desktops.get(machine);
    return desktop?.open() ?? fail('not-found', 'This machine is not ready, or it is gone.');
  }

  /** The build's steps are done. */
  finish(): void {
    if (this.#isOver) return;
    this.#marks.finishedAt = this.#options.time.mark();
    this.change({ finishedAt: this.#options.clock.now(), places: this.#places() });
    this.#settle();
    this.#watchDeadline();
  }

  /** Adds to the time of the machines, up to a limit. `session-ended`, `limit-reached` */
  extend(): Result<undefined> {
    if (this.#isOver) return fail('session-ended', 'This session has ended; its machine is gone.');
    const { stepMs, mostMs } = BUILD_HOST_EXTENSION;
    const extendedMs = (this.#session.extendedMs ?? 0) + stepMs;
    if (extendedMs > mostMs)
      return fail('limit-reached', 'This machine was kept as long as can be.', 'Rebuild to get a new one.');
    this.change({ extendedMs });
    this.#watchDeadline();
    return ok();
  }

  #onConnected(): void {
    if (this.#isOver || this.#session.firstConnectedAt !== undefined) return;
    this.#marks.firstConnectedAt = this.#options.time.mark();
    this.change({ firstConnectedAt: this.#options.clock.now() });
    this.#watchDeadline();
  }

  #watchDeadline(): void {
    this.#cancelTimer?.();
    const { firstConnectedAt, extendedMs } = this.#session;
    // The build host is the service: what it works out is so, also when the moment has passed.
    const { at, reason, certainty } = onceConnected(BUILD_HOST_RULE, { ...this.#marks, extendedMs });
    if (this.#isOver || at === undefined || certainty !== 'known') return;
    const leftMs = at - this.#options.time.mark();
    if (leftMs > 0) {
      this.#cancelTimer = this.#options.clock.after(Math.min(leftMs, RECHECK_MS), () => this.#watchDeadline());
      return;
    }
    const expired = problem(
      'session-ended',
      firstConnectedAt === undefined
        ? `The session's time was up: nobody connected in the ${durationWords(BUILD_HOST_RULE.idleMs + (extendedMs ?? 0))} after the build.`
        : `The session's time was up: ${reason}.`,
      'Rebuild with remote access to get a new machine.',
    );
    this.#options.onEndWanted({ state: 'expired', problem: expired });
  }

  /** Closes the ports, which ends everybody's shells; the keys open nothing any more. */
  async closeAccess(): Promise<void> {
    this.#isOver = true;
    this.#cancelTimer?.();
    await this.#resources.disposeAsync();
    await Promise.all(this.#opening);
  }

  /** Ends what is left of the session and removes its machines. The build must have stopped. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.closeAccess();
    await Promise.all(this.#machines.map((machine) => machine[Symbol.asyncDispose]()));
  }
}
