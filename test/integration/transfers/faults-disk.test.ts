import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Direction } from '../../../main/contract/transfer.ts';
import { get } from '../../fixtures/connection/connection-child.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { sshdMissing } from '../../fixtures/sshd.ts';
import { makeFile, verify } from '../../fixtures/transfer-data.ts';
import type { Data } from '../../fixtures/transfer-data.ts';
import { ROUND_LIMIT_MS, Stage, arrived, cases, stateOf } from './fault-stage.ts';
import { describeNeeding } from '../../fixtures/needs.ts';

const MIB = 1024 * 1024;
const directions: readonly Direction[] = ['upload', 'download'];
const opened = perTest();

/** Enough for what is transferred and for what is always left free; not much more. */
const DISK_SIZE = '192m';

function mount(folder: string): string | undefined {
  const done = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_SIZE}`, 'tmpfs', folder]);
  return done.status === 0 ? undefined : `a small file system cannot be mounted: ${String(done.stderr ?? done.error)}`;
}

/** Resolves as soon as anything is written there. */
function firstChange(folder: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(folder, () => {
      watcher.close();
      resolve();
    });
  });
}

/** Files of a tree (of one file: itself) that have their final names by now, with what is in them. */
function arrivedFiles(folder: string, data: Data): [string, Buffer][] {
  const root = join(folder, data.name);
  if (!existsSync(root)) return [];
  if (!data.isFolder) return [['', readFileSync(root)]];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.part'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [relative(root, path), readFileSync(path)]);
}

describeNeeding(sshdMissing, 'a transfer whose ground moves', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.start();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  describe('into a disk that gets full', () => {
    let small: string;
    beforeEach((context) => {
      small = join(stage.folder, `small-${context.task.id}`);
      mkdirSync(small);
      const fault = mount(small);
      if (fault !== undefined) context.skip(fault);
      opened.defer(() => void spawnSync('umount', ['-l', small]));
    });

    /** Takes all room there is; the returned function gives it back. */
    function fillUp(): () => void {
      const filler = join(small, 'somebody else');
      const chunk = Buffer.alloc(64 * 1024);
      expect(() => {
        for (;;) writeFileSync(filler, chunk, { flag: 'a' });
      }).toThrow('ENOSPC');
      return () => rmSync(filler);
    }

    test.each(cases)(
      '$label: it stops and says so, nothing half-written has a final name, and with room again it goes on',
      { timeout: ROUND_LIMIT_MS },
      async ({ direction, kind }) => {
        const data = stage.data(kind);
        const order = stage.order(kind, direction);
        order.what = { kind: 'things', sources: [data.path], targetFolder: small };
        await using child = await stage.process({ ...order, isPaused: true });
        const control = (action: 'resume') =>
          get(child.client.call('controlTransfer', { transferId: order.id, action }));
        const begun = firstChange(small);
        // Most of it is still to come, however late this test hears of the beginning.
        stage.relay.hold(direction, data.bytes / 3);
        await control('resume');
        // Once it has made sure that there is room.
        await begun;
        const makeRoom = fillUp();
        stage.relay.release();
        await child.until(() => ['stopped', 'done'].includes(stateOf(child, order.id) ?? ''), ROUND_LIMIT_MS);
        expect(child.progress.get(order.id)?.problem).toMatchObject({ code: 'disk-full' });
        for (const [path, content] of arrivedFiles(small, data)) {
          expect(content.equals(readFileSync(join(data.path, path)))).toBe(true);
        }
        makeRoom();
        child.progress.delete(order.id);
        await control('resume');
        await arrived(child, order.id);
        expect(readdirSync(small)).toEqual([data.name]);
        await verify(data, small, 'the transfer');
      },
    );
  });

  test.each(directions)(
    '%s of a file that changes meanwhile: no mixture of old and new gets its name',
    { timeout: ROUND_LIMIT_MS },
    async (direction) => {
      const data = await makeFile(join(stage.folder, 'sources'), `changing-${direction}.bin`, 160 * MIB);
      const order = stage.order('large', direction);
      order.what = { kind: 'things', sources: [data.path], targetFolder: stage.target };
      stage.relay.hold(direction, data.bytes / 2);
      await using child = await stage.process(order);
      const progress = () => child.progress.get(order.id);
      await child.until(() => (progress()?.bytesDone ?? 0) > 0, ROUND_LIMIT_MS);
      expect(progress()?.bytesDone).toBeLessThan(data.bytes);
      writeFileSync(data.path, Buffer.alloc(MIB, 'new'), { flag: 'r+' });
      writeFileSync(data.path, 'more', { flag: 'a' });
      stage.relay.release();
      await child.until(() => progress()?.state === 'done', ROUND_LIMIT_MS);
      // It says that the file changed, or has begun anew by itself: never is old and new mixed under its name.
      if (progress()?.failedCount === 1) {
        const page = { transferId: order.id, kind: 'failed', offset: 0, limit: 5 } as const;
        const { notes } = await get(child.client.call('transferNotes', page));
        console.log(`${direction}: ${notes[0]?.message}`);
        if (existsSync(join(stage.target, data.name))) throw new Error('It failed, and yet the file has its name.');
        child.progress.delete(order.id);
        await get(child.client.call('controlTransfer', { transferId: order.id, action: 'retry' }));
      }
      await arrived(child, order.id);
      expect(readdirSync(stage.target)).toEqual([data.name]);
      expect(readFileSync(join(stage.target, data.name)).equals(readFileSync(data.path))).toBe(true);
    },
  );
});
