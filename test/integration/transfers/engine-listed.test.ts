import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TransferOrder } from '../../../main/contract/connection-control.ts';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import { Grounds, TEST_LIMIT_MS, TransferHarness, contents, get, parts, put, sha256 } from './harness.ts';

type Files = Extract<TransferOrder['what'], { kind: 'listed' }>['files'];

describe.each(['upload', 'download'] as const)(
  'files that are named one by one, at an %s',
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

    async function run(grounds: Grounds, files: Files): Promise<{ harness: TransferHarness; id: string }> {
      const harness = new TransferHarness();
      await harness.connect(sshd);
      const what = { kind: 'listed' as const, localFolder: grounds.here, remoteFolder: grounds.there, files };
      const id = await harness.order(grounds, { direction, purpose: 'sync', what });
      return { harness, id };
    }

    const sides = ({ here, there }: Grounds) =>
      direction === 'upload' ? { from: here, to: there } : { from: there, to: here };

    it('adds, changes and removes them, and nothing else', async () => {
      using grounds = new Grounds();
      const { from, to } = sides(grounds);
      put(join(from, 'new/in/here.txt'), 'new');
      put(join(from, 'changed.txt'), 'after');
      // The same size and time, another content: a comparison by checksum found it.
      put(join(from, 'same.txt'), 'after!');
      put(join(to, 'changed.txt'), 'before it');
      put(join(to, 'same.txt'), 'before');
      put(join(to, 'gone/old.txt'), 'old');
      put(join(to, 'other.txt'), 'other');
      put(join(from, 'unlisted.txt'), 'unlisted');
      const { harness, id } = await run(grounds, [
        { path: 'new/in/here.txt', action: 'add' },
        { path: 'changed.txt', action: 'change' },
        { path: 'same.txt', action: 'change' },
        { path: 'gone/old.txt', action: 'remove' },
        { path: 'gone/never there.txt', action: 'remove' },
      ]);
      await using _ = harness;
      expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({
        state: 'done',
        filesDone: 5,
        failedCount: 0,
      });
      const read = (path: string) => readFileSync(join(to, path), 'utf8');
      expect([read('new/in/here.txt'), read('changed.txt'), read('same.txt')]).toEqual(['new', 'after', 'after!']);
      expect([existsSync(join(to, 'gone/old.txt')), existsSync(join(to, 'unlisted.txt'))]).toEqual([false, false]);
      expect(read('other.txt')).toBe('other');
      expect(parts(to)).toEqual([]);
    });

    it('asks when something has come in the place of what is new', async () => {
      using grounds = new Grounds();
      const { from, to } = sides(grounds);
      put(join(from, 'new.txt'), 'ours');
      put(join(to, 'new.txt'), 'theirs');
      const { harness, id } = await run(grounds, [{ path: 'new.txt', action: 'add' }]);
      await using _ = harness;
      expect(await harness.reaches(id, 'asking', 'done')).toMatchObject({ state: 'asking' });
      expect(readFileSync(join(to, 'new.txt'), 'utf8')).toBe('theirs');
      await get(harness.client.call('answerTransfer', { transferId: id, answer: { kind: 'conflict', rule: 'skip' } }));
      expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({ state: 'done', skippedCount: 1 });
    });

    it('leaves both folders by no path and no link', async () => {
      using grounds = new Grounds();
      const { from, to } = sides(grounds);
      const outside = join(grounds.root, 'outside');
      put(join(outside, 'secret'), 'secret');
      mkdirSync(join(to, 'folder'));
      symlinkSync(outside, join(from, 'out'));
      symlinkSync(outside, join(to, 'away'));
      put(join(from, 'away/planted'), 'planted');
      const { harness, id } = await run(grounds, [
        { path: '../outside/secret', action: 'remove' },
        { path: 'a/../../outside/secret', action: 'change' },
        { path: '/etc/hostname', action: 'add' },
        { path: 'out/secret', action: 'add' },
        { path: 'away/secret', action: 'remove' },
        { path: 'away/planted', action: 'add' },
        { path: 'folder', action: 'remove' },
      ]);
      await using _ = harness;
      expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({
        state: 'done',
        filesDone: 0,
        failedCount: 7,
      });
      expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('secret');
      expect([existsSync(join(outside, 'planted')), existsSync(join(to, 'out'))]).toEqual([false, false]);
      expect(lstatSync(join(to, 'folder')).isDirectory()).toBe(true);
    });

    it('removes a link as a link, and puts a link in the place of a file only going up', async () => {
      using grounds = new Grounds();
      const { from, to } = sides(grounds);
      const outside = join(grounds.root, 'outside');
      writeFileSync(outside, 'untouched');
      symlinkSync(outside, join(to, 'link'));
      symlinkSync('elsewhere', join(from, 'now a link'));
      put(join(to, 'now a link'), 'a file');
      const { harness, id } = await run(grounds, [
        { path: 'link', action: 'remove' },
        { path: 'now a link', action: 'change' },
      ]);
      await using _ = harness;
      const done = await harness.reaches(id, 'done', 'stopped');
      expect(readFileSync(outside, 'utf8')).toBe('untouched');
      expect(existsSync(join(to, 'link'))).toBe(false);
      const isUpload = direction === 'upload';
      expect(done).toMatchObject(isUpload ? { filesDone: 2, skippedCount: 0 } : { filesDone: 1, skippedCount: 1 });
      expect(contents(to)['now a link']).toBe(isUpload ? '-> elsewhere' : sha256('a file'));
    });
  },
);
