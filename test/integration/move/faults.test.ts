import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { downloadFile } from '../../../main/connection/move/download-file.ts';
import type { MoveFile } from '../../../main/connection/move/mover.ts';
import { uploadFile } from '../../../main/connection/move/upload-file.ts';
import { downloadTree } from '../../../main/connection/move/tar/download-tree.ts';
import { uploadTree } from '../../../main/connection/move/tar/upload-tree.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { sshdMissing } from '../../fixtures/sshd.ts';
import { WAIT_MS, Yard, fileJob, openIn, partsIn, patterned, sha256, valueOf } from './harness.ts';
import { itemsOf } from './trees.ts';

const MiB = 1024 * 1024;
const SMALL_DISK = 6 * MiB;

/** Why no small disk can be made here, or undefined when it can. */
const noSmallDisk = ((): string | undefined => {
  const folder = mkdtempSync(join(tmpdir(), 'disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
  if (mounted.status === 0) spawnSync('umount', [folder]);
  rmSync(folder, { recursive: true, force: true });
  return mounted.status === 0 ? undefined : 'file systems cannot be mounted here';
})();

const { use, defer } = perTest();

/** A folder on a disk of its own. */
function smallDisk(): string {
  const folder = mkdtempSync(join(tmpdir(), 'disk-'));
  spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SMALL_DISK}`, 'tmpfs', folder]);
  defer(() => {
    spawnSync('umount', [folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

beforeEach((test) => test.skip(sshdMissing !== undefined, sshdMissing));

describe('a full disk', () => {
  beforeEach((test) => test.skip(noSmallDisk !== undefined, noSmallDisk));

  it.each(['up', 'down'])('keeps the half of a file on its way %s, which goes on when there is room', async (way) => {
    const yard = use(await Yard.open());
    const disk = smallDisk();
    const filler = join(disk, 'filler');
    writeFileSync(filler, Buffer.alloc(4 * MiB));
    const source = join(yard.here, 'source');
    const target = join(disk, 'target');
    writeFileSync(source, patterned(3 * MiB));
    const [move, job]: [MoveFile, (more?: object) => ReturnType<typeof fileJob>] =
      way === 'up'
        ? [uploadFile, (more) => fileJob(source, target, more)]
        : [downloadFile, (more) => fileJob(target, source, more)];
    const first = job();
    const context = yard.context();
    const moved = await move(context, first);
    expect(moved).toMatchObject({ ok: false, problem: { code: 'disk-full' } });
    expect(existsSync(target)).toBe(false);
    const point = first.points.at(-1) ?? { bytes: 0, sizeBytes: 0, modifiedAt: undefined };
    expect(context.bytes).toBe(point.bytes);
    rmSync(filler);
    const rest = yard.context();
    valueOf(await move(rest, job({ resume: point })));
    expect(rest.bytes + point.bytes).toBe(3 * MiB);
    expect(await sha256(target)).toBe(await sha256(source));
    expect(partsIn(disk)).toEqual([]);
  });

  it.each(['up', 'down'])('ends a tree on its way %s, and nothing half-written has its name', async (way) => {
    const yard = use(await Yard.open());
    const disk = smallDisk();
    const source = join(yard.here, 'source');
    mkdirSync(source);
    for (let file = 0; file < 100; file += 1) writeFileSync(join(source, `f${file}`), patterned(100_000, file + 1));
    const context = yard.context();
    const arrived: string[] = [];
    const tell = {
      onOutcome: (told: { path: string; problem?: object }) => void (told.problem ?? arrived.push(told.path)),
    };
    const moved = await (way === 'up'
      ? uploadTree(context, { localFolder: source, remoteFolder: disk, items: itemsOf(source), ...tell })
      : downloadTree(context, {
          remoteFolder: source,
          localFolder: disk,
          items: itemsOf(source),
          tag: 'k3x9',
          replace: false,
          ...tell,
        }));
    expect(moved).toMatchObject({ ok: false, problem: { code: 'disk-full' } });
    await vi.waitFor(() => expect([...openIn(yard.here), ...openIn(disk)]).toEqual([]), WAIT_MS);
    expect(arrived.length).toBeLessThan(100);
    expect(context.bytes).toBe(arrived.length * 100_000);
    for (const name of arrived)
      expect(readFileSync(join(disk, name)).equals(readFileSync(join(source, name)))).toBe(true);
    const named = readdirSync(disk).filter((name) => way === 'down' || arrived.includes(name));
    expect(named.filter((name) => statSync(join(disk, name)).size !== 100_000)).toEqual([]);
  });
});

describe('a machine that is gone', () => {
  it.each(['up', 'down'])(
    'leaves the half of a file on its way %s, to go on with over another connection',
    async (way) => {
      const yard = use(await Yard.open());
      yard.latencyMs = 40;
      const source = join(yard.here, 'source');
      const target = join(yard.there, 'target');
      writeFileSync(source, patterned(40 * MiB));
      const [move, job]: [MoveFile, (more?: object) => ReturnType<typeof fileJob>] =
        way === 'up'
          ? [uploadFile, (more) => fileJob(source, target, more)]
          : [downloadFile, (more) => fileJob(target, source, more)];
      const context = yard.context();
      const tell = context.onBytes;
      let killed: Promise<void> | undefined;
      context.onBytes = (delta) => {
        tell(delta);
        if (context.bytes > 10 * MiB) killed ??= yard.sshd.kill();
      };
      const first = job();
      const moved = await move(context, first);
      await killed;
      expect(moved).toMatchObject({ ok: false, problem: { code: 'connection-lost' } });
      await vi.waitFor(() => expect([...openIn(yard.here), ...openIn(yard.there)]).toEqual([]), WAIT_MS);
      const point = first.points.at(-1) ?? { bytes: 0, sizeBytes: 0, modifiedAt: undefined };
      expect(point.bytes).toBeGreaterThan(0);
      expect(context.bytes).toBe(point.bytes);
      expect(existsSync(target)).toBe(false);
      await yard.reconnect();
      const rest = yard.context();
      valueOf(await move(rest, job({ resume: point })));
      expect(rest.bytes).toBe(40 * MiB - point.bytes);
      expect(await sha256(target)).toBe(await sha256(source));
    },
  );

  it.each(['file up', 'file down', 'tree up', 'tree down'])(
    'stands still, and a %s is given up at once',
    async (what) => {
      const yard = use(await Yard.open());
      const source = join(yard.here, 'source');
      const target = join(yard.there, 'target');
      mkdirSync(source);
      mkdirSync(target);
      for (let file = 0; file < 20; file += 1) writeFileSync(join(source, `f${file}`), patterned(2 * MiB, file + 1));
      writeFileSync(join(source, 'big'), patterned(64 * MiB));
      const stop = new AbortController();
      const context = yard.context(stop.signal);
      const tell = context.onBytes;
      let stoppedAt = 0;
      context.onBytes = (delta) => {
        tell(delta);
        if (stoppedAt > 0 || context.bytes < 8 * MiB) return;
        yard.signal('SIGSTOP');
        // Until nothing comes any more.
        setTimeout(() => {
          stoppedAt = performance.now();
          stop.abort();
        }, 500);
        stoppedAt = 1;
      };
      defer(() => yard.signal('SIGCONT'));
      await yard.machine.abilities();
      const tree = { items: itemsOf(source), onOutcome: () => {} };
      const moving = {
        'file up': () => uploadFile(context, fileJob(join(source, 'big'), join(target, 'big'))),
        'file down': () => downloadFile(context, fileJob(join(target, 'big'), join(source, 'big'))),
        'tree up': () => uploadTree(context, { localFolder: source, remoteFolder: target, ...tree }),
        'tree down': () =>
          downloadTree(context, { remoteFolder: source, localFolder: target, tag: 'x', replace: false, ...tree }),
      }[what];
      expect(await moving?.()).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
      // A tar that broke off is waited for longer, and silence of the machine much longer.
      expect(performance.now() - stoppedAt).toBeLessThan(4_000);
      await vi.waitFor(() => expect([...openIn(yard.here), ...openIn(yard.there)]).toEqual([]), WAIT_MS);
    },
  );
});

describe('a machine without SFTP', () => {
  it('takes and gives files through its shell, and goes on where it was cut', async () => {
    const yard = use(await Yard.open({ sftp: false }));
    const source = join(yard.here, 'source');
    const target = join(yard.there, 'target');
    const back = join(yard.here, 'back');
    writeFileSync(source, patterned(9 * MiB));
    for (const [move, job] of [
      [uploadFile, (more?: object) => fileJob(source, target, more)],
      [downloadFile, (more?: object) => fileJob(back, target, more)],
    ] as const) {
      const stop = new AbortController();
      const context = yard.context(stop.signal);
      const tell = context.onBytes;
      context.onBytes = (delta) => {
        tell(delta);
        if (context.bytes > 3 * MiB) stop.abort();
      };
      const first = job();
      expect(await move(context, first)).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
      const point = first.points.at(-1) ?? { bytes: 0, sizeBytes: 0, modifiedAt: undefined };
      valueOf(await move(yard.context(), job({ resume: point })));
    }
    await vi.waitFor(() => expect([...openIn(yard.here), ...openIn(yard.there)]).toEqual([]), WAIT_MS);
    expect(await sha256(back)).toBe(await sha256(source));
    expect(Math.floor(statSync(back).mtimeMs / 1000)).toBe(Math.floor(statSync(source).mtimeMs / 1000));
    expect([...partsIn(yard.here), ...partsIn(yard.there)]).toEqual([]);
  });
});
