import type { connectionCalls, connectionEvents } from '../contract/connection-control.ts';
import type { Result } from '../contract/problem.ts';
import type { Clock } from '../lib/clock.ts';
import { fail, ok } from '../lib/result.ts';
import type { Handlers, serve } from '../lib/rpc.ts';
import { Activity } from './activity.ts';
import { FileBrowsers } from './file-browsers.ts';
import { compareFile, statFile } from './files/compare-file.ts';
import { MachineHold } from './hold.ts';
import { MachineLink } from './machine-link.ts';
import { downloadFile } from './move/download-file.ts';
import { downloadTree } from './move/tar/download-tree.ts';
import { uploadTree } from './move/tar/upload-tree.ts';
import { uploadFile } from './move/upload-file.ts';
import { SessionPorts } from './ports/session-ports.ts';
import { Recordings } from './recording/recordings.ts';
import type { MachineFiles } from './remote/machine-files.ts';
import { Salvages } from './salvage/salvages.ts';
import { ScreenFinder } from './screens/find/screen-finder.ts';
import { SessionScreens } from './screens/session-screens.ts';
import { runRdp } from './screens/rdp/run-rdp.ts';
import { runVnc } from './screens/vnc/run-vnc.ts';
import { SessionTerminals } from './session-terminals.ts';
import type { ConnectSsh } from './ssh-connection.ts';
import type { StreamPort } from './stream-port.ts';
import { readSurroundings } from './surroundings/read-surroundings.ts';
import { planSync } from './sync/plan-sync.ts';
import { Transfers } from './transfers/transfers.ts';

/** Sends an event to main. */
export type Emit = ReturnType<typeof serve<typeof connectionCalls, typeof connectionEvents, StreamPort>>;

interface Options {
  clock: Clock;
  connect: ConnectSsh;
  emit: Emit;
}

const movers = { uploadFile, downloadFile, uploadTree, downloadTree };

/** Everything a connection process holds: the links to a session's machines, and what runs over them. */
export class ConnectionService implements AsyncDisposable {
  readonly handlers: Handlers<typeof connectionCalls, StreamPort>;
  readonly #options: Options;
  readonly #links = new Map<number, MachineLink>();
  readonly #holds = new Map<number, MachineHold>();
  readonly #shells = new Map<number, string | undefined>();
  readonly #terminals: SessionTerminals;
  readonly #browsers: FileBrowsers;
  readonly #transfers: Transfers;
  readonly #salvages: Salvages;
  readonly #screens: SessionScreens;
  readonly #recordings: Recordings;
  readonly #ports: SessionPorts;
  readonly #ending = new AbortController();

