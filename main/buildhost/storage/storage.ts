import type { DatabaseSync } from 'node:sqlite';
import { buildTable, type BuildTable } from './build-table.ts';
import { transaction } from './database.ts';
import { logTable, type LogTable } from './log-table.ts';
import { projectTable, type ProjectTable } from './project-table.ts';
import { sourceTable, type SourceTable } from './source-table.ts';
import { stepTable, type StepTable } from './step-table.ts';

/** All tables of one database. */
export interface Storage {
  projects: ProjectTable;
  sources: SourceTable;
  builds: BuildTable;
  steps: StepTable;
  logs: LogTable;
  /** Runs the task in one transaction: all of it or nothing. */
  transaction<T>(task: () => T): T;
  /** Gives the space of removed rows back to the disk. */
  shrink(): void;
}

export function createStorage(database: DatabaseSync): Storage {
  return {
    projects: projectTable(database),
    sources: sourceTable(database),
    builds: buildTable(database),
    steps: stepTable(database),
    logs: logTable(database),
    transaction: (task) => transaction(database, task),
    shrink: () => database.exec('PRAGMA incremental_vacuum'),
  };
}
