import type { Transfer, TransferProgress } from '../contract/transfer.ts';
import type { TruthStore } from '../ipc/truth.ts';
import type { Clock } from '../lib/clock.ts';
import type { Storage } from '../lib/storage.ts';
import type { ConnectionProcess } from '../sessions/session-connection.ts';
import type { OrderFiles } from './order-files.ts';
import { openTransferBook, type TransferBook } from './transfer-book.ts';
import {
  atRest,
  hasEnded,
  isForgettable,
  waitsFor,
  wantsMachine,
  withoutSession,
  withProgress,
  type TransferRecord,
} from './transfer-record.ts';

/** Ended transfers that stay in the list until somebody clears it; the oldest go first. */
export const MOST_ENDED = 200;

/** One transfer of the list. */
export interface Held {
  record: TransferRecord;
  /** The process that has its order, and goes on with it by itself. */
  client?: ConnectionProcess['client'] | undefined;
  /** Resolves when that process has it. */
  sending?: Promise<void> | undefined;
}

interface Options {
  truth: TruthStore;
  storage: Storage;
  orders: OrderFiles;
  clock: Clock;
  log(line: string): void;
}

/** All transfers there are: in the truth for the window, on disk for the next run. */
export class TransferList {
  readonly #options: Options;
  readonly #book: TransferBook;
  readonly #held = new Map<string, Held>();
  readonly #listeners = new Set<() => void>();
  readonly #waiting = new Map<string, ((row: Transfer | undefined) => void)[]>();

  constructor(options: Options) {
    this.#options = options;
    this.#book = openTransferBook(
      options.storage,
      () => [...this.#held.values()].flatMap(({ record }) => (record.row.purpose === 'drag-out' ? [] : [record])),
      options.log,
    );
  }

  /** Takes up what the last run knew; what it left unfinished waits for its machine. */
  restore(): void {
    const { orders, clock } = this.#options;
    const records = this.#book.read().filter((record) => !isForgettable(record, clock.now()));
    void orders.prune(new Set(records.map(({ row }) => row.id)));
    for (const record of records) {
      const held: Held = { record };
      this.#held.set(record.row.id, held);
      const row = withoutSession(record.row);
      record.row = row;
      // An edit uploads anew by itself; of what it began, at most remains are left on the machine.
      if (row.purpose === 'edit') Object.assign(record, { leavesRemains: true, isCleared: true });
      else if (!record.isCleared) this.put(held, wantsMachine(row.state) ? atRest(row, 'waiting', waitsFor(row)) : row);
    }
  }

  get(transferId: string): Held | undefined {
    return this.#held.get(transferId);
  }

  all(): Held[] {
    return [...this.#held.values()];
  }

  of(sessionId: string): Held[] {
    return this.all().filter(({ record }) => record.row.sessionId === sessionId);
  }

  add(record: TransferRecord): Held {
    const held: Held = { record };
    this.#held.set(record.row.id, held);
    this.put(held, record.row);
    this.#book.note();
    return held;
  }

  put(held: Held, row: Transfer): void {
    const before = held.record.row;
    held.record.row = row;
    if (!held.record.isCleared) this.#options.truth.put('transfers', row.id, row);
    if (before.state !== row.state || before.sessionId !== row.sessionId) this.#book.note();
    if (hasEnded(row.state) || row.state === 'stopped') this.#settle(row.id, row);
    this.#changed();
  }

  /** Takes what a connection process says. */
  progress(held: Held, progress: TransferProgress): void {
    const { endedAt, ...row } = withProgress(held.record.row, progress);
    // A cancelled transfer says so as long as something of it is left on its machine.
    held.record.leavesRemains = progress.state === 'cancelled' && progress.problem !== undefined;
    if (!hasEnded(progress.state)) return this.put(held, row);
    this.end(held, endedAt === undefined ? row : { ...row, endedAt });
  }

  /** It stands still, for whatever reason. */
  rest(held: Held, state: Transfer['state'], reason?: Transfer['problem']): void {
    this.put(held, atRest(held.record.row, state, reason));
  }

  end(held: Held, row: Transfer): void {
    this.put(held, { ...row, endedAt: row.endedAt ?? this.#options.clock.now() });
  }

  /** What has ended before so many others that it is to go. */
  surplus(): Held[] {
    const ended = this.all()
      .filter(({ record: { row, isCleared } }) => hasEnded(row.state) && !isCleared)
      .toSorted((one, other) => (one.record.row.endedAt ?? 0) - (other.record.row.endedAt ?? 0));
    return ended.slice(0, Math.max(0, ended.length - MOST_ENDED));
  }

  /** Takes it out of the list; what is left of it on its machine is removed all the same when that comes back. */
  clear(held: Held): void {
    const { row } = held.record;
    held.record.isCleared = true;
    if (!held.record.leavesRemains) {
      this.#held.delete(row.id);
      void this.#options.orders.remove(row.id);
    }
    this.#options.truth.drop('transfers', row.id);
    this.#book.note();
    this.#settle(row.id, row);
    this.#changed();
  }

  /** Something about it is to be remembered that its row does not show. */
  note(): void {
    this.#book.note();
  }

  /** Resolves when it is done, cancelled or stopped; at once when it is so already. */
  whenEnded(transferId: string): Promise<Transfer | undefined> {
    const row = this.#held.get(transferId)?.record.row;
    if (row === undefined || hasEnded(row.state) || row.state === 'stopped') return Promise.resolve(row);
    return new Promise((resolve) => {
      this.#waiting.set(transferId, [...(this.#waiting.get(transferId) ?? []), resolve]);
    });
  }

  /** Something about a transfer changed, or one is gone. The returned function takes the listener back. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** What is unfinished goes on in the next run. Resolves when all of it is written. */
  async close(): Promise<void> {
    this.#listeners.clear();
    for (const held of this.#held.values()) {
      const { row } = held.record;
      if (wantsMachine(row.state)) this.rest(held, 'waiting', waitsFor(row));
    }
    for (const id of this.#waiting.keys()) this.#settle(id, this.#held.get(id)?.record.row);
    this.#book.note();
    await this.#book.whenWritten();
  }

  #settle(transferId: string, row: Transfer | undefined): void {
    const waiting = this.#waiting.get(transferId) ?? [];
    this.#waiting.delete(transferId);
    for (const resolve of waiting) resolve(row);
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
