import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { buildStates, type BuildState } from '../../contract/build.ts';
import { configFileSchema, type ConfigFile } from '../config/config-schema.ts';

const rowSchema = z.object({
  id: z.string(),
  project_id: z.string(),
  source_id: z.string(),
  number: z.number(),
  title: z.string(),
  has_uncommitted: z.number(),
  state: z.enum(buildStates),
  failing_step: z.string().nullable(),
  message: z.string().nullable(),
  config: z.string(),
  rebuild_of: z.string().nullable(),
  has_access: z.number(),
  queued_at: z.number(),
  started_at: z.number().nullable(),
  finished_at: z.number().nullable(),
});

/** A build as it is stored. Moments in milliseconds since the epoch. */
export interface StoredBuild {
  id: string;
  projectId: string;
  sourceId: string;
  number: number;
  title: string;
  hasUncommitted: boolean;
  state: BuildState;
  failingStep?: string | undefined;
  /** Why the build could not start or go on, for people. */
  message?: string | undefined;
  /** jumpseat.yml as it was for this build. */
  config: ConfigFile;
  rebuildOf?: string | undefined;
  hasAccess: boolean;
  queuedAt: number;
  startedAt?: number | undefined;
  finishedAt?: number | undefined;
}

export type BuildChange = Partial<
  Pick<StoredBuild, 'state' | 'title' | 'hasUncommitted' | 'failingStep' | 'message' | 'startedAt' | 'finishedAt'>
>;

const columns = {
  state: 'state',
  title: 'title',
  hasUncommitted: 'has_uncommitted',
  failingStep: 'failing_step',
  message: 'message',
  startedAt: 'started_at',
  finishedAt: 'finished_at',
} as const satisfies Record<keyof BuildChange, string>;

function fromRow(raw: unknown): StoredBuild {
  const row = rowSchema.parse(raw);
  return {
    id: row.id,
    projectId: row.project_id,
    sourceId: row.source_id,
    number: row.number,
    title: row.title,
    hasUncommitted: row.has_uncommitted === 1,
    state: row.state,
    failingStep: row.failing_step ?? undefined,
    message: row.message ?? undefined,
    config: configFileSchema.parse(JSON.parse(row.config)),
    rebuildOf: row.rebuild_of ?? undefined,
    hasAccess: row.has_access === 1,
    queuedAt: row.queued_at,
    startedAt: row.started_at ?? undefined,
    finishedAt: row.finished_at ?? undefined,
  };
}

export type BuildTable = ReturnType<typeof buildTable>;

/** All builds of all projects. */
export function buildTable(database: DatabaseSync) {
  return {
    list(): StoredBuild[] {
      return database.prepare('SELECT * FROM builds ORDER BY queued_at, number').all().map(fromRow);
    },

    get(id: string): StoredBuild | undefined {
      const row = database.prepare('SELECT * FROM builds WHERE id = ?').get(id);
      return row === undefined ? undefined : fromRow(row);
    },

    add(build: StoredBuild): void {
      database
        .prepare(
          `INSERT INTO builds
            (id, project_id, source_id, number, title, has_uncommitted, state, config, rebuild_of, has_access, queued_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          build.id,
          build.projectId,
          build.sourceId,
          build.number,
          build.title,
          Number(build.hasUncommitted),
          build.state,
          JSON.stringify(build.config),
          build.rebuildOf ?? null,
          Number(build.hasAccess),
          build.queuedAt,
        );
    },

    update(id: string, change: BuildChange): void {
      for (const [key, value] of Object.entries(change)) {
        const column = columns[key as keyof BuildChange];
        const stored = typeof value === 'boolean' ? Number(value) : (value ?? null);
        database.prepare(`UPDATE builds SET ${column} = ? WHERE id = ?`).run(stored, id);
      }
    },

    /** Ids of the project's builds that are over and lie beyond the newest `keep`, oldest first. */
    beyond(projectId: string, keep: number): string[] {
      return database
        .prepare(
          `SELECT id FROM builds WHERE project_id = ? AND state NOT IN ('queued', 'running') AND number <= (
             SELECT number FROM builds WHERE project_id = ? ORDER BY number DESC LIMIT 1 OFFSET ?
           ) ORDER BY number`,
        )
        .all(projectId, projectId, keep)
        .map((row) => z.object({ id: z.string() }).parse(row).id);
    },

    remove(id: string): void {
      database.prepare('DELETE FROM builds WHERE id = ?').run(id);
    },
  };
}
