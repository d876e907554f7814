import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SessionRecord } from '../../../main/contract/record.ts';
import type { Salvage } from '../../../main/contract/salvage.ts';
import { ok, problem } from '../../../main/lib/result.ts';
import { reconcileSalvages } from '../../../main/salvage/reconcile.ts';
import { sweepParts } from '../../../main/salvage/sweep-parts.ts';

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'after-a-kill-'));
  folder = join(root, 'session', 'salvages', 'v1');
  mkdirSync(join(folder, 'apply-1.part'), { recursive: true });
  for (const name of ['changes.patch', 'untracked.tar.part', 'apply-1.part/index'])
    writeFileSync(join(folder, name), 'x');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('what is half-written goes, what is whole stays; what is being written now is left alone', async () => {
  await sweepParts(root, 0, () => {});
  expect(readdirSync(folder)).toHaveLength(3);
  await sweepParts(root, Date.now() + 60_000, () => {});
  expect(readdirSync(folder)).toEqual(['changes.patch']);
  await sweepParts(join(root, 'nowhere'), Date.now(), () => {});
});

test('a record that heard less than was done is put right', async () => {
  const stopped = problem('cancelled', 'Jumpseat was closed before this was done.');
  const salvage: Salvage = {
    id: 'v1',
    machine: 0,
    machineName: 'm',
    at: 1,
    trigger: 'asked',
    state: 'failed',
    parts: [
      { kind: 'changes', state: 'failed', sizeBytes: 0, problem: stopped },
      { kind: 'untracked', state: 'skipped', sizeBytes: 0, problem: stopped },
    ],
    leftOut: [],
    leftOutCount: 0,
    problem: stopped,
  };
  const put: Salvage[] = [];
  const records = {
    all: () => [
      { id: 's1', salvages: [salvage, { ...salvage, id: 'v2', state: 'saved' }] } as unknown as SessionRecord,
    ],
    folder: () => Promise.resolve(ok(folder)),
    putSalvage: (_session: string, one: Salvage) => void put.push(one),
  };
  await reconcileSalvages(records, () => true);
  expect(put).toEqual([]);
  await reconcileSalvages(records, () => false);
  expect(put).toHaveLength(1);
  expect(put[0]).toMatchObject({
    id: 'v1',
    state: 'partial',
    parts: [
      { kind: 'changes', state: 'saved', file: 'changes.patch', sizeBytes: 1 },
      { kind: 'untracked', state: 'skipped' },
    ],
  });
});
