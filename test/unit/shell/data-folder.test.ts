import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dataFolderFault } from '../../../main/shell/data-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'data-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a data folder that is not there yet is made', () => {
  const wanted = join(folder, 'one', 'two');
  expect(dataFolderFault(wanted)).toBeUndefined();
  expect(existsSync(wanted)).toBe(true);
});

test('a data folder that cannot be one is told with the reason', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(dataFolderFault(file)).toContain('EEXIST');
  expect(dataFolderFault(join(file, 'below'))).toContain('ENOTDIR');
});
