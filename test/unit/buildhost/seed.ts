import { DatabaseSync } from 'node:sqlite';
import { migrations } from '../../../main/buildhost/storage/migrations.ts';
import type { StoredBuild } from '../../../main/buildhost/storage/build-table.ts';
import type { Storage } from '../../../main/buildhost/storage/storage.ts';

export function openMemoryDatabase(): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  database.exec(`PRAGMA foreign_keys = ON; ${migrations.join('\n')}`);
  return database;
}

/** A project with one build of one step, all made up; more builds of it with the same project id. */
export function seedBuild(storage: Storage, change: Partial<StoredBuild> = {}): { buildId: string; sourceId: string } {
  const projectId = 'p-1';
  if (storage.projects.get(projectId) === undefined)
    storage.projects.add({ id: projectId, folder: '/project', name: 'project', isSample: false }, 1);
  const number = storage.projects.takeNumber(projectId);
  const sourceId = change.sourceId ?? `src-${number}`;
  if (storage.sources.get(sourceId) === undefined)
    storage.sources.add({ id: sourceId, projectId, kind: 'git', commit: 'c'.repeat(40), prefix: '' });
  const buildId = `b-${number}`;
  storage.builds.add({
    id: buildId,
    projectId,
    number,
    title: `Build ${number}`,
    hasUncommitted: false,
    state: 'passed',
    config: { steps: [{ name: 'Test', run: 'true' }] },
    hasAccess: false,
    queuedAt: number,
    ...change,
    sourceId,
  });
  storage.steps.add(buildId, { machine: 0, position: 0, name: 'Test', command: 'true' });
  return { buildId, sourceId };
}
