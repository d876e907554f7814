import type { connectionCalls, ConnectionEvents } from '../../contract/connection-control.ts';
import type { SalvageOrder } from '../../contract/connection-work.ts';
import type { Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { fail, ok } from '../../lib/result.ts';
import type { Handlers } from '../../lib/rpc.ts';
import type { MachineFiles } from '../remote/machine-files.ts';
import type { StreamPort } from '../stream-port.ts';
import { applySalvage, planApply } from './apply/apply-salvage.ts';
import { noteHistories, type HistoryNotes } from './history-notes.ts';
import { readPart } from './read-part.ts';
import { SalvageReport } from './salvage-report.ts';
import { runSalvage, wantedKinds } from './salvage-run.ts';

/** A link that is away is waited for this long, unless the machine goes before. */
const PATIENCE_MS = 15 * 60_000;

interface Options {
  clock: Clock;
  /** The machine's files while its link is up. */
  files(machine: number): MachineFiles | undefined;
  emit(report: ConnectionEvents['salvage']): void;
  log(line: string): void;
}

interface Running {
  machine: number;
  stop: AbortController;
  ended: Promise<void>;
}

type Calls = 'startSalvage' | 'stopSalvage' | 'noteHistory' | 'readSalvage' | 'planApply' | 'apply';

/** All salvages of a session's machines that are under way; and those on this computer, as they are read and applied. */
export class Salvages implements AsyncDisposable {
  readonly handlers: Pick<Handlers<typeof connectionCalls, StreamPort>, Calls> = {
    startSalvage: (order) => this.start(order),
    stopSalvage: ({ salvageId }) => this.stop(salvageId),
    noteHistory: ({ machine }) => this.noteHistory(machine),
    readSalvage: ({ folder, kind }) => readPart(folder, kind),
    planApply: (order) => planApply(order, this.#ending.signal),
    apply: (order) => applySalvage(order, this.#ending.signal),
  };
  readonly #ending = new AbortController();
  readonly #options: Options;
  readonly #running = new Map<string, Running>();
  readonly #notes = new Map<number, HistoryNotes>();
  readonly #waiting = new Set<() => void>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** `connection-lost` when there is no link to begin with, `busy` */
  start(order: SalvageOrder): Result<undefined> {
    const { clock, files, emit, log } = this.#options;
    if (this.#running.has(order.salvageId)) return ok();
    if ([...this.#running.values()].some(({ machine }) => machine === order.machine))
      return fail('busy', 'The work of this machine is being saved already.', 'Wait for it, or stop it.');
    if (files(order.machine) === undefined)
      return fail('connection-lost', 'The machine is not connected.', 'Reconnect.');
    const stop = new AbortController();
    const say = (said: ConnectionEvents['salvage']): void => {
      // Whoever hears of the end may begin another one at once.
      if (said.state !== 'running') this.#running.delete(order.salvageId);
      emit(said);
    };
    const report = new SalvageReport(clock, { salvageId: order.salvageId, kinds: wantedKinds(order), emit: say });
    const ended = runSalvage({
      order,
      clock,
      report,
      notes: () => this.#notes.get(order.machine),
      whenLinked: (signal) => this.#whenLinked(order.machine, signal),
      stop: stop.signal,
      log,
    }).finally(() => this.#running.delete(order.salvageId));
    this.#running.set(order.salvageId, { machine: order.machine, stop, ended });
    report.flush();
    return ok();
  }

  /** What is whole by then stays. */
  async stop(salvageId: string): Promise<Result<undefined>> {
    const running = this.#running.get(salvageId);
    running?.stop.abort();
    await running?.ended;
    return ok();
  }

  /** Looks at the histories of a machine's shells, once. `connection-lost` */
  async noteHistory(machine: number): Promise<Result<undefined>> {
    if (this.#notes.has(machine)) return ok();
    const files = this.#options.files(machine);
    if (files === undefined) return fail('connection-lost', 'The machine is not connected.', 'Reconnect.');
    const notes = await noteHistories(files);
    if (notes.ok && !this.#notes.has(machine)) this.#notes.set(machine, notes.value);
    return notes.ok ? ok() : notes;
  }

  /** A link came up. */
  linked(): void {
    for (const look of this.#waiting) look();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await Promise.all([...this.#running.keys()].map((salvageId) => this.stop(salvageId)));
  }

  #whenLinked(machine: number, signal: AbortSignal): Promise<MachineFiles | undefined> {
    const { clock, files } = this.#options;
    return new Promise((resolve) => {
      const end = (found?: MachineFiles): void => {
        this.#waiting.delete(look);
        cancel();
        signal.removeEventListener('abort', onAbort);
        resolve(found);
      };
      const onAbort = (): void => end();
      const look = (): void => {
        const found = files(machine);
        if (found !== undefined && !found.lost.aborted) end(found);
      };
      const cancel = clock.after(PATIENCE_MS, end);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(look);
      if (signal.aborted) end();
      else look();
    });
  }
}
