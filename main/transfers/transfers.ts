import { randomUUID } from 'node:crypto';
import type { CallInput, CallOutput } from '../contract/calls.ts';
import type { ConnectionEvents, TransferOrder } from '../contract/connection-control.ts';
import type { Result } from '../contract/problem.ts';
import type { Transfer } from '../contract/transfer.ts';
import type { TruthStore } from '../ipc/truth.ts';
import type { Clock } from '../lib/clock.ts';
import { fail, ok, problem } from '../lib/result.ts';
import type { Storage } from '../lib/storage.ts';
import type { ConnectionProcess } from '../sessions/session-connection.ts';
import type { MachinePlace, SessionMachines } from '../sessions/session-machines.ts';
import { belongs, findMachine, type MachineWork } from './find-machine.ts';
import { openOrderFiles, type OrderFiles } from './order-files.ts';
import { openTransferBook, type TransferBook } from './transfer-book.ts';
import type { TransferDesk } from './transfer-desk.ts';
import {
  atRest,
  hasEnded,
  isForgettable,
  untouched,
  waitsFor,
  wantsMachine,
  withoutSession,
  withProgress,
  type TransferRecord,
  type TransferWish,
} from './transfer-record.ts';

/** Ended transfers that stay in the list until somebody clears it; the oldest go first. */
export const MOST_ENDED = 200;

type Client = ConnectionProcess['client'];
type Action = CallInput<'transfers.control'>['action'];

interface Held {
  record: TransferRecord;
  /** The process that has its order, and goes on with it by itself. */
  client?: Client | undefined;
  /** Those who wait for its end. */
  waiting: ((row: Transfer) => void)[];
}

interface Options {
  truth: TruthStore;
  machines: SessionMachines;
  storage: Storage;
  /** For orders and journals. */
  folder: string;
  desk: TransferDesk;
  clock: Clock;
  log(line: string): void;
}

/**
 * The truth about transfers. The work is done by connection processes; what they were told is kept here, so that it goes
 * on in another one when they are gone, and after Jumpseat was started again.
 */
export class Transfers implements AsyncDisposable {
  readonly #options: Options;
  readonly #orders: OrderFiles;
  readonly #book: TransferBook;
  readonly #held = new Map<string, Held>();
  readonly #listeners = new Set<() => void>();
  readonly #stopWatching: () => void;
  #isDisposed = false;

