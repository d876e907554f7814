/** One entry per schema version, applied in order; SQLite's `user_version` counts the applied ones. Never edit one. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE projects (
    id TEXT PRIMARY KEY,
    folder TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    is_sample INTEGER NOT NULL,
    next_number INTEGER NOT NULL DEFAULT 1,
    added_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE sources (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    commit_hash TEXT,
    branch TEXT,
    state_hash TEXT,
    prefix TEXT NOT NULL
  ) STRICT;

  CREATE TABLE builds (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
    source_id TEXT NOT NULL REFERENCES sources(id),
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    has_uncommitted INTEGER NOT NULL,
    state TEXT NOT NULL,
    failing_step TEXT,
    message TEXT,
    config TEXT NOT NULL,
    rebuild_of TEXT,
    has_access INTEGER NOT NULL,
    queued_at INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER,
    UNIQUE (project_id, number)
  ) STRICT;
  CREATE INDEX builds_by_source ON builds(source_id);

  CREATE TABLE steps (
    key INTEGER PRIMARY KEY,
    build_id TEXT NOT NULL REFERENCES builds(id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    machine INTEGER NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    command TEXT,
    state TEXT NOT NULL,
    exit_code INTEGER,
    started_at INTEGER,
    finished_at INTEGER,
    log_end INTEGER NOT NULL DEFAULT 0,
    UNIQUE (build_id, machine, position)
  ) STRICT;

  CREATE TABLE log_chunks (
    step_key INTEGER NOT NULL REFERENCES steps(key) ON DELETE CASCADE,
    offset INTEGER NOT NULL,
    size INTEGER NOT NULL,
    at INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (step_key, offset)
  ) STRICT;
  `,
];
