import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

const rowSchema = z.object({
  id: z.string(),
  project_id: z.string(),
  kind: z.enum(['git', 'folder', 'copy']),
  commit_hash: z.string().nullable(),
  branch: z.string().nullable(),
  state_hash: z.string().nullable(),
  prefix: z.string(),
});

/** What exactly a build was made of. Builds that repeat one another share a source. */
export interface Source {
  id: string;
  projectId: string;
  /**
   * `git`: a commit of the person's repository; `folder`: a folder without git, kept in a git repository of ours;
   * `copy`: a plain copy, for computers without git.
   */
  kind: 'git' | 'folder' | 'copy';
  /** Full commit hash in the person's repository. */
  commit?: string | undefined;
  branch?: string | undefined;
  /** A commit of ours that holds the folder as it was, when that differs from `commit`. */
  state?: string | undefined;
  /** Path of the project's folder within the repository, with `/` and without one at the ends; empty for its root. */
  prefix: string;
}

function fromRow(row: unknown): Source {
  const { id, project_id, kind, commit_hash, branch, state_hash, prefix } = rowSchema.parse(row);
  return {
    id,
    projectId: project_id,
    kind,
    commit: commit_hash ?? undefined,
    branch: branch ?? undefined,
    state: state_hash ?? undefined,
    prefix,
  };
}

export type SourceTable = ReturnType<typeof sourceTable>;

/** What builds were made of. */
export function sourceTable(database: DatabaseSync) {
  return {
    get(id: string): Source | undefined {
      const row = database.prepare('SELECT * FROM sources WHERE id = ?').get(id);
      return row === undefined ? undefined : fromRow(row);
    },

    add(source: Source): void {
      database
        .prepare(
          'INSERT INTO sources (id, project_id, kind, commit_hash, branch, state_hash, prefix) VALUES (?, ?, ?, ?, ?, ?, ?)',
        )
        .run(
          source.id,
          source.projectId,
          source.kind,
          source.commit ?? null,
          source.branch ?? null,
          source.state ?? null,
          source.prefix,
        );
    },

    /** Notes how the source was kept in the end. */
    setKept({ id, kind, state }: Source): void {
      database.prepare('UPDATE sources SET kind = ?, state_hash = ? WHERE id = ?').run(kind, state ?? null, id);
    },

    /** Removes the sources that no build is made of any more, and says which they were. */
    removeUnused(projectId: string): Source[] {
      const unused = database
        .prepare(
          'SELECT * FROM sources WHERE project_id = ? AND NOT EXISTS (SELECT 1 FROM builds WHERE source_id = sources.id)',
        )
        .all(projectId)
        .map(fromRow);
      for (const { id } of unused) database.prepare('DELETE FROM sources WHERE id = ?').run(id);
      return unused;
    },
  };
}
