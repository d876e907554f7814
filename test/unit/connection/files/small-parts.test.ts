import { describe, expect, it } from 'vitest';
import { inParallel } from '../../../../main/connection/files/file-task.ts';
import { copyName } from '../../../../main/connection/files/free-name.ts';
import { fromHome } from '../../../../main/connection/files/locate.ts';
import { createProgress, PROGRESS_PAUSE_MS } from '../../../../main/connection/files/progress.ts';
import { folderMode } from '../../../../main/connection/files/set-modes.ts';
import { toEntry } from '../../../../main/connection/files/to-entry.ts';
import { fileEntrySchema } from '../../../../main/contract/files.ts';
import { StepClock } from '../../../fixtures/step-clock.ts';

describe('names of copies', () => {
  it.each([
    ['report.txt', 'report copy.txt', 'report copy 2.txt'],
    ['archive.tar.gz', 'archive copy.tar.gz', 'archive copy 2.tar.gz'],
    ['.bashrc', '.bashrc copy', '.bashrc copy 2'],
    ['Makefile', 'Makefile copy', 'Makefile copy 2'],
    ['v1. notes', 'v1. notes copy', 'v1. notes copy 2'],
    ['..', '.. copy', '.. copy 2'],
  ])('of %s', (name, first, second) => {
    expect(copyName(name, 'file', 1)).toBe(first);
    expect(copyName(name, 'file', 2)).toBe(second);
  });

  it('of a folder has no ending', () => {
    expect(copyName('my.app', 'folder', 1)).toBe('my.app copy');
  });
});

it.each([
  ['~', '/home/me'],
  ['~/', '/home/me'],
  ['~/a b', '/home/me/a b'],
  ['~other', '/home/me/~other'],
  ['project', '/home/me/project'],
  ['/etc', '/etc'],
  ['C:\\Users\\me', '/C:/Users/me'],
])('%j is found from the home folder', (typed, path) => {
  expect(fromHome(typed, '/home/me')).toBe(path);
});

it('lets folders be entered where they can be read', () => {
  expect([0o644, 0o640, 0o600, 0o000, 0o222, 0o4755].map(folderMode)).toEqual([0o755, 0o750, 0o700, 0, 0o222, 0o4755]);
});

it('keeps what a machine says within the bounds of the contract', () => {
  const stat = { kind: 'file' as const, sizeBytes: Number.NaN, modifiedAt: -5.5, mode: 0o107777 };
  const entry = toEntry({ name: 'x', stat, owner: `\u202e${'o'.repeat(100)}`, group: '\n' });
  expect(fileEntrySchema.parse(entry)).toEqual({
    name: 'x',
    kind: 'file',
    sizeBytes: 0,
    mode: 0o7777,
    owner: expect.anything(),
  });
  expect(entry.owner?.length).toBeLessThanOrEqual(64);
  const later = toEntry({ name: 'x', stat: { ...stat, sizeBytes: 3, modifiedAt: 1e300, mode: undefined } });
  expect(fileEntrySchema.parse(later)).toEqual({ name: 'x', kind: 'file', sizeBytes: 3 });
});

it('says how far it is five times a second, and the last of it always', async () => {
  const clock = new StepClock();
  const said: number[] = [];
  const progress = createProgress(clock, (done) => said.push(done));
  for (let i = 1; i <= 10; i += 1) progress.report(i);
  expect(said).toEqual([1]);
  await clock.pass(PROGRESS_PAUSE_MS);
  expect(said).toEqual([1, 10]);
  progress.report(11);
  progress.flush();
  progress.stop();
  await clock.pass(PROGRESS_PAUSE_MS * 3);
  expect(said).toEqual([1, 10, 11]);
});

it('does no more at once than it may, and stops when told to', async () => {
  const stop = new AbortController();
  let running = 0;
  let most = 0;
  let done = 0;
  await inParallel(Array(100).keys(), 4, stop.signal, async () => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
    done += 1;
    if (done === 50) stop.abort();
  });
  expect(most).toBe(4);
  expect(done).toBeLessThan(60);
});
