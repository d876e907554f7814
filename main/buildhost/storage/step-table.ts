import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { stepStates, type Step, type StepState } from '../../contract/build.ts';

const rowSchema = z.object({
  key: z.number(),
  id: z.string(),
  machine: z.number(),
  position: z.number(),
  name: z.string(),
  command: z.string().nullable(),
  state: z.enum(stepStates),
  exit_code: z.number().nullable(),
  started_at: z.number().nullable(),
  finished_at: z.number().nullable(),
  log_end: z.number(),
});

/** A step with the key under which its output is stored. */
export interface StoredStep extends Step {
  key: number;
}

export interface StepChange {
  state?: StepState;
  exitCode?: number | undefined;
  startedAt?: number;
  finishedAt?: number;
  logEnd?: number;
}

const columns = {
  state: 'state',
  exitCode: 'exit_code',
  startedAt: 'started_at',
  finishedAt: 'finished_at',
  logEnd: 'log_end',
} as const satisfies Record<keyof StepChange, string>;

function fromRow(raw: unknown): StoredStep {
  const row = rowSchema.parse(raw);
  return {
    key: row.key,
    id: row.id,
    machine: row.machine,
    position: row.position,
    name: row.name,
    command: row.command ?? undefined,
    state: row.state,
    exitCode: row.exit_code ?? undefined,
    startedAt: row.started_at ?? undefined,
    finishedAt: row.finished_at ?? undefined,
    logEnd: row.log_end,
  };
}

/** A stored step without its key, as the contract has it. */
export function toStep({ key: _key, ...step }: StoredStep): Step {
  return step;
}

export type StepTable = ReturnType<typeof stepTable>;

/** The steps of builds. */
export function stepTable(database: DatabaseSync) {
  return {
    /** By machine, then by position. */
    list(buildId: string): StoredStep[] {
      return database
        .prepare('SELECT * FROM steps WHERE build_id = ? ORDER BY machine, position')
        .all(buildId)
        .map(fromRow);
    },

    get(buildId: string, id: string): StoredStep | undefined {
      const row = database.prepare('SELECT * FROM steps WHERE build_id = ? AND id = ?').get(buildId, id);
      return row === undefined ? undefined : fromRow(row);
    },

    add(buildId: string, step: { machine: number; position: number; name: string; command?: string }): void {
      const { machine, position, name, command } = step;
      database
        .prepare(
          'INSERT INTO steps (build_id, id, machine, position, name, command, state) VALUES (?, ?, ?, ?, ?, ?, ?)',
        )
        .run(buildId, `${machine}.${position}`, machine, position, name, command ?? null, 'pending');
    },

    update(key: number, change: StepChange): void {
      for (const [name, value] of Object.entries<string | number | undefined>({ ...change })) {
        const column = columns[name as keyof StepChange];
        const stored: string | number | null = value ?? null;
        database.prepare(`UPDATE steps SET ${column} = ? WHERE key = ?`).run(stored, key);
      }
    },
  };
}
