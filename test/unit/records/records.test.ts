import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Recording } from '../../../main/contract/record.ts';
import type { Salvage } from '../../../main/contract/salvage.ts';
import type { Session } from '../../../main/contract/session.ts';
import { settingsSchema, type Settings } from '../../../main/contract/settings.ts';
import { createTruth } from '../../../main/ipc/truth.ts';
import { Records } from '../../../main/records/records.ts';
import { outlived } from '../../../main/records/retention.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { StepClock } from '../../fixtures/step-clock.ts';
import { build } from '../sessions/session-harness.ts';

const PATIENCE = { timeout: 15_000 };

const DAY_MS = 86_400_000;
const resources = perTest();

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'records-'));
  resources.defer(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function session(change: Partial<Session> = {}): Session {
  return {
    id: 's1',
    accountId: 'here',
    buildId: build.id,
    title: 'storefront #412',
    state: 'ready',
    stateSince: 2_000_000,
    machines: [{ index: 0, name: 'storefront-412', os: 'linux', endpoints: [], link: 'idle' }],
    terminals: [],
    screens: [],
    deadline: { reason: 'when it ends', certainty: 'unknown' },
    places: [],
    ...change,
  };
}

const recording: Recording = {
  id: 'r1',
  machine: 0,
  machineName: 'storefront-412',
  title: 'Terminal 1',
  state: 'on',
  startedAt: 1_000_000,
  sizeBytes: 10,
  redactions: 0,
};

const salvage: Salvage = {
  id: 'v1',
  machine: 0,
  machineName: 'storefront-412',
  at: 1_000_000,
  trigger: 'asked',
  state: 'running',
  parts: [
    { kind: 'changes', state: 'saved', file: 'changes.patch', sizeBytes: 5 },
    { kind: 'untracked', state: 'running', sizeBytes: 0 },
    { kind: 'history', state: 'waiting', sizeBytes: 0 },
  ],
  leftOut: [],
  leftOutCount: 0,
};

/** One run of the app on a folder. */
function startRun(folder: string, settings: Partial<Settings> = {}, mostShown = 40) {
  const truth = createTruth(settingsSchema.parse(settings), () => {});
  truth.put('builds', build.id, { ...build, branch: 'main', commit: 'c'.repeat(40) });
  const clock = new StepClock();
  const log: string[] = [];
  const records = resources.use(
    new Records({
      truth,
      folder,
      mostShown,
      settings: () => truth.snapshot().truth.settings,
      clock,
      log: (line) => log.push(line),
    }),
  );
  return {
    truth,
    clock,
    log,
    records,
    put: (change?: Partial<Session>) => truth.put('sessions', 's1', session(change)),
  };
}

test('begins when a machine is there, follows the session, and ends with it', async () => {
  const { records, put, truth } = startRun(makeFolder());
  put({ state: 'requested' });
  put({ state: 'preparing' });
  expect(records.all()).toEqual([]);
  put();
  expect(records.get('s1')).toMatchObject({
    title: 'storefront #412',
    projectId: 'p1',
    branch: 'main',
    state: 'ready',
    machines: [{ index: 0, name: 'storefront-412' }],
  });
  put({ title: 'storefront #413', state: 'closing' });
  expect(await records.remove('s1')).toMatchObject({ ok: false, problem: { code: 'busy' } });
  put({ title: 'storefront #413', state: 'expired', machines: [] });
  truth.drop('sessions', 's1');
  expect(records.get('s1')).toMatchObject({ title: 'storefront #413', state: 'expired', endedAt: 2_000_000 });
  expect(records.get('s1')?.machines).toHaveLength(1);
});

test('keeps no record of a session that never had a machine', () => {
  const { records, put } = startRun(makeFolder());
  put({ state: 'queued' });
  put({ state: 'failed' });
  expect(records.all()).toEqual([]);
});

test('is there again after a restart, and what was under way then has ended', async () => {
  const folder = makeFolder();
  const first = startRun(folder);
  first.put();
  first.records.putRecording('s1', recording);
  first.records.putSalvage('s1', salvage);
  expect(await first.records.setNotes('s1', 'It was the clock.')).toEqual({ ok: true, value: undefined });
  await first.records[Symbol.asyncDispose]();

  const second = startRun(folder);
  await second.records.restore();
  const restored = second.records.get('s1');
  expect(restored).toMatchObject({ state: 'closed', notes: 'It was the clock.' });
  expect(restored?.endedAt).toBeUndefined();
  expect(restored?.recordings).toMatchObject([{ id: 'r1', state: 'ended' }]);
  expect(restored?.salvages).toMatchObject([
    { state: 'partial', parts: [{ state: 'saved' }, { state: 'failed' }, { state: 'skipped' }] },
  ]);
});

test('goes on with the record of a session that is open again before the old ones were read', async () => {
  const folder = makeFolder();
  const first = startRun(folder);
  first.put();
  await first.records.setNotes('s1', 'Kept.');
  await first.records[Symbol.asyncDispose]();
  const second = startRun(folder);
  second.put();
  second.records.putRecording('s1', { ...recording, id: 'r2' });
  await second.records.keep('s1', true);
  await second.records.restore();
  expect(second.records.get('s1')).toMatchObject({
    state: 'ready',
    notes: 'Kept.',
    isKept: true,
    recordings: [{ id: 'r2', state: 'on' }],
  });
});

test('moves a damaged file aside, and never loses it', async () => {
  const folder = makeFolder();
  const first = startRun(folder);
  first.put();
  await first.records[Symbol.asyncDispose]();
  const [name = ''] = readdirSync(folder);
  writeFileSync(join(folder, name, 'record.json'), '{"id": "s1", "tit');
  const second = startRun(folder);
  await second.records.restore();
  expect(second.records.all()).toEqual([]);
  expect(second.log.join()).toContain('is damaged');
  expect(readFileSync(join(folder, name, 'record.unreadable.json'), 'utf8')).toBe('{"id": "s1", "tit');
});

test('gives folders of its own, measures them, and removes them', async () => {
  const folder = makeFolder();
  const { records, put } = startRun(folder);
  expect(await records.folder('s1', 'recordings', 'r1')).toMatchObject({ ok: false, problem: { code: 'not-found' } });
  put();
  const made = await records.folder('s1', 'recordings', 'r1');
  const odd = await records.folder('s1', 'salvages', '../../elsewhere');
  if (!made.ok || !odd.ok) throw new Error('no folder');
  expect([made.value, odd.value].every((path) => path.startsWith(folder))).toBe(true);
  writeFileSync(join(made.value, 'terminal.cast'), 'x'.repeat(5_000));
  records.putRecording('s1', recording);
  await records.setNotes('s1', '');
  expect(records.get('s1')?.sizeBytes).toBeGreaterThan(5_000);
  await records.dropRecording('s1', 'r1');
  expect(existsSync(made.value)).toBe(false);
  expect(records.get('s1')?.recordings).toEqual([]);
  put({ state: 'closed' });
  expect(await records.remove('s1')).toEqual({ ok: true, value: undefined });
  expect(records.all()).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

test('says so when notes cannot be saved', async () => {
  const folder = join(makeFolder(), 'records');
  writeFileSync(folder, 'a file where the folder should be');
  const { records, put } = startRun(folder);
  put();
  expect(await records.setNotes('s1', 'x')).toMatchObject({ ok: false, problem: { code: 'storage-failed' } });
  expect(await records.setNotes('s2', 'x')).toMatchObject({ ok: false, problem: { code: 'not-found' } });
});

test('lets go of what is too old, then of the oldest of what is too much', () => {
  const now = 100 * DAY_MS;
  const kept = (id: string, age: number, mib: number, isKept = false) => ({
    id,
    startedAt: now - age * DAY_MS,
    isKept,
    sizeBytes: mib * 1_048_576,
  });
  const settings = { keepRecordsDays: 60, keepRecordsLimit: 100 };
  const isOpen = (id: string) => id === 'open';
  expect(outlived([kept('old', 61, 1), kept('kept', 90, 1, true), kept('new', 59, 1)], isOpen, settings, now)).toEqual([
    'old',
  ]);
  expect(
    outlived(
      [kept('open', 50, 60), kept('kept', 40, 60, true), kept('a', 3, 20), kept('b', 2, 20)],
      isOpen,
      settings,
      now,
    ),
  ).toEqual(['a', 'b']);
  expect(outlived([kept('a', 3, 60), kept('b', 2, 60), kept('c', 1, 30)], isOpen, settings, now)).toEqual(['a']);
});

test('applies new settings at once', async () => {
  const folder = makeFolder();
  const { records, put, truth, clock } = startRun(folder);
  put();
  put({ state: 'closed', stateSince: 1_000_000 });
  await clock.pass(2 * DAY_MS);
  expect(records.all()).toHaveLength(1);
  truth.set('settings', settingsSchema.parse({ keepRecordsDays: 1 }));
  await expect.poll(() => records.all(), PATIENCE).toEqual([]);
});

test('shows the newest of many, and sweeps the others', async () => {
  const folder = makeFolder();
  const first = startRun(folder);
  first.put();
  first.put({ state: 'closed' });
  await first.records[Symbol.asyncDispose]();
  const [name = ''] = readdirSync(folder);
  const text = readFileSync(join(folder, name, 'record.json'), 'utf8');
  for (let index = 0; index < 60; index += 1) {
    const path = join(folder, createHash('sha256').update(`t${index}`).digest('hex').slice(0, 32));
    mkdirSync(path);
    writeFileSync(join(path, 'record.json'), text.replace('"id":"s1"', `"id":"t${index}"`));
  }
  const second = startRun(folder);
  await second.records.restore();
  expect(second.records.all()).toHaveLength(40);
  await second.clock.pass(100 * DAY_MS);
  await expect.poll(() => [second.records.all(), readdirSync(folder)], PATIENCE).toEqual([[], []]);
});
