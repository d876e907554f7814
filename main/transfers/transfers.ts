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
import type { TransferDesk } from './transfer-desk.ts';
import { TransferList, type Held } from './transfer-list.ts';
import {
  atRest,
  hasEnded,
  untouched,
  waitsFor,
  wantsMachine,
  withoutSession,
  type TransferRecord,
  type TransferWish,
} from './transfer-record.ts';

type Client = ConnectionProcess['client'];
type Action = CallInput<'transfers.control'>['action'];

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
  readonly #list: TransferList;
  /** Cancelled, and to be taken out of the list as soon as that is done. */
  readonly #abandoned = new Set<string>();
  readonly #stopWatching: () => void;

  constructor(options: Options) {
    this.#options = options;
    this.#orders = openOrderFiles(options.folder, options.log);
    this.#list = new TransferList({ ...options, orders: this.#orders });
    this.#list.restore();
    this.#stopWatching = options.machines.watch({
      connected: (place) => this.#connected(place),
      progress: (sessionId, changes) => this.#progress(sessionId, changes),
      crashed: (sessionId) => this.#crashed(sessionId),
      released: (sessionId) => this.#released(sessionId),
      isBusy: ({ sessionId, machine }) =>
        this.#list.of(sessionId).some(({ record: { row } }) => row.machine === machine && wantsMachine(row.state)),
    });
  }

  /** Puts a transfer into the queue of its machine. `not-found`, `session-ended`, `connection-lost`, `storage-failed` */
  async start(wish: TransferWish): Promise<Result<{ transferId: string }>> {
    const prepared = await this.#prepare(wish);
    return prepared.ok ? ok({ transferId: prepared.value() }) : prepared;
  }

  /** The same with many, which are in the list all at once; with a failure, none is. */
  async startAll(wishes: readonly TransferWish[]): Promise<Result<{ transferIds: string[] }>> {
    const begin: (() => string)[] = [];
    for (const wish of wishes) {
      const prepared = await this.#prepare(wish);
      if (!prepared.ok) return prepared;
      begin.push(prepared.value);
    }
    return ok({ transferIds: begin.map((one) => one()) });
  }

  /** Writes its order; what is given back puts it into the list. */
  async #prepare({ place, what, rule, ...wish }: TransferWish): Promise<Result<() => string>> {
    const reached = this.#options.machines.reach(place);
    if (!reached.ok) return reached;
    const id = randomUUID();
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
    const { identity, name: machineName, client } = reached.value;
    return ok(() => {
      const row = { ...wish, ...untouched, ...place, id, machineName, addedAt: this.#options.clock.now() };
      const held = this.#list.add({ row, identity, leavesRemains: false, isCleared: false });
      // Whoever asked need not wait; what comes of it shows in its row.
      void this.#send(held, place, client, { order });
      return id;
    });
  }

  get(transferId: string): Transfer | undefined {
    return this.#list.get(transferId)?.record.row;
  }

  all(): Transfer[] {
    return this.#list.all().flatMap(({ record }) => (record.isCleared ? [] : [record.row]));
  }

  /** Something about a transfer changed, or one is gone. The returned function takes the listener back. */
  onChange(listener: () => void): () => void {
    return this.#list.onChange(listener);
  }

  /** Resolves when it is done, cancelled or stopped; at once when it is so already. */
  whenEnded(transferId: string): Promise<Transfer | undefined> {
    return this.#list.whenEnded(transferId);
  }

  /** Does the same with each; of what could not be done the first is told. */
  async control(transferIds: readonly string[], action: Action): Promise<Result<undefined>> {
    const results = await Promise.all(transferIds.map((id) => this.#control(id, action)));
    return results.find((result) => !result.ok) ?? ok();
  }

  /** Takes it out of the list, cancelled if it has not ended. */
  async abandon(transferId: string): Promise<void> {
    this.#abandoned.add(transferId);
    await this.control([transferId], 'cancel');
    const row = this.get(transferId);
    if (row !== undefined && hasEnded(row.state)) await this.control([transferId], 'clear');
  }

  async answer({ transferId, answer }: CallInput<'transfers.answer'>): Promise<Result<undefined>> {
    const held = this.#list.get(transferId);
    if (held === undefined) return notFound();
    if (held.client === undefined)
      return fail('connection-lost', 'The machine is not connected.', 'It asks again when the machine is back.');
    return held.client.call('answerTransfer', { transferId, answer });
  }

  async notes(input: CallInput<'transfers.notes'>): Promise<Result<CallOutput<'transfers.notes'>>> {
    const held = this.#list.get(input.transferId);
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
    this.#stopWatching();
    await this.#list.close();
  }

  async #control(transferId: string, action: Action): Promise<Result<undefined>> {
    const held = this.#list.get(transferId);
    if (held === undefined || held.record.isCleared) return notFound();
    if (action === 'clear') return this.#clear(held);
    if (hasEnded(held.record.row.state) && action !== 'retry') return ok();
    // What stands still was not told to a new process: whoever wants something of it looks for its machine.
    const isWanted = action === 'resume' || action === 'retry' || action === 'cancel';
    const found =
      held.client === undefined && isWanted
        ? findMachine(workOf(held.record), this.#options.machines, true)
        : undefined;
    if (found !== undefined) await this.#send(held, found.place, found.client, { isPaused: action === 'cancel' });
    // The process cannot be asked about what it was not given yet.
    await held.sending;
    if (held.client !== undefined) return held.client.call('controlTransfer', { transferId, action });
    return this.#controlAway(held, action);
  }

  async #controlAway(held: Held, action: Exclude<Action, 'clear'>): Promise<Result<undefined>> {
    const { row } = held.record;
    if (action === 'cancel') return this.#cancelAway(held);
    if (action === 'retry')
      return fail('connection-lost', `${row.machineName} is not connected.`, 'Connect to it, then try again.');
    if (action === 'pause') this.#list.rest(held, 'paused');
    if (action === 'resume') this.#list.rest(held, 'waiting', waitsFor(row));
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
    const remains = problem('cancelled', `What is half-written on ${machineName} goes when it is connected again.`);
    this.#ended(held, atRest(held.record.row, 'cancelled', held.record.leavesRemains ? remains : undefined));
    return ok();
  }

  async #clear(held: Held): Promise<Result<undefined>> {
    const { row } = held.record;
    if (!hasEnded(row.state))
      return fail('busy', `${row.title} has not ended yet.`, 'Cancel it first, then take it out of the list.');
    // A process that has it removes what is left by itself.
    const forgotten = await held.client?.call('forgetTransfer', { transferId: row.id });
    if (forgotten?.ok === true) held.record.leavesRemains = false;
    await this.#options.desk.letGo(row.id);
    this.#abandoned.delete(row.id);
    this.#list.clear(held);
    return ok();
  }

  #connected(place: MachinePlace): void {
    const { machines } = this.#options;
    const reached = machines.reach(place);
    if (!reached.ok) return;
    const { client, identity } = reached.value;
    for (const held of this.#list.all()) {
      const { record } = held;
      if (held.client === client || !belongs(workOf(record), place, identity, machines)) continue;
      if (record.leavesRemains) void this.#removeRemains(held, place, client);
      else if (wantsMachine(record.row.state)) void this.#send(held, place, client);
    }
  }

  #send(
    held: Held,
    place: MachinePlace,
    client: Client,
    how: { order?: TransferOrder; isPaused?: boolean } = {},
  ): Promise<void> {
    const sending = this.#sendOrder(held, place, client, how);
    held.sending = sending;
    return sending;
  }

  async #sendOrder(
    held: Held,
    place: MachinePlace,
    client: Client,
    how: { order?: TransferOrder; isPaused?: boolean },
  ): Promise<void> {
    const { machine } = place;
    held.client = client;
    this.#list.put(held, { ...held.record.row, ...place });
    await this.#options.desk.letGo(held.record.row.id);
    const order = how.order ?? (await this.#orders.read(held.record.row.id));
    if (held.client !== client) return;
    const lost = problem('storage-failed', 'What was to be moved is not known any more.', 'Cancel it and start anew.');
    const sent: Result<undefined> =
      order === undefined
        ? { ok: false, problem: lost }
        : await client.call('startTransfer', { ...order, machine, isPaused: how.isPaused === true });
    if (sent.ok || held.client !== client) return;
    held.client = undefined;
    // The end of the process itself is told by its crash.
    if (sent.problem.code !== 'process-crashed') this.#list.rest(held, 'stopped', sent.problem);
    else if (wantsMachine(held.record.row.state)) this.#list.rest(held, 'waiting', waitsFor(held.record.row));
  }

  async #removeRemains(held: Held, { machine }: MachinePlace, client: Client): Promise<void> {
    const { record } = held;
    const order = await this.#orders.read(record.row.id);
    if (order === undefined) return;
    const transferId = order.id;
    await client.call('startTransfer', { ...order, machine, isPaused: true });
    const removed = await client.call('controlTransfer', { transferId, action: 'cancel' });
    if (!removed.ok) return this.#options.log(`transfers: ${removed.problem.message}`);
    record.leavesRemains = false;
    this.#list.note();
    if (record.isCleared) this.#list.clear(held);
    else this.#list.put(held, atRest(record.row, 'cancelled'));
  }

  #progress(sessionId: string, changes: ConnectionEvents['transfers']['changes']): void {
    for (const { transferId, progress } of changes) {
      const held = this.#list.get(transferId);
      // A process can only speak of what it was given.
      if (held?.client === undefined || held.record.row.sessionId !== sessionId) continue;
      this.#list.progress(held, progress);
      if (!hasEnded(progress.state)) continue;
      if (this.#abandoned.has(transferId)) void this.#clear(held);
      this.#trim();
    }
  }

  #crashed(sessionId: string): void {
    for (const held of this.#list.of(sessionId)) {
      held.client = undefined;
      const { state, machineName } = held.record.row;
      if (!wantsMachine(state)) continue;
      const message = `The part of Jumpseat that moved this stopped. It goes on when ${machineName} is connected again.`;
      this.#list.rest(held, 'waiting', problem('process-crashed', message));
    }
  }

  #released(sessionId: string): void {
    for (const held of this.#list.of(sessionId)) {
      held.client = undefined;
      const row = withoutSession(held.record.row);
      const message = `The session has ended. If ${row.machineName} is ever connected again, this goes on.`;
      const reason = problem('session-ended', message, 'If it is gone for good, cancel this.');
      this.#list.put(held, wantsMachine(row.state) ? atRest(row, 'waiting', reason) : row);
    }
  }

  #ended(held: Held, row: Transfer): void {
    this.#list.end(held, row);
    this.#trim();
  }

  #trim(): void {
    for (const held of this.#list.surplus()) void this.#clear(held);
  }

  async #atDesk<T>(held: Held, act: (client: Client) => Promise<Result<T>>): Promise<Result<T>> {
    const order = await this.#orders.read(held.record.row.id);
    return order === undefined ? notFound() : this.#options.desk.with(order, act);
  }
}

function workOf({ row, identity }: TransferRecord): MachineWork {
  return { sessionId: row.sessionId, machine: row.machine, identity };
}

function notFound(): ReturnType<typeof fail> {
  return fail('not-found', 'This transfer is not in the list any more.');
}
