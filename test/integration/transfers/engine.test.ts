import { chmodSync, lstatSync, mkdirSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import { Grounds, TEST_LIMIT_MS, TransferHarness, contents, parts, put } from './harness.ts';

describe('transfers of files and folders', { timeout: TEST_LIMIT_MS }, () => {
  beforeEach((test) => test.skip(sshdMissing !== undefined, sshdMissing));
  let sshd: Sshd;
  beforeAll(async () => {
    if (sshdMissing === undefined) sshd = await Sshd.start();
  });
  afterAll(async () => {
    if (sshdMissing === undefined) await sshd[Symbol.asyncDispose]();
  });

  async function connected(): Promise<TransferHarness> {
    const harness = new TransferHarness();
    await harness.connect(sshd);
    return harness;
  }

  it.each(['upload', 'download'] as const)('%s: one file, with its time and mode', async (direction) => {
    using grounds = new Grounds();
    await using harness = await connected();
    const [from, to] = direction === 'upload' ? [grounds.here, grounds.there] : [grounds.there, grounds.here];
    put(join(from, 'big.bin'), randomBytes(9_000_001));
    chmodSync(join(from, 'big.bin'), 0o750);
    const id = await harness.start(grounds, direction, [join(from, 'big.bin')], to);
    expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({
      state: 'done',
      filesDone: 1,
      filesTotal: 1,
      bytesDone: 9_000_001,
      bytesTotal: 9_000_001,
      failedCount: 0,
    });
    expect(contents(to)).toEqual(contents(from));
    const stats = statSync(join(to, 'big.bin'));
    expect(stats.mtimeMs).toBe(1_700_000_000_000);
    expect(stats.mode & 0o777).toBe(0o750);
  });

  it.each(['upload', 'download'] as const)(
    '%s: a folder with empty folders in it, times and modes',
    async (direction) => {
      using grounds = new Grounds();
      await using harness = await connected();
      const [from, to] = direction === 'upload' ? [grounds.here, grounds.there] : [grounds.there, grounds.here];
      const tree = join(from, 'tree');
      put(join(tree, 'a.txt'), 'a');
      put(join(tree, 'empty file'), '');
      put(join(tree, 'deep/er/ümlaut "quoted" $x'), 'deep');
      mkdirSync(join(tree, 'empty/inner/most'), { recursive: true });
      chmodSync(join(tree, 'deep'), 0o700);
      for (const folder of ['empty/inner/most', 'empty/inner', 'empty', 'deep/er', 'deep', '']) {
        utimesSync(join(tree, folder), 1_600_000_000, 1_600_000_000);
      }
      const id = await harness.start(grounds, direction, [tree], to);
      expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({
        state: 'done',
        filesDone: 3,
        failedCount: 0,
      });
      expect(contents(to)).toEqual(contents(from));
      for (const folder of ['empty/inner/most', 'empty/inner', 'empty', 'deep/er', 'deep', '']) {
        expect([folder, statSync(join(to, 'tree', folder)).mtimeMs]).toEqual([folder, 1_600_000_000_000]);
      }
      expect(statSync(join(to, 'tree/deep')).mode & 0o777).toBe(0o700);
    },
  );

  it('upload: many small files of which two differ by case only arrive as two', async () => {
    using grounds = new Grounds();
    await using harness = await connected();
    const tree = join(grounds.here, 'tree');
    for (let index = 0; index < 250; index += 1) put(join(tree, `file ${index}`), `content ${index}`);
    put(join(tree, 'Makefile'), 'the one');
    put(join(tree, 'makefile'), 'the other');
    const id = await harness.start(grounds, 'upload', [tree], grounds.there);
    expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({ filesDone: 252, failedCount: 0 });
    expect(contents(grounds.there)).toEqual(contents(grounds.here));
    expect(parts(grounds.there)).toEqual([]);
  });

  it.each(['upload', 'download'] as const)('%s: 5,000 files, every byte the same', async (direction) => {
    using grounds = new Grounds();
    await using harness = await connected();
    const [from, to] = direction === 'upload' ? [grounds.here, grounds.there] : [grounds.there, grounds.here];
    for (let index = 0; index < 5_000; index += 1) {
      put(join(from, `many/f${index % 50}/n${index}.txt`), `${index}\n`.repeat(index % 90));
    }
    put(join(from, 'many/large.bin'), randomBytes(3_000_000));
    const id = await harness.start(grounds, direction, [join(from, 'many')], to);
    const done = await harness.reaches(id, 'done', 'stopped');
    expect(done).toMatchObject({ state: 'done', filesDone: 5_001, filesTotal: 5_001, failedCount: 0, skippedCount: 0 });
    expect(contents(to)).toEqual(contents(from));
    expect(statSync(join(to, 'many/f7/n7.txt')).mtimeMs).toBe(1_700_000_000_000);
    expect(parts(to)).toEqual([]);
  });

  it('keeps links of uploads as links, and leaves links of downloads out', async () => {
    using grounds = new Grounds();
    await using harness = await connected();
    put(join(grounds.here, 'tree/a.txt'), 'a');
    symlinkSync('a.txt', join(grounds.here, 'tree/link'));
    symlinkSync('/etc', join(grounds.here, 'tree/out'));
    const up = await harness.start(grounds, 'upload', [join(grounds.here, 'tree')], grounds.there);
    expect(await harness.reaches(up, 'done', 'stopped')).toMatchObject({ state: 'done', failedCount: 0 });
    expect(contents(grounds.there)).toEqual(contents(grounds.here));
    const back = join(grounds.root, 'back');
    const down = await harness.start(grounds, 'download', [join(grounds.there, 'tree')], back);
    expect(await harness.reaches(down, 'done', 'stopped')).toMatchObject({ state: 'done', skippedCount: 2 });
    expect(Object.keys(contents(back))).toEqual(['tree/', 'tree/a.txt']);
    expect((await harness.notes(down, 'skipped')).toSorted()).toEqual([
      'tree/link: It is a link; links are not downloaded.',
      'tree/out: It is a link; links are not downloaded.',
    ]);
    expect(lstatSync(join(grounds.there, 'tree/out')).isSymbolicLink()).toBe(true);
  });
});
