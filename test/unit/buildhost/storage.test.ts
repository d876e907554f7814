import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KEPT_BUILDS } from '../../../main/buildhost/run/builds.ts';
import { DATABASE_FILE, openDatabase } from '../../../main/buildhost/storage/database.ts';
import { markInterrupted } from '../../../main/buildhost/storage/interrupted.ts';
import { createStorage } from '../../../main/buildhost/storage/storage.ts';
import { openMemoryDatabase, seedBuild } from './seed.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'database-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function open() {
  const opened = openDatabase(folder, Date.UTC(2026, 0, 2, 3, 4, 5));
  if (!opened.ok) throw new Error(opened.problem.message);
  return opened.value;
}

describe('the database', () => {
  it('is made once and found again', () => {
    const first = open();
    expect(first.isNew).toBe(true);
    seedBuild(createStorage(first.database));
    first.database.close();
    const second = open();
    expect(second.isNew).toBe(false);
    expect(createStorage(second.database).builds.list()).toHaveLength(1);
    second.database.close();
  });

  it('says that the disk is full, and works again once it is not', () => {
    const { database } = open();
    const storage = createStorage(database);
    const { buildId } = seedBuild(storage);
    const [step] = storage.steps.list(buildId);
    const append = (): void =>
      storage.transaction(() => {
        for (let offset = 0; offset < 200_000; offset += 1000)
          storage.logs.append(step?.key ?? 0, [{ offset, at: 1, bytes: new Uint8Array(1000) }]);
      });
    database.exec('PRAGMA max_page_count = 24');
    expect(append).toThrow('database or disk is full');
    database.exec('PRAGMA max_page_count = 100000');
    append();
    expect(storage.logs.read(step?.key ?? 0, 0, Infinity)).toHaveLength(200);
    database.close();
  });

  it('is moved aside with every byte when it cannot be read, and the person is told where', () => {
    const bytes = Buffer.from('this is no database '.repeat(500));
    writeFileSync(join(folder, DATABASE_FILE), bytes);
    const { database, isNew, notice } = open();
    database.close();
    expect(isNew).toBe(true);
    expect(notice).toMatchObject({ code: 'storage-failed', hint: expect.stringContaining(folder) });
    const aside = 'builds-damaged-2026-01-02T03-04-05-000Z.sqlite';
    expect(notice?.message).toContain(aside);
    expect(readFileSync(join(folder, aside)).equals(bytes)).toBe(true);
  });

  it('is checked when the last run was cut off, and damage within is found', () => {
    const { database } = open();
    const storage = createStorage(database);
    for (let at = 0; at < 300; at++) seedBuild(storage);
    database.close();
    const file = join(folder, DATABASE_FILE);
    const bytes = readFileSync(file);
    // The inner pages of the tables, not the header: SQLite opens the file without complaint.
    bytes.fill(0xa5, 3 * 4096 + 8, bytes.length - 4096);
    writeFileSync(file, bytes);
    writeFileSync(`${file}-wal`, Buffer.alloc(32));
    const reopened = open();
    reopened.database.close();
    expect(reopened.notice?.message).toContain('could not be read');
    expect(readdirSync(folder).filter((name) => name.startsWith('builds-damaged'))).not.toHaveLength(0);
  });

  it('of a newer release is left alone', () => {
    const newer = new DatabaseSync(join(folder, DATABASE_FILE));
    newer.exec('PRAGMA user_version = 999');
    newer.close();
    const opened = openDatabase(folder, 0);
    expect(opened).toMatchObject({ ok: false, problem: { message: expect.stringContaining('newer') } });
    expect(readdirSync(folder)).toEqual([DATABASE_FILE]);
  });

  it('is not shared with a second build host', () => {
    const first = open();
    createStorage(first.database).shrink();
    const second = openDatabase(folder, 0);
    first.database.close();
    expect(second).toMatchObject({ ok: false, problem: { message: expect.stringContaining('Another Jumpseat') } });
  });

  it('says what to do when the folder cannot be used', () => {
    writeFileSync(join(folder, 'file'), '');
    const opened = openDatabase(join(folder, 'file'), 0);
    expect(opened).toMatchObject({
      ok: false,
      problem: { code: 'storage-failed', hint: expect.stringContaining('disk') },
    });
  });
});

describe('what a former run left unfinished', () => {
  it('is interrupted, as of the last moment anything is known to have happened', () => {
    const storage = createStorage(openMemoryDatabase());
    const running = seedBuild(storage, { state: 'running', queuedAt: 100 }).buildId;
    const queued = seedBuild(storage, { state: 'queued', queuedAt: 200 }).buildId;
    const passed = seedBuild(storage, { state: 'passed' }).buildId;
    const [step] = storage.steps.list(running);
    if (step === undefined) throw new Error('no step');
    storage.builds.update(running, { startedAt: 150 });
    storage.steps.update(step.key, { state: 'running', startedAt: 160 });
    storage.logs.append(step.key, [{ offset: 0, at: 400, bytes: new Uint8Array([65]) }]);
    markInterrupted(storage);
    expect(storage.builds.get(running)).toMatchObject({ state: 'interrupted', finishedAt: 400 });
    expect(storage.builds.get(running)?.message).toContain('closed or stopped unexpectedly');
    expect(storage.steps.list(running)[0]).toMatchObject({ state: 'interrupted', finishedAt: 400 });
    expect(storage.builds.get(queued)).toMatchObject({ state: 'interrupted', finishedAt: 200 });
    expect(storage.builds.get(passed)?.state).toBe('passed');
  });
});

describe('retention', () => {
  it('lets go of what is older than the kept builds, but never of one that runs', () => {
    const storage = createStorage(openMemoryDatabase());
    for (let at = 1; at <= KEPT_BUILDS + 5; at++) seedBuild(storage, at === 3 ? { state: 'running' } : {});
    expect(storage.builds.beyond('p-1', KEPT_BUILDS)).toEqual(['b-1', 'b-2', 'b-4', 'b-5']);
    expect(storage.builds.beyond('p-2', KEPT_BUILDS)).toEqual([]);
  });

  it('removes steps and output with a build, and a source with the last build made of it', () => {
    const database = openMemoryDatabase();
    const storage = createStorage(database);
    const first = seedBuild(storage);
    const second = seedBuild(storage, { sourceId: first.sourceId });
    const [step] = storage.steps.list(first.buildId);
    storage.logs.append(step?.key ?? 0, [{ offset: 0, at: 1, bytes: new Uint8Array([65]) }]);
    storage.builds.remove(first.buildId);
    expect(storage.steps.list(first.buildId)).toEqual([]);
    expect(database.prepare('SELECT count(*) AS n FROM log_chunks').get()).toEqual({ n: 0 });
    expect(storage.sources.removeUnused('p-1')).toEqual([]);
    storage.builds.remove(second.buildId);
    expect(storage.sources.removeUnused('p-1').map(({ id }) => id)).toEqual([first.sourceId]);
  });
});
