import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { walkLocal } from '../../../../main/connection/local/walk-local.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'walk-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function walk(source = folder, signal?: AbortSignal) {
  const found: string[] = [];
  for await (const item of walkLocal(source, signal)) {
    const more = item.kind === 'link' ? ` -> ${item.target}` : item.kind === 'failed' ? ` (${item.problem.code})` : '';
    found.push(`${item.kind} ${item.path}${more}`);
  }
  return found;
}

it('gives folders before what is in them, in the order of names, and follows no link', async () => {
  mkdirSync(join(folder, 'b/deep'), { recursive: true });
  for (const file of ['c', 'B', 'b/z', 'b/deep/x', 'a']) writeFileSync(join(folder, file), file);
  symlinkSync('/', join(folder, 'b', 'root'));
  symlinkSync('..', join(folder, 'loop'));
  expect(await walk()).toEqual([
    'file B',
    'file a',
    'folder b',
    'folder b/deep',
    'file b/deep/x',
    'link b/root -> /',
    'file b/z',
    'file c',
    'link loop -> ..',
  ]);
});

it('tells what is no file, and what cannot be read', async () => {
  spawnSync('mkfifo', [join(folder, 'pipe')]);
  expect(await walk()).toEqual(['other pipe']);
  expect(await walk(join(folder, 'nowhere'))).toEqual(['failed  (not-found)']);
});

it('gives size, time and permissions of files', async () => {
  writeFileSync(join(folder, 'x'), 'four', { mode: 0o640 });
  for await (const item of walkLocal(folder)) expect(item).toMatchObject({ kind: 'file', sizeBytes: 4, mode: 0o640 });
});

it('stops when it is given up', async () => {
  for (let file = 0; file < 300; file += 1) writeFileSync(join(folder, `f${file}`), '');
  const stop = new AbortController();
  let count = 0;
  for await (const item of walkLocal(folder, stop.signal)) {
    count += item.path === '' ? 0 : 1;
    stop.abort();
  }
  expect(count).toBeLessThan(100);
});