  constructor(options: Options) {
    this.#options = options;
    const { clock, emit } = options;
    const log = (line: string): void => emit('log', { line });
    this.#terminals = new SessionTerminals({ clock, log, onState: (state) => emit('terminal', state) });
    this.#browsers = new FileBrowsers({ clock, log, files: (machine) => this.#links.get(machine)?.files });
    const activity = new Activity({ clock, emit: (event) => emit('activity', event) });
    this.#transfers = new Transfers({
      clock,
      log,
      movers,
      emit(batch) {
        activity.transfersMoved(batch.changes);
        emit('transfers', batch);
      },
    });
    this.#salvages = new Salvages({
      clock,
      log,
      files: (machine) => this.#links.get(machine)?.files,
      emit: (report) => emit('salvage', report),
    });
    this.#screens = new SessionScreens({
      clock,
      log,
      runners: { vnc: runVnc, rdp: runRdp },
      link: (machine) => this.#links.get(machine),
      onState: (state) => emit('screen', state),
    });
    this.#ports = new SessionPorts({ clock, log, emit, link: (machine) => this.#links.get(machine) });
    this.#recordings = new Recordings({
      clock,
      log,
      join: (terminalId, recorder) => this.#terminals.record(terminalId, recorder),
      onState: (state) => emit('recording', state),
    });
    const finder = new ScreenFinder({ clock, log, link: (machine) => this.#links.get(machine) });
    this.handlers = {
      connect: ({ machine, ...target }) => {
        this.#shells.set(machine, target.endpoint.shells?.[0]?.command);
        this.#link(machine).start(target);
        return ok();
      },
      disconnect: async ({ machine }) => {
        await this.#terminals.closeAll(machine);
        await this.#browsers.closeAll(machine);
        this.#transfers.lost(machine);
        this.#screens.closeAll(machine);
        this.#ports.closeAll(machine);
        await this.#links.get(machine)?.[Symbol.asyncDispose]();
        if (this.#links.delete(machine)) emit('link', { machine, state: 'idle' });
        return ok();
      },
      openTerminal: ({ machine, terminalId, command }) => {
        activity.terminalOpened(terminalId, machine);
        return this.#terminals.open(machine, this.#links.get(machine), terminalId, command);
      },
      closeTerminal: async ({ terminalId }) => {
        activity.terminalClosed(terminalId);
        await this.#terminals.close(terminalId);
        return ok();
      },
      attachTerminal: ({ terminalId, size }, ports) =>
        withPort(ports, 'A terminal', (port) =>
          this.#terminals.attach(terminalId, activity.terminalPort(terminalId, port), size),
        ),
      attachFiles: ({ machine }, ports) =>
        withPort(ports, 'A file browser', (port) => {
          this.#browsers.attach(machine, activity.filePort(machine, port));
          return ok();
        }),
      attachScreen: (order, ports) =>
        withPort(ports, 'A screen', (port) =>
          this.#screens.attach(order, activity.screenPort(order.machine, order.protocol, port)),
        ),
      answerScreen: ({ screenId, credentials }) => this.#screens.answer(screenId, credentials),
      findScreens: ({ machine }) => finder.find(machine),
      startScreenServer: ({ machine, starterId, password }) => finder.start(machine, starterId, password),
      closeScreen: ({ screenId }) => {
        this.#screens.close(screenId);
        return ok();
      },
      compareFile: ({ machine, ...files }) =>
        this.#withFiles(machine, (context) => compareFile({ ...context, log }, files)),
      statFile: ({ machine, path }) => this.#withFiles(machine, (context) => statFile(context.machine, path)),
      planSync: ({ machine, ...folders }) => this.#withFiles(machine, (context) => planSync(context, folders)),
      ...this.#transfers.handlers,
      startTransfer: (order, ports) => {
        activity.transferStarted(order.id, order.machine);
        return this.#transfers.handlers.startTransfer(order, ports);
      },
      forgetTransfer: (order, ports) => {
        activity.transferForgotten(order.transferId);
        return this.#transfers.handlers.forgetTransfer(order, ports);
      },
      hold: ({ machine, isOn }) => {
        this.#hold(machine).switch(isOn);
        this.#links.get(machine)?.keep(isOn);
        return ok();
      },
      ...this.#salvages.handlers,
      ...this.#recordings.handlers,
      readSurroundings: ({ machine, ...how }) => {
        const link = this.#links.get(machine);
        if (link === undefined) return fail('connection-lost', 'The machine is not connected.', 'Reconnect.');
        return readSurroundings({
          link,
          clock,
          signal: this.#ending.signal,
          shell: how.shell,
          isWindows: how.isWindows,
        });
      },
      ...this.#ports.handlers,
    };
  }

  /** Brings to the disk what is not there yet; the rest goes with the process. */
  finish(): Promise<void> {
    return this.#recordings[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#terminals[Symbol.asyncDispose]();
    await this.#recordings[Symbol.asyncDispose]();
    await this.#browsers[Symbol.asyncDispose]();
    await this.#transfers[Symbol.asyncDispose]();
    await this.#salvages[Symbol.asyncDispose]();
    this.#screens[Symbol.dispose]();
    this.#ports[Symbol.dispose]();
    for (const link of this.#links.values()) await link[Symbol.asyncDispose]();
    this.#links.clear();
  }

  #hold(machine: number): MachineHold {
    const known = this.#holds.get(machine);
    if (known !== undefined) return known;
    const { clock, emit } = this.#options;
    const hold = new MachineHold({ clock, log: (line) => emit('log', { line: `machine ${machine}: ${line}` }) });
    this.#holds.set(machine, hold);
    return hold;
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
      onConnected: (files) => {
        this.#hold(machine).connected(files, this.#shells.get(machine));
        this.#transfers.connected(machine, files);
        this.#browsers.linkChanged(machine, true);
        this.#salvages.linked();
        this.#ports.connected(machine);
      },
      onLost: (problem) => {
        this.#hold(machine).lost();
        this.#terminals.linkLost(machine, problem);
        this.#browsers.linkChanged(machine, false);
        this.#transfers.lost(machine);
        this.#screens.linkLost(machine, problem);
        this.#ports.linkLost(machine);
      },
    });
    link.keep(this.#hold(machine).isOn);
    this.#links.set(machine, link);
    return link;
  }

  async #withFiles<T>(
    machine: number,
    ask: (context: { machine: MachineFiles; clock: Clock; signal: AbortSignal }) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const files = this.#links.get(machine)?.files;
    if (files === undefined) return fail('connection-lost', 'The machine is not connected.', 'Reconnect.');
    return ask({ machine: files, clock: this.#options.clock, signal: this.#ending.signal });
  }
}

/** Takes the one port that a call came with. */
function withPort(
  [port, ...extra]: StreamPort[],
  what: string,
  attach: (port: StreamPort) => Result<undefined>,
): Result<undefined> {
  for (const unwanted of extra) unwanted.close();
  return port === undefined ? fail('bad-request', `${what} cannot be attached without a port.`) : attach(port);
}
