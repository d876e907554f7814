import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Journal } from '../../../main/connection/transfers/journal.ts';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import { Grounds, TEST_LIMIT_MS, TransferHarness, contents, get, parts, put } from './harness.ts';

const OLD = 1_600_000_000_000;
const NEW = 1_700_000_000_000;

describe.each(['upload', 'download'] as const)(
  'what is there already, at an %s',
  { timeout: TEST_LIMIT_MS },
  (direction) => {
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

    /** Three files come; one is there and older, one is there and newer, one is not there. */
    function prepare(grounds: Grounds): { from: string; to: string; tree: string } {
      const [from, to] = direction === 'upload' ? [grounds.here, grounds.there] : [grounds.there, grounds.here];
      const tree = join(from, 'tree');
      put(join(tree, 'older there.txt'), 'coming', NEW);
      put(join(tree, 'in/newer there.txt'), 'coming', OLD);
      put(join(tree, 'in/free.txt'), 'coming', NEW);
      put(join(to, 'tree/older there.txt'), 'there', OLD);
      put(join(to, 'tree/in/newer there.txt'), 'there', NEW);
      put(join(to, 'tree/in/unrelated.txt'), 'unrelated');
      return { from, to, tree };
    }

    const read = (to: string, path: string): string => readFileSync(join(to, 'tree', path), 'utf8');

    it('asks once, counts up, takes the rest along meanwhile, and goes on with the answer', async () => {
      using grounds = new Grounds();
      await using harness = await connected();
      const { to, tree } = prepare(grounds);
      const id = await harness.start(grounds, direction, [tree], to);
      await harness.until(() => {
        const progress = harness.progress.get(id);
        return progress?.question?.kind === 'conflict' && progress.question.count === 2 && progress.filesDone === 1;
      });
      expect(harness.progress.get(id)).toMatchObject({
        state: 'asking',
        question: { kind: 'conflict', count: 2, coming: { sizeBytes: 6 }, there: { sizeBytes: 5 } },
      });
      expect(read(to, 'in/free.txt')).toBe('coming');
      expect(read(to, 'older there.txt')).toBe('there');
      await get(
        harness.client.call('answerTransfer', { transferId: id, answer: { kind: 'conflict', rule: 'replace' } }),
      );
      const done = await harness.reaches(id, 'done', 'stopped');
      expect(done).toMatchObject({ state: 'done', filesDone: 3, skippedCount: 0, failedCount: 0 });
      expect(done.question).toBeUndefined();
      expect(contents(to)).toMatchObject(contents(join(tree, '..')));
      expect(read(to, 'in/unrelated.txt')).toBe('unrelated');
    });

    it('goes on with an answer that comes when the rest has just been done', async () => {
      using grounds = new Grounds();
      await using harness = await connected();
      const { to, tree } = prepare(grounds);
      const transferId = randomUUID();
      const { sync } = Journal.prototype;
      let answered: Promise<unknown> | undefined;
      const atEnd = vi.spyOn(Journal.prototype, 'sync').mockImplementation(async function (this: Journal) {
        answered ??= harness.client.call('answerTransfer', { transferId, answer: { kind: 'conflict', rule: 'skip' } });
        await answered;
        return sync.call(this);
      });
      try {
        await harness.start(grounds, direction, [tree], to, { id: transferId });
        expect(await harness.reaches(transferId, 'done', 'stopped')).toMatchObject({ state: 'done', skippedCount: 2 });
      } finally {
        atEnd.mockRestore();
      }
    });

    it('leaves alone what is there', async () => {
      using grounds = new Grounds();
      await using harness = await connected();
      const { to, tree } = prepare(grounds);
      const id = await harness.start(grounds, direction, [tree], to, { rule: 'skip' });
      expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({
        state: 'done',
        filesDone: 1,
        filesTotal: 3,
        skippedCount: 2,
        bytesDone: 6,
        bytesTotal: 6,
      });
      expect([read(to, 'older there.txt'), read(to, 'in/newer there.txt')]).toEqual(['there', 'there']);
      expect((await harness.notes(id, 'skipped')).toSorted()).toEqual([
        'tree/in/newer there.txt: It was there already.',
        'tree/older there.txt: It was there already.',
      ]);
    });

    it('replaces only what is older', async () => {
      using grounds = new Grounds();
      await using harness = await connected();
      const { to, tree } = prepare(grounds);
      const id = await harness.start(grounds, direction, [tree], to, { rule: 'newer' });
      expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({
        state: 'done',
        filesDone: 2,
        skippedCount: 1,
      });
      expect([read(to, 'older there.txt'), read(to, 'in/newer there.txt')]).toEqual(['coming', 'there']);
    });

    it('keeps both, under the next free name', async () => {
      using grounds = new Grounds();
      await using harness = await connected();
      const { to, tree } = prepare(grounds);
      put(join(to, 'tree/older there (2).txt'), 'second');
      const id = await harness.start(grounds, direction, [tree], to, { rule: 'keep-both' });
      expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({
        state: 'done',
        filesDone: 3,
        renamedCount: 2,
      });
      expect([read(to, 'older there.txt'), read(to, 'older there (2).txt')]).toEqual(['there', 'second']);
      expect([read(to, 'older there (3).txt'), read(to, 'in/newer there (2).txt')]).toEqual(['coming', 'coming']);
      expect((await harness.notes(id, 'renamed')).toSorted()[1]).toMatch(
        /^tree\/older there\.txt: .*older there \(3\)\.txt/,
      );
    });

    it('fails a folder whose place is taken by a file, and a file whose place is taken by a folder, and nothing else', async () => {
      using grounds = new Grounds();
      await using harness = await connected();
      const { to, tree } = prepare(grounds);
      put(join(tree, 'folder/inside.txt'), 'coming');
      put(join(to, 'tree/folder'), 'a file');
      put(join(tree, 'file'), 'coming');
      mkdirSync(join(to, 'tree/file'));
      const id = await harness.start(grounds, direction, [tree], to, { rule: 'replace' });
      expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({
        state: 'done',
        filesDone: 3,
        failedCount: 2,
      });
      const notes = (await harness.notes(id, 'failed')).toSorted();
      expect(notes).toHaveLength(2);
      expect(notes[0]).toMatch(/^tree\/file: A folder is where this file is to be written\./);
      expect(notes[1]).toMatch(/^tree\/folder: A file is where the folder .* is needed\./);
      expect(read(to, 'folder')).toBe('a file');
    });

    it('follows no link in the way', async () => {
      using grounds = new Grounds();
      await using harness = await connected();
      const { to, tree } = prepare(grounds);
      const outside = join(grounds.root, 'outside');
      mkdirSync(outside);
      writeFileSync(join(outside, 'secret'), 'untouched');
      put(join(tree, 'link folder/planted.txt'), 'coming');
      symlinkSync(outside, join(to, 'tree/link folder'));
      put(join(tree, 'link file'), 'coming');
      symlinkSync(join(outside, 'secret'), join(to, 'tree/link file'));
      const id = await harness.start(grounds, direction, [tree], to, { rule: 'replace' });
      expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({
        state: 'done',
        filesDone: 4,
        failedCount: 1,
      });
      expect(existsSync(join(outside, 'planted.txt'))).toBe(false);
      expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('untouched');
      expect(read(to, 'link file')).toBe('coming');
    });

    it('takes along again only what failed', async () => {
      using grounds = new Grounds();
      await using harness = await connected();
      const { to, tree } = prepare(grounds);
      put(join(tree, 'folder/inside.txt'), 'coming');
      put(join(tree, 'folder/deep/inside.txt'), 'coming');
      put(join(to, 'tree/folder'), 'a file');
      const id = await harness.start(grounds, direction, [tree], to, { rule: 'replace' });
      expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({ failedCount: 1, filesDone: 3 });
      // Whatever else has come since is none of it.
      put(join(tree, 'later.txt'), 'later');
      put(join(tree, 'in/later.txt'), 'later');
      put(join(to, 'tree/older there.txt'), 'changed since');
      rmSync(join(to, 'tree/folder'));
      await harness.control(id, 'retry');
      await harness.until(() => harness.progress.get(id)?.filesDone === 5);
      expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({
        state: 'done',
        failedCount: 0,
        filesDone: 5,
      });
      expect(await harness.notes(id, 'failed')).toEqual([]);
      expect(read(to, 'folder/deep/inside.txt')).toBe('coming');
      expect(read(to, 'older there.txt')).toBe('changed since');
      expect([existsSync(join(to, 'tree/later.txt')), existsSync(join(to, 'tree/in/later.txt'))]).toEqual([
        false,
        false,
      ]);
      expect(parts(to)).toEqual([]);
    });
  },
);
