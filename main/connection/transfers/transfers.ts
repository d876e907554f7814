import type { ConnectionEvents, TransferOrder, connectionCalls } from '../../contract/connection-control.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { describe, fail, ok, problem } from '../../lib/result.ts';
import type { Handlers } from '../../lib/rpc.ts';
import type { MachineFiles } from '../remote/machine-files.ts';
import { ProgressFeed } from './progress-feed.ts';
import type { Movers, Outcome } from './run.ts';
import { TransferQueue } from './transfer-queue.ts';
import { Transfer } from './transfer.ts';

/** How often a transfer begins anew, one time after the other, when the machine ends its channels. */
const MAX_BREAKS = 5;
const BREAK_PAUSE_MS = 1_000;

interface Options {
  clock: Clock;
  movers: Movers;
  emit(changes: ConnectionEvents['transfers']): void;
  log(line: string): void;
}

interface Machine {
  queue: TransferQueue;
  files: MachineFiles | undefined;
}

type Calls = Pick<
  typeof connectionCalls,
  'startTransfer' | 'controlTransfer' | 'forgetTransfer' | 'answerTransfer' | 'transferNotes'
>;
type Action = 'pause' | 'resume' | 'cancel' | 'retry' | 'first';

const notConnected = problem('connection-lost', 'The machine is not connected.', 'It goes on by itself when it is.');
const leftBehind = problem(
  'connection-lost',
  'What was half-sent is still on the machine, which is not connected.',
  'It is removed when the machine is connected again; its names end in “.part”.',
);

const leftThere = problem(
  'not-allowed',
  'What was half-written could not be removed.',
  'Remove the files whose names end in “.part” by hand.',
);

/** All transfers of a connection process: a queue for each machine, and what main asks of them. */
export class Transfers implements AsyncDisposable {
  readonly handlers: Handlers<Calls, unknown>;
  readonly #options: Options;
  readonly #feed: ProgressFeed;
  readonly #transfers = new Map<string, Transfer>();
  readonly #opening = new Map<string, Promise<void>>();
  readonly #machines = new Map<number, Machine>();
  readonly #breaks = new Map<string, { count: number; bytesDone: number }>();
  readonly #forgotten = new Set<Transfer>();
  readonly #cancelling = new Set<Transfer>();
  #isDisposed = false;

