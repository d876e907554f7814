import type { ConflictRule } from '../../contract/transfer.ts';
import type { ResumePoint } from '../move/mover.ts';
import type { JournalRecord } from './journal-records.ts';
import { PathSet, readKey } from './path-set.ts';

/** Paths that are wanted again, and the folders that lead to them. */
export interface Wanted {
  paths: PathSet;
  above: PathSet;
}

/** What the lines of a journal come to. Small, however many files there were. */
export class JournalState {
  /** Arrived or left alone. */
  readonly settled = new PathSet();
  failed: Wanted = { paths: new PathSet(), above: new PathSet() };
  /** Only these, after a retry. */
  wanted: Wanted | undefined;
  readonly points = new Map<number, ResumePoint>();
  readonly keptNames = new Map<number, string>();
  rule: ConflictRule | undefined;
  readonly allowed = new Set<'files' | 'bytes' | 'depth'>();
  readonly openFolders = new Set<string>();
  /** Made by this transfer, which therefore gives them their times. */
  readonly madeFolders = new PathSet();
  readonly stagings = new Map<number, string>();
  readonly placed = new Set<number>();
  filesDone = 0;
  bytesDone = 0;
  skippedCount = 0;
  /** Of files that were left alone, or failed: they are not waited for. */
  skippedBytes = 0;
  failedCount = 0;
  failedBytes = 0;
  renamedCount = 0;
  totals: { files: number; bytes: number } | undefined;
  end: 'done' | 'cancelled' | undefined;

  apply(record: JournalRecord): void {
    switch (record.t) {
      case 'journal':
        return;
      case 'done':
        return this.#done(record);
      case 'skipped':
        this.skippedCount += 1;
        this.skippedBytes += record.bytes ?? 0;
        return this.#settle(record.key);
      case 'failed':
        return this.#fail(record);
      case 'renamed':
        this.renamedCount += 1;
        return;
      case 'point':
        return this.#point(record);
      case 'kept':
        return withKey(record.key, (key) => this.keptNames.set(key, record.name));
      case 'rule':
        this.rule = record.rule;
        return;
      case 'allowed':
        this.allowed.add(record.what);
        return;
      case 'open':
        this.openFolders.add(record.folder);
        if (record.made !== undefined) withKey(record.made, (key) => this.madeFolders.add(key));
        return;
      case 'closed':
        this.openFolders.delete(record.folder);
        return;
      case 'staging':
        this.stagings.set(record.source, record.folder);
        return;
      case 'placed':
        this.stagings.delete(record.source);
        this.placed.add(record.source);
        return;
      case 'totals':
        this.totals = { files: record.files, bytes: record.bytes };
        return;
      case 'retry':
        if (record.only) this.wanted = this.failed;
        this.failed = { paths: new PathSet(), above: new PathSet() };
        this.failedCount = 0;
        this.failedBytes = 0;
        this.end = undefined;
        return;
      case 'end':
        this.end = record.state;
        return;
    }
  }

  #done({ keys, bytes }: Extract<JournalRecord, { t: 'done' }>): void {
    for (const key of keys) this.#settle(key);
    this.filesDone += keys.length;
    this.bytesDone += bytes;
  }

  #settle(written: string): void {
    withKey(written, (key) => {
      this.settled.add(key);
      this.points.delete(key);
      this.keptNames.delete(key);
    });
  }

  #fail({ key, above, bytes }: Extract<JournalRecord, { t: 'failed' }>): void {
    this.failedCount += 1;
    this.failedBytes += bytes ?? 0;
    withKey(key, (number) => {
      this.failed.paths.add(number);
      this.points.delete(number);
    });
    for (const one of above) withKey(one, (number) => this.failed.above.add(number));
  }

  #point({ key, bytes, size, at }: Extract<JournalRecord, { t: 'point' }>): void {
    withKey(key, (number) => this.points.set(number, { bytes, sizeBytes: size, modifiedAt: at }));
  }
}

function withKey(written: string, take: (key: number) => void): void {
  const key = readKey(written);
  if (key !== undefined) take(key);
}
