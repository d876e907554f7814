import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { Result } from '../../contract/problem.ts';
import type { TransferNote } from '../../contract/transfer.ts';
import type { Clock } from '../../lib/clock.ts';
import { describe, fail, ok } from '../../lib/result.ts';
import { firstLine, linesFrom } from './journal-lines.ts';
import { JOURNAL_VERSION, parseRecord } from './journal-records.ts';
import type { JournalRecord } from './journal-records.ts';
import { JournalState } from './journal-state.ts';
import { NoteIndex } from './note-index.ts';
import { writeKey } from './path-set.ts';

/** Files that arrived are written down together when so many did, or when so long has passed. */
const DONE_BATCH = 256;
const FLUSH_MS = 100;
/** How often what was written is pressed onto the disk. A process that is killed loses nothing that was written. */
const SYNC_MS = 2_000;

/**
 * The memory of one transfer: lines of JSON that are only ever added, so that whatever is killed, what was written
 * stands. A torn last line is dropped.
 */
export class Journal implements AsyncDisposable {
  readonly state = new JournalState();
  readonly salt: string;
  readonly tag: string;
  /** There was none before. */
  readonly isNew: boolean;
  readonly #handle: FileHandle;
  readonly #clock: Clock;
  readonly #onFault: (detail: string) => void;
  readonly #notes = new NoteIndex();
  #size = 0;
  #waiting: string[] = [];
  #waitingBytes = 0;
  #doneKeys: string[] = [];
  #doneBytes = 0;
  #cancelFlush: (() => void) | undefined;
  #cancelSync: (() => void) | undefined;
  #isFaulty = false;
  #isClosed = false;

  private constructor(
    handle: FileHandle,
    clock: Clock,
    onFault: (detail: string) => void,
    { salt, tag, isNew }: { salt: string; tag: string; isNew: boolean },
  ) {
    this.#handle = handle;
    this.#clock = clock;
    this.#onFault = onFault;
    this.salt = salt;
    this.tag = tag;
    this.isNew = isNew;
  }

  /**
   * Opens the journal of a transfer, or begins one.
   * @param onFault told when it cannot be written any more; tried again with whatever comes next
   */
  static async open(
    file: string,
    id: string,
    clock: Clock,
    onFault: (detail: string) => void,
  ): Promise<Result<Journal>> {
    let handle: FileHandle | undefined;
    try {
      // Not "a+": where it is torn it must be cut, and Linux appends whatever the position.
      handle = await open(file, 'r+').catch(() => open(file, 'wx+', 0o600));
      const first = await firstLine(handle);
      const head = first === undefined ? undefined : parseRecord(first.text);
      if (first === undefined || head?.t !== 'journal' || head.id !== id) {
        await handle.truncate(0);
        const salt = randomBytes(16).toString('hex');
        const tag = randomBytes(5).toString('hex').slice(0, 8);
        const journal = new Journal(handle, clock, onFault, { salt, tag, isNew: true });
        journal.append({ t: 'journal', version: JOURNAL_VERSION, id, salt, tag });
        journal.flush();
        return ok(journal);
      }
      const journal = new Journal(handle, clock, onFault, { ...head, isNew: false });
      await journal.#load(first.next);
      return ok(journal);
    } catch (error) {
      await handle?.close().catch(() => {});
      return fail(
        'storage-failed',
        'What is done of this transfer could not be read or written on this computer.',
        'Make room on the disk, then start it again.',
        describe(error),
      );
    }
  }

  append(record: JournalRecord): void {
    if (this.#doneKeys.length > 0) this.#writeDone();
    this.#push(record);
    this.state.apply(record);
  }

  /** A file arrived. */
  done(key: number, bytes: number): void {
    this.state.apply({ t: 'done', keys: [writeKey(key)], bytes });
    this.#doneKeys.push(writeKey(key));
    this.#doneBytes += bytes;
    if (this.#doneKeys.length >= DONE_BATCH) this.#writeDone();
    this.#flushSoon();
  }

  /**
   * Hands over to the system what waits: from then on a process that is killed does not lose it. At once, because it is
   * little and goes to memory of the system.
   */
  flush(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
    if (this.#doneKeys.length > 0) this.#writeDone();
    if (this.#waiting.length === 0 || this.#isClosed) return;
    const bytes = Buffer.from(this.#waiting.join(''));
    try {
      for (let at = 0; at < bytes.length;) {
        at += writeSync(this.#handle.fd, bytes, at, bytes.length - at, this.#size + at);
      }
    } catch (error) {
      // What waits is kept, and written over what is there of it as soon as there is room.
      if (!this.#isFaulty) this.#onFault(describe(error));
      this.#isFaulty = true;
      return;
    }
    this.#isFaulty = false;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#size += bytes.length;
    this.#cancelSync ??= this.#clock.after(SYNC_MS, () => void this.sync());
  }

  /** Resolves when everything is on the disk. */
  async sync(): Promise<void> {
    this.flush();
    this.#cancelSync?.();
    this.#cancelSync = undefined;
    await this.#handle.datasync().catch(() => {});
  }

  async notes(kind: TransferNote['kind'], offset: number, limit: number): Promise<Result<TransferNote[]>> {
    this.flush();
    try {
      return ok(await this.#notes.read(this.#handle, kind, offset, limit));
    } catch (error) {
      return fail('storage-failed', 'The list could not be read.', 'Try again.', describe(error));
    }
  }

  noteCount(kind: TransferNote['kind']): number {
    return this.#notes.count(kind);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sync();
    this.#cancelSync?.();
    this.#cancelFlush?.();
    this.#isClosed = true;
    await this.#handle.close().catch(() => {});
  }

  async #load(start: number): Promise<void> {
    this.#size = start;
    for await (const line of linesFrom(this.#handle, start)) {
      const record = parseRecord(line.text);
      if (record !== undefined) {
        this.state.apply(record);
        this.#notes.see(record, line.at);
      }
      this.#size = line.next;
    }
    await this.#handle.truncate(this.#size);
  }

  #writeDone(): void {
    const keys = this.#doneKeys.splice(0);
    const bytes = this.#doneBytes;
    this.#doneBytes = 0;
    this.#push({ t: 'done', keys, bytes });
  }

  #push(record: JournalRecord): void {
    const line = `${JSON.stringify(record)}\n`;
    this.#notes.see(record, this.#size + this.#waitingBytes);
    this.#waiting.push(line);
    this.#waitingBytes += Buffer.byteLength(line);
    this.#flushSoon();
  }

  #flushSoon(): void {
    this.#cancelFlush ??= this.#clock.after(FLUSH_MS, () => this.flush());
  }
}