  constructor(options: Options) {
    this.#options = options;
    this.#feed = new ProgressFeed(options.clock, options.emit);
    this.handlers = {
      startTransfer: (order) => this.#start(order),
      controlTransfer: ({ transferId, action }) => this.#with(transferId, (one) => this.#control(one, action)),
      answerTransfer: ({ transferId, answer }) =>
        this.#with(transferId, async (one) => {
          if (!one.answer(answer)) return;
          if (answer.kind === 'limit' && !answer.goOn) await this.#cancel(one);
          else if (one.state === 'asking') this.#queue(one, true);
        }),
      forgetTransfer: async ({ transferId }) => {
        const transfer = this.#transfers.get(transferId);
        if (transfer === undefined) return ok();
        await this.#opening.get(transferId);
        if (!transfer.hasEnded) return fail('busy', 'The transfer has not ended.', 'Cancel it first.');
        this.#transfers.delete(transferId);
        this.#breaks.delete(transferId);
        this.#feed.forget(transferId);
        // What is left on a machine that is away is removed although nobody asks about the transfer any more.
        if (transfer.isClean) await transfer[Symbol.asyncDispose]();
        else this.#forgotten.add(transfer);
        return ok();
      },
      transferNotes: async ({ transferId, kind, offset, limit }) => {
        const transfer = this.#transfers.get(transferId);
        await this.#opening.get(transferId);
        return transfer?.notes(kind, offset, limit) ?? unknownTransfer();
      },
    };
  }

  /** A machine is connected: what waits for it goes on. */
  connected(number: number, files: MachineFiles): void {
    const machine = this.#machine(number);
    machine.files = files;
    for (const transfer of this.#transfers.values()) {
      if (transfer.machine !== number) continue;
      if (transfer.state === 'waiting') this.#queue(transfer);
      if (transfer.state === 'cancelled' && !transfer.isClean) void this.#cleanLater(transfer, files);
    }
    for (const transfer of this.#forgotten) {
      if (transfer.machine === number) void this.#cleanLater(transfer, files);
    }
    this.#pump(number);
  }

  /** The link is gone: work at it stops by itself, and everything waits. */
  lost(number: number): void {
    const machine = this.#machine(number);
    machine.files = undefined;
    for (const transfer of this.#transfers.values()) {
      if (transfer.machine === number && transfer.state === 'queued') transfer.become('waiting', notConnected);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    await Promise.all(this.#opening.values());
    const all = [...this.#transfers.values(), ...this.#forgotten];
    await Promise.all(all.map((transfer) => transfer[Symbol.asyncDispose]()));
    this.#feed.flush();
    this.#feed.stop();
    this.#transfers.clear();
  }

  async #start(order: TransferOrder): Promise<Result<undefined>> {
    if (this.#transfers.has(order.id)) return ok();
    const { clock, movers, log } = this.#options;
    const transfer = new Transfer({
      order,
      clock,
      movers,
      log: (line) => log(`transfer ${order.id}: ${line}`),
      onChange: (changed) => {
        if (this.#transfers.get(changed.id) === changed) this.#feed.changed(changed);
      },
    });
    this.#transfers.set(order.id, transfer);
    const opening = transfer.open();
    this.#opening.set(order.id, opening);
    await opening;
    this.#opening.delete(order.id);
    this.#feed.changed(transfer);
    if (this.#isDisposed) return ok();
    if (transfer.state === 'queued') this.#queue(transfer);
    const { files } = this.#machine(order.machine);
    if (transfer.state === 'cancelled' && !transfer.isClean) {
      if (files === undefined) transfer.become('cancelled', leftBehind);
      else void this.#cleanLater(transfer, files);
    }
    return ok();
  }

  async #control(transfer: Transfer, action: Action): Promise<void> {
    const { queue } = this.#machine(transfer.machine);
    if (this.#cancelling.has(transfer)) return;
    switch (action) {
      case 'pause':
        if (transfer.hasEnded || transfer.state === 'stopped') return;
        queue.remove(transfer.id);
        transfer.become('paused');
        await transfer.interrupt();
        this.#pump(transfer.machine);
        return;
      case 'resume':
        if (transfer.state === 'paused' || transfer.state === 'stopped') this.#queue(transfer);
        return;
      case 'first':
        if (transfer.state === 'queued' || transfer.state === 'waiting') queue.first(transfer.id);
        return;
      case 'retry':
        if (transfer.state === 'cancelled' || transfer.isAtWork) return;
        transfer.retry();
        this.#queue(transfer);
        return;
      case 'cancel':
        if (!transfer.hasEnded) await this.#cancel(transfer);
        return;
    }
  }

  async #cancel(transfer: Transfer): Promise<void> {
    const machine = this.#machine(transfer.machine);
    this.#cancelling.add(transfer);
    machine.queue.remove(transfer.id);
    transfer.become('paused');
    const isTorn = transfer.isAtWork;
    await transfer.interrupt();
    const isClean = await transfer.clean(machine.files, isTorn);
    await transfer.end('cancelled', isClean ? undefined : machine.files === undefined ? leftBehind : leftThere);
    this.#cancelling.delete(transfer);
    this.#pump(transfer.machine);
  }

  /** Puts it into the queue of its machine, or lets it wait for the machine. */
  #queue(transfer: Transfer, isFirst = false): void {
    const { queue, files } = this.#machine(transfer.machine);
    if (isFirst) queue.first(transfer.id);
    else queue.add(transfer.id);
    if (files === undefined) transfer.become('waiting', notConnected);
    else transfer.become('queued');
    this.#pump(transfer.machine);
  }

  #pump(number: number): void {
    const { queue, files } = this.#machine(number);
    if (files === undefined || files.lost.aborted || this.#isDisposed) return;
    for (let id = queue.take(); id !== undefined; id = queue.take()) {
      const transfer = this.#transfers.get(id);
      if (transfer === undefined || transfer.isAtWork) queue.remove(id);
      else void this.#work(transfer, files);
    }
  }

  async #work(transfer: Transfer, files: MachineFiles): Promise<void> {
    let outcome: Outcome;
    try {
      outcome = await transfer.work(files);
    } catch (error) {
      const reason = problem('internal', 'Something went wrong inside Jumpseat.', 'Resume it.', describe(error));
      outcome = { kind: 'stopped', problem: reason };
    }
    const { queue } = this.#machine(transfer.machine);
    queue.remove(transfer.id);
    // Paused or cancelled meanwhile: whoever did that goes on with it. Resumed since: it is its turn again.
    if (transfer.state === 'running' && !this.#isDisposed) await this.#ended(transfer, files, outcome);
    else if (transfer.state === 'queued' || transfer.state === 'waiting') queue.first(transfer.id);
    this.#pump(transfer.machine);
  }

  async #ended(transfer: Transfer, files: MachineFiles, outcome: Outcome): Promise<void> {
    switch (outcome.kind) {
      case 'through':
        await transfer.clean(files);
        // Paused or cancelled while it was looked at once more.
        if (transfer.state !== 'running') return;
        // The link went before it could be seen whether anything is left.
        if (!transfer.isClean && files.lost.aborted) return this.#queue(transfer, true);
        return transfer.end('done', transfer.isClean ? undefined : leftThere);
      case 'held':
      case 'limit':
        // Answered at the very end of the work, which has not seen it any more.
        if (!transfer.isAsking) return this.#queue(transfer, true);
        return transfer.become('asking');
      case 'stopped':
        return transfer.become('stopped', outcome.problem);
      case 'broken':
        return this.#broken(transfer, outcome.problem);
      case 'interrupted':
        return this.#queue(transfer, true);
    }
  }

  /** Begins again after a while, but not for ever when nothing arrives in between. */
  #broken(transfer: Transfer, reason: Problem): void {
    const { bytesDone } = transfer.progress();
    const before = this.#breaks.get(transfer.id);
    const count = before !== undefined && before.bytesDone === bytesDone ? before.count + 1 : 1;
    this.#breaks.set(transfer.id, { count, bytesDone });
    if (count > MAX_BREAKS) return transfer.become('stopped', reason);
    transfer.become('waiting', reason);
    this.#options.clock.after(BREAK_PAUSE_MS, () => {
      if (transfer.state === 'waiting' && !this.#isDisposed) this.#queue(transfer, true);
    });
  }

  async #cleanLater(transfer: Transfer, files: MachineFiles): Promise<void> {
    const isClean = await transfer.clean(files);
    if (!isClean) return;
    if (this.#forgotten.delete(transfer)) await transfer[Symbol.asyncDispose]();
    else transfer.become('cancelled');
  }

  async #with(id: string, act: (transfer: Transfer) => void | Promise<void>): Promise<Result<undefined>> {
    const transfer = this.#transfers.get(id);
    if (transfer === undefined) return unknownTransfer();
    await this.#opening.get(id);
    await act(transfer);
    return ok();
  }

  #machine(number: number): Machine {
    const known = this.#machines.get(number) ?? { queue: new TransferQueue(), files: undefined };
    this.#machines.set(number, known);
    return known;
  }
}

const unknownTransfer = () => fail('not-found', 'This transfer is not known any more.', 'Start it again.');
