import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LocalSource } from '../../../../main/connection/local/local-source.ts';
import { posixMissing } from '../../../fixtures/needs.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-source-'));
  writeFileSync(join(folder, 'guarded'), 'not for the machine');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a link that took the place of a file is not followed', async (context) => {
  context.skip(posixMissing !== undefined, posixMissing);
  const path = join(folder, 'listed-as-a-file');
  symlinkSync(join(folder, 'guarded'), path);
  const opened = await LocalSource.open(path);
  expect(opened.ok).toBe(false);
});

test('a link to an equal file is a change', async (context) => {
  context.skip(posixMissing !== undefined, posixMissing);
  const path = join(folder, 'file');
  writeFileSync(path, 'content');
  const opened = await LocalSource.open(path);
  if (!opened.ok) throw new Error(opened.problem.message);
  await using source = opened.value;
  expect(source.isUnchanged()).toBe(true);
  renameSync(path, join(folder, 'moved'));
  symlinkSync(join(folder, 'moved'), path);
  expect(source.isUnchanged()).toBe(false);
});
