import { existsSync, renameSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Problem, Result } from '../../contract/problem.ts';
import { describe, fail, ok, problem } from '../../lib/result.ts';
import { migrations } from './migrations.ts';

/** The build host's database file within the data folder. */
export const DATABASE_FILE = 'builds.sqlite';

/** How long to wait for a predecessor that is still letting go of the file. */
const BUSY_TIMEOUT_MS = 2000;

/** Primary result codes of SQLite, see sqlite.org/rescode.html. */
const sqlite = { BUSY: 5, CORRUPT: 11, CANTOPEN: 14, NOTADB: 26 } as const;

export interface OpenedDatabase {
  database: DatabaseSync;
  /** No database was there before, or only one that could not be read. */
  isNew: boolean;
  /** Set when a damaged database was moved aside. */
  notice?: Problem;
}

function codeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}

class DamagedDatabase extends Error {}
class NewerDatabase extends Error {}

function scalar(database: DatabaseSync, pragma: string): unknown {
  return Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0];
}

function migrate(database: DatabaseSync): void {
  const version = Number(scalar(database, 'user_version'));
  if (version > migrations.length) throw new NewerDatabase();
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue;
    database.exec(`BEGIN; ${migration} PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
}

function openFile(file: string): DatabaseSync {
  // A write-ahead log that was not folded back means that the last run ended in the middle of things.
  const wal = statSync(`${file}-wal`, { throwIfNoEntry: false });
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    // Exclusive: a second build host on the same folder would take this one's running builds for leftovers.
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA auto_vacuum = INCREMENTAL;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA foreign_keys = ON;
    `);
    if (wal !== undefined && wal.size > 0 && scalar(database, 'quick_check(1)') !== 'ok') throw new DamagedDatabase();
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function isDamaged(error: unknown, file: string): boolean {
  const code = codeOf(error);
  if (code === sqlite.CANTOPEN) return existsSync(file);
  return error instanceof DamagedDatabase || code === sqlite.CORRUPT || code === sqlite.NOTADB;
}

function moveAside(file: string, now: number): string {
  const stamp = new Date(now).toISOString().replaceAll(/[:.]/g, '-');
  const target = file.replace(/\.sqlite$/, `-damaged-${stamp}.sqlite`);
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, target + suffix);
  }
  return basename(target);
}

/**
 * Opens the database, brings its schema up to date, and keeps it locked until it is closed. One that cannot be read is
 * moved aside, never deleted. `storage-failed`
 */
export function openDatabase(folder: string, now: number): Result<OpenedDatabase> {
  const file = join(folder, DATABASE_FILE);
  const isNew = !existsSync(file);
  try {
    return ok({ database: openFile(file), isNew });
  } catch (error) {
    if (error instanceof NewerDatabase)
      return fail('storage-failed', 'The list of builds was made by a newer Jumpseat.', 'Update Jumpseat.');
    if (codeOf(error) === sqlite.BUSY)
      return fail('storage-failed', 'Another Jumpseat is using this list of builds.', 'Close the other one.');
    if (!isDamaged(error, file)) return cannotOpen(file, error);
    try {
      const aside = moveAside(file, now);
      const database = openFile(file);
      const notice = problem(
        'storage-failed',
        `The list of builds could not be read and a new one was begun. The old one was kept as ${aside}.`,
        `It lies in ${folder}. Add your projects again; their folders were not touched.`,
        describe(error),
      );
      return ok({ database, isNew: true, notice });
    } catch (second) {
      return cannotOpen(file, second);
    }
  }
}

function cannotOpen(file: string, error: unknown): { ok: false; problem: Problem } {
  return fail(
    'storage-failed',
    `The list of builds could not be opened: ${describe(error)}.`,
    `Check that ${file} can be written and that the disk is not full, then start Jumpseat again.`,
  );
}

/** Runs the task in one transaction: all of it or nothing. */
export function transaction<T>(database: DatabaseSync, task: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const value = task();
    database.exec('COMMIT');
    return value;
  } catch (error) {
    // SQLite has rolled back by itself when the disk is full, and would complain in place of the error that counts.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
