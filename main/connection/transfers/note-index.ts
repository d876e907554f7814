import type { FileHandle } from 'node:fs/promises';
import type { TransferNote } from '../../contract/transfer.ts';
import { linesFrom } from './journal-lines.ts';
import { parseRecord } from './journal-records.ts';
import type { JournalRecord } from './journal-records.ts';

/** Of every so many notes it is known where in the journal they stand; the rest is read. */
const MARK_EVERY = 200;

type Kind = TransferNote['kind'];

/** Finds pages of notes in a journal without keeping any of them. */
export class NoteIndex {
  readonly #counts: Record<Kind, number> = { failed: 0, skipped: 0, renamed: 0 };
  readonly #marks: Record<Kind, number[]> = { failed: [], skipped: [], renamed: [] };

  count(kind: Kind): number {
    return this.#counts[kind];
  }

  /** @param at where its line starts */
  see(record: JournalRecord, at: number): void {
    if (record.t === 'retry') {
      this.#counts.failed = 0;
      this.#marks.failed = [];
    }
    if (record.t !== 'failed' && record.t !== 'skipped' && record.t !== 'renamed') return;
    if (this.#counts[record.t] % MARK_EVERY === 0) this.#marks[record.t].push(at);
    this.#counts[record.t] += 1;
  }

  async read(handle: FileHandle, kind: Kind, offset: number, limit: number): Promise<TransferNote[]> {
    const notes: TransferNote[] = [];
    const start = this.#marks[kind][Math.floor(offset / MARK_EVERY)];
    if (start === undefined || offset >= this.#counts[kind]) return notes;
    let toSkip = offset % MARK_EVERY;
    for await (const { text } of linesFrom(handle, start)) {
      // Cheaper than to parse the many lines that are about something else.
      if (!text.startsWith(`{"t":"${kind}"`)) continue;
      const record = parseRecord(text);
      if (record?.t !== kind) continue;
      if (toSkip > 0) toSkip -= 1;
      else notes.push({ kind, path: record.path, message: record.message });
      if (notes.length >= limit) break;
    }
    return notes;
  }
}