  constructor(options: Options) {
    this.#options = options;
    this.#orders = openOrderFiles(options.folder, options.log);
    this.#book = openTransferBook(
      options.storage,
      () =>
        [...this.#held.values()].filter((held) => held.record.row.purpose !== 'drag-out').map(({ record }) => record),
      options.log,
    );
    this.#stopWatching = options.machines.watch({
      connected: (place) => this.#connected(place),
      progress: (sessionId, changes) => this.#progress(sessionId, changes),
      crashed: (sessionId) => this.#crashed(sessionId),
      released: (sessionId) => this.#released(sessionId),
      isBusy: (place) =>
        this.#of(place.sessionId).some(
          ({ record: { row } }) => row.machine === place.machine && wantsMachine(row.state),
        ),
    });
    this.#restore();
  }

  /** Puts a transfer into the queue of its machine. `not-found`, `session-ended`, `connection-lost`, `storage-failed` */
  async start({ place, what, rule, ...wish }: TransferWish): Promise<Result<{ transferId: string }>> {
    const reached = this.#options.machines.reach(place);
    if (!reached.ok) return reached;
    const id = randomUUID();
    const row: Transfer = {
      ...wish,
      ...untouched,
      id,
      sessionId: place.sessionId,
      machine: place.machine,
      machineName: reached.value.name,
      addedAt: this.#options.clock.now(),
    };
    const order: TransferOrder = {
      id,
      machine: place.machine,
      direction: wish.direction,
      purpose: wish.purpose,
      journalFile: this.#orders.journalOf(id),
      isPaused: false,
      what,
      ...(rule === undefined ? {} : { rule }),
    };
    const written = await this.#orders.write(order);
    if (!written.ok) return written;
    const held: Held = { record: { row, identity: reached.value.identity, leavesRemains: false }, waiting: [] };
    this.#held.set(id, held);
    this.#put(held, row);
    this.#book.note();
    // What became of the machine meanwhile, its own events told.
    void this.#send(held, place, reached.value.client, { order });
    return ok({ transferId: id });
  }

  get(transferId: string): Transfer | undefined {
    return this.#held.get(transferId)?.record.row;
  }

  all(): Transfer[] {
    return [...this.#held.values()].map(({ record }) => record.row);
  }

  /** Something about a transfer changed, or one is gone. The returned function takes the listener back. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Resolves when it is done, cancelled or stopped; at once when it is so already. */
  whenEnded(transferId: string): Promise<Transfer | undefined> {
    const held = this.#held.get(transferId);
    const row = held?.record.row;
    if (held === undefined || row === undefined || hasEnded(row.state) || row.state === 'stopped')
      return Promise.resolve(row);
    return new Promise((resolve) => held.waiting.push(resolve));
  }

  /** Does the same with each; what could not be done of it is told about the first. */
  async control(transferIds: readonly string[], action: Action): Promise<Result<undefined>> {
    const results = await Promise.all(transferIds.map((id) => this.#control(id, action)));
    return results.find((result) => !result.ok) ?? ok();
  }

  async answer({ transferId, answer }: CallInput<'transfers.answer'>): Promise<Result<undefined>> {
    const held = this.#held.get(transferId);
    if (held === undefined) return notFound();
    if (held.client === undefined)
      return fail('connection-lost', 'The machine is not connected.', 'It asks again when the machine is back.');
    return held.client.call('answerTransfer', { transferId, answer });
  }

  async notes(input: CallInput<'transfers.notes'>): Promise<Result<CallOutput<'transfers.notes'>>> {
    const held = this.#held.get(input.transferId);
    if (held === undefined) return notFound();
    if (held.client !== undefined) return held.client.call('transferNotes', input);
    return this.#atDesk(held, (client) => client.call('transferNotes', input));
  }

  /** The end of a transfer on this computer: a folder, or the first of the things it came from. */
  async localEnd(transferId: string): Promise<Result<string>> {
    const row = this.get(transferId);
    const order = row === undefined ? undefined : await this.#orders.read(transferId);
    if (row === undefined || order === undefined) return notFound();
    if (order.what.kind === 'listed') return ok(order.what.localFolder);
    const path = row.direction === 'upload' ? order.what.sources[0] : order.what.targetFolder;
    return path === undefined ? notFound() : ok(path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    this.#stopWatching();
    for (const held of this.#held.values()) {
      const { row } = held.record;
      if (wantsMachine(row.state)) this.#rest(held, 'waiting', waitsFor(row));
      for (const resolve of held.waiting.splice(0)) resolve(held.record.row);
    }
    this.#book.note();
    await this.#book.whenWritten();
  }

  /** What the last run left unfinished waits for its machine. */
  #restore(): void {
    const records = this.#book.read().filter((record) => !isForgettable(record, this.#options.clock.now()));
    void this.#orders.prune(new Set(records.map(({ row }) => row.id)));
    for (const record of records) {
      const held: Held = { record, waiting: [] };
      this.#held.set(record.row.id, held);
      record.row = withoutSession(record.row);
      // An edit uploads anew by itself; of what it began, at most remains are left on the machine.
      if (record.row.purpose === 'edit') record.leavesRemains = true;
      else
        this.#put(
          held,
          wantsMachine(record.row.state) ? atRest(record.row, 'waiting', waitsFor(record.row)) : record.row,
        );
    }
  }

  async #control(transferId: string, action: Action): Promise<Result<undefined>> {
    const held = this.#held.get(transferId);
    if (held === undefined) return notFound();
    const { state } = held.record.row;
    if (action === 'clear') return this.#clear(held);
    if (hasEnded(state) && action !== 'retry') return ok();
    // What stands still was not told to a new process: whoever wants something of it looks for its machine.
    const isWanted = action === 'resume' || action === 'retry' || action === 'cancel';
    const found =
      held.client === undefined && isWanted
        ? findMachine(workOf(held.record), this.#options.machines, true)
        : undefined;
    if (found !== undefined) await this.#send(held, found.place, found.client, { isPaused: action === 'cancel' });
    if (held.client !== undefined) return held.client.call('controlTransfer', { transferId, action });
    return this.#controlAway(held, action);
  }

  async #controlAway(held: Held, action: Exclude<Action, 'clear'>): Promise<Result<undefined>> {
    const { row } = held.record;
    if (action === 'cancel') return this.#cancelAway(held);
    if (action === 'first') return ok();
    if (action === 'retry')
      return fail('connection-lost', `${row.machineName} is not connected.`, 'Connect to it, then try again.');
    if (action === 'pause') this.#rest(held, 'paused');
    else this.#rest(held, 'waiting', waitsFor(row));
    this.#book.note();
    return ok();
  }

  /** Cancels what no process has: what lies here goes now, what lies on the machine when it comes back. */
  async #cancelAway(held: Held): Promise<Result<undefined>> {
    const { id, direction, machineName } = held.record.row;
    if (direction === 'download') {
      const cleaned = await this.#atDesk(held, (client) =>
        client.call('controlTransfer', { transferId: id, action: 'cancel' }),
      );
      await this.#options.desk.letGo(id);
      if (!cleaned.ok) this.#options.log(`transfers: ${cleaned.problem.message}`);
    } else held.record.leavesRemains = true;
    const reason = problem('cancelled', `What is half-written on ${machineName} goes when it is connected again.`);
    this.#ended(held, atRest(held.record.row, 'cancelled', held.record.leavesRemains ? reason : undefined));
    return ok();
  }

  async #clear(held: Held): Promise<Result<undefined>> {
    const { row } = held.record;
    if (!hasEnded(row.state))
      return fail('busy', `${row.title} has not ended yet.`, 'Cancel it first, then take it out of the list.');
    await held.client?.call('forgetTransfer', { transferId: row.id });
    await this.#options.desk.letGo(row.id);
    this.#drop(held);
    return ok();
  }

  #drop(held: Held): void {
    const { id } = held.record.row;
    this.#held.delete(id);
    void this.#orders.remove(id);
    this.#options.truth.drop('transfers', id);
    this.#book.note();
    this.#changed();
  }

  #connected(place: MachinePlace): void {
    const reached = this.#options.machines.reach(place);
    if (!reached.ok) return;
    for (const held of this.#held.values()) {
      const { record } = held;
      const isKnown = held.client === reached.value.client;
      if (isKnown || !belongs(workOf(record), place, reached.value.identity, this.#options.machines)) continue;
      if (record.leavesRemains) void this.#removeRemains(held, place, reached.value.client);
      else if (wantsMachine(record.row.state)) void this.#send(held, place, reached.value.client);
    }
  }

  async #send(
    held: Held,
    place: MachinePlace,
    client: Client,
    how: { order?: TransferOrder; isPaused?: boolean } = {},
  ): Promise<void> {
    const { row } = held.record;
    held.client = client;
    held.record.row = { ...row, sessionId: place.sessionId, machine: place.machine };
    this.#book.note();
    await this.#options.desk.letGo(row.id);
    const order = how.order ?? (await this.#orders.read(row.id));
    if (held.client !== client) return;
    if (order === undefined) {
      held.client = undefined;
      const hint = 'Cancel it, and start it anew.';
      return this.#rest(
        held,
        'stopped',
        problem('storage-failed', 'What was to be moved is not known any more.', hint),
      );
    }
    const sent = await client.call('startTransfer', {
      ...order,
      machine: place.machine,
      isPaused: how.isPaused === true,
    });
    if (sent.ok || held.client !== client) return;
    held.client = undefined;
    // The end of the process itself is told by its crash.
    if (sent.problem.code !== 'process-crashed') this.#rest(held, 'stopped', sent.problem);
    else if (wantsMachine(held.record.row.state)) this.#rest(held, 'waiting', waitsFor(held.record.row));
  }

  async #removeRemains(held: Held, place: MachinePlace, client: Client): Promise<void> {
    const { record } = held;
    const order = await this.#orders.read(record.row.id);
    if (order === undefined) return;
    const transferId = order.id;
    await client.call('startTransfer', { ...order, machine: place.machine, isPaused: true });
    const removed = await client.call('controlTransfer', { transferId, action: 'cancel' });
    if (!removed.ok) return this.#options.log(`transfers: ${removed.problem.message}`);
    record.leavesRemains = false;
    if (record.row.purpose === 'edit') return this.#drop(held);
    this.#put(held, atRest(record.row, 'cancelled'));
    this.#book.note();
  }

  #progress(sessionId: string, changes: ConnectionEvents['transfers']['changes']): void {
    for (const { transferId, progress } of changes) {
      const held = this.#held.get(transferId);
      if (held?.client === undefined || held.record.row.sessionId !== sessionId) continue;
      const before = held.record.row;
      const { endedAt: _endedAt, ...row } = withProgress(before, progress);
      if (hasEnded(progress.state)) this.#ended(held, { ...row, ...keepEnd(before) });
      else this.#put(held, row);
      if (progress.state === 'stopped') this.#settle(held);
      if (progress.state !== before.state) this.#book.note();
    }
  }

  #crashed(sessionId: string): void {
    for (const held of this.#of(sessionId)) {
      held.client = undefined;
      const { row } = held.record;
      if (!wantsMachine(row.state)) continue;
      const message = `The part of Jumpseat that moved this stopped. It goes on when ${row.machineName} is connected again.`;
      this.#rest(held, 'waiting', problem('process-crashed', message));
    }
  }

  #released(sessionId: string): void {
    for (const held of this.#of(sessionId)) {
      held.client = undefined;
      const row = withoutSession(held.record.row);
      const message = `The session has ended. If ${row.machineName} is ever connected again, this goes on.`;
      const hint = 'If it is gone for good, cancel this.';
      if (wantsMachine(row.state)) this.#put(held, atRest(row, 'waiting', problem('session-ended', message, hint)));
      else this.#put(held, row);
    }
    this.#book.note();
  }

  #of(sessionId: string): Held[] {
    return [...this.#held.values()].filter(({ record }) => record.row.sessionId === sessionId);
  }

  #ended(held: Held, row: Transfer): void {
    this.#put(held, { ...row, endedAt: row.endedAt ?? this.#options.clock.now() });
    this.#settle(held);
    this.#book.note();
    const ended = this.all()
      .filter(({ state }) => hasEnded(state))
      .toSorted((one, other) => (one.endedAt ?? 0) - (other.endedAt ?? 0));
    for (const { id } of ended.slice(0, Math.max(0, ended.length - MOST_ENDED))) void this.#control(id, 'clear');
  }

  #settle(held: Held): void {
    for (const resolve of held.waiting.splice(0)) resolve(held.record.row);
  }

  #rest(held: Held, ...[state, reason]: [state: Transfer['state'], reason?: Transfer['problem']]): void {
    this.#put(held, atRest(held.record.row, state, reason));
    if (state === 'stopped') this.#settle(held);
  }

  #put(held: Held, row: Transfer): void {
    held.record.row = row;
    this.#options.truth.put('transfers', row.id, row);
    this.#changed();
  }

  #changed(): void {
    if (!this.#isDisposed) for (const listener of [...this.#listeners]) listener();
  }

  async #atDesk<T>(held: Held, act: (client: Client) => Promise<Result<T>>): Promise<Result<T>> {
    const order = await this.#orders.read(held.record.row.id);
    return order === undefined ? notFound() : this.#options.desk.with(order, act);
  }
}

function keepEnd({ endedAt, state }: Transfer): Pick<Transfer, 'endedAt'> {
  return endedAt === undefined || !hasEnded(state) ? {} : { endedAt };
}

function workOf({ row, identity }: TransferRecord): MachineWork {
  return { sessionId: row.sessionId, machine: row.machine, identity };
}

function notFound(): { ok: false; problem: ReturnType<typeof problem> } {
  return fail('not-found', 'This transfer is not in the list any more.');
}
