import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

const rowSchema = z.object({ id: z.string(), folder: z.string(), name: z.string(), is_sample: z.number() });

/** A project as it is stored; what its folder says is read from the folder. */
export interface StoredProject {
  id: string;
  folder: string;
  /** The last name known, for when the folder cannot be read. */
  name: string;
  isSample: boolean;
}

function fromRow(row: unknown): StoredProject {
  const { id, folder, name, is_sample } = rowSchema.parse(row);
  return { id, folder, name, isSample: is_sample === 1 };
}

export type ProjectTable = ReturnType<typeof projectTable>;

/** The projects that were added. */
export function projectTable(database: DatabaseSync) {
  return {
    list(): StoredProject[] {
      return database.prepare('SELECT * FROM projects ORDER BY added_at, rowid').all().map(fromRow);
    },

    get(id: string): StoredProject | undefined {
      const row = database.prepare('SELECT * FROM projects WHERE id = ?').get(id);
      return row === undefined ? undefined : fromRow(row);
    },

    findByFolder(folder: string): StoredProject | undefined {
      const row = database.prepare('SELECT * FROM projects WHERE folder = ?').get(folder);
      return row === undefined ? undefined : fromRow(row);
    },

    add({ id, folder, name, isSample }: StoredProject, now: number): void {
      database
        .prepare('INSERT INTO projects (id, folder, name, is_sample, added_at) VALUES (?, ?, ?, ?, ?)')
        .run(id, folder, name, Number(isSample), now);
    },

    rename(id: string, name: string): void {
      database.prepare('UPDATE projects SET name = ? WHERE id = ?').run(name, id);
    },

    /** Hands out the project's next build number. */
    takeNumber(id: string): number {
      const row = database
        .prepare('UPDATE projects SET next_number = next_number + 1 WHERE id = ? RETURNING next_number - 1 AS number')
        .get(id);
      return z.object({ number: z.number() }).parse(row).number;
    },

    /** Removes the project with its builds, steps and logs. */
    remove(id: string): void {
      database.prepare('DELETE FROM builds WHERE project_id = ?').run(id);
      database.prepare('DELETE FROM projects WHERE id = ?').run(id);
    },
  };
}
