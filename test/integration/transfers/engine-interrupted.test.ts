import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TransferProgress } from '../../../main/contract/transfer.ts';
import { CountingRelay } from '../../fixtures/counting-relay.ts';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import { Grounds, TEST_LIMIT_MS, TransferHarness, contents, parts, put } from './harness.ts';

const LARGE_BYTES = 96 * 1024 * 1024;
const SMALL_FILES = 1_500;
/** So much of either passes before it is interrupted, and no more: it cannot be over by then. */
const HELD_BYTES = { large: 32_000_000, many: 8_000_000 } as const;

describe.each(['upload', 'download'] as const)('an %s that is interrupted', { timeout: TEST_LIMIT_MS }, (direction) => {
  beforeEach((test) => test.skip(sshdMissing !== undefined, sshdMissing));
  let sshd: Sshd | undefined;
  let relay: CountingRelay | undefined;
  afterEach(async () => {
    await relay?.[Symbol.asyncDispose]();
    await sshd?.[Symbol.asyncDispose]();
    relay = undefined;
    sshd = undefined;
  });

  async function connected(): Promise<TransferHarness> {
    sshd ??= await Sshd.start();
    relay ??= await CountingRelay.start(sshd);
    const harness = new TransferHarness();
    const { user, clientKey } = sshd;
    await harness.connect({ host: relay.host, port: relay.port, user, clientKey });
    return harness;
  }

  const hold = (kind: keyof typeof HELD_BYTES) => relay?.hold(direction, HELD_BYTES[kind]);

  /** Pauses or cancels what is held, and lets it go on its way to the end of that. */
  async function interrupt(harness: TransferHarness, id: string, action: 'pause' | 'cancel'): Promise<void> {
    const done = harness.control(id, action);
    relay?.release();
    await done;
  }

  function sides(grounds: Grounds): { from: string; to: string } {
    const [from, to] = direction === 'upload' ? [grounds.here, grounds.there] : [grounds.there, grounds.here];
    return { from, to };
  }

  function putLarge(from: string): string {
    const file = join(from, 'large.bin');
    put(file, randomBytes(LARGE_BYTES));
    return file;
  }

  function putMany(from: string): string {
    for (let index = 0; index < SMALL_FILES; index += 1) {
      put(join(from, `many/f${index % 20}/n${index}`), randomBytes(index % 30_000));
    }
    return join(from, 'many');
  }

  /** Paused, and nothing of it moves any more. */
  async function rests(harness: TransferHarness, id: string): Promise<TransferProgress> {
    await harness.until(() => {
      const progress = harness.progress.get(id);
      return progress?.state === 'done' || (progress?.state === 'paused' && progress.current === undefined);
    });
    return harness.reaches(id, 'paused');
  }

  const underWay = (harness: TransferHarness, id: string, bytes: number) =>
    harness.until(() => (harness.progress.get(id)?.bytesDone ?? 0) > bytes);

  it('pauses in the middle of a file and goes on from there', async () => {
    using grounds = new Grounds();
    await using harness = await connected();
    const { from, to } = sides(grounds);
    hold('large');
    const id = await harness.start(grounds, direction, [putLarge(from)], to);
    await underWay(harness, id, 8_000_000);
    await interrupt(harness, id, 'pause');
    const { bytesDone, filesDone } = await rests(harness, id);
    expect(filesDone).toBe(0);
    expect(bytesDone).toBeGreaterThan(1_000_000);
    expect(bytesDone).toBeLessThan(LARGE_BYTES);
    expect(existsSync(join(to, 'large.bin'))).toBe(false);
    expect(parts(to)).toHaveLength(1);
    const part = statSync(join(to, parts(to)[0] ?? ''));
    await harness.control(id, 'resume');
    const seen = harness.batches.length;
    expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({ state: 'done', bytesDone: LARGE_BYTES });
    // It went on: the same file on the disk, and nothing that was there was counted again.
    expect(statSync(join(to, 'large.bin')).ino).toBe(part.ino);
    const least = Math.min(
      ...harness.batches.slice(seen).flatMap(({ changes }) => changes.map(({ progress }) => progress.bytesDone)),
    );
    expect(least).toBeGreaterThanOrEqual(bytesDone);
    expect(contents(to)).toEqual(contents(from));
    expect(parts(to)).toEqual([]);
  });

  it('pauses among many files and goes on', async () => {
    using grounds = new Grounds();
    await using harness = await connected();
    const { from, to } = sides(grounds);
    hold('many');
    const id = await harness.start(grounds, direction, [putMany(from)], to);
    await underWay(harness, id, 500_000);
    await interrupt(harness, id, 'pause');
    expect(await harness.reaches(id, 'paused', 'done')).toMatchObject({ state: 'paused' });
    await harness.control(id, 'resume');
    expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({
      state: 'done',
      filesDone: SMALL_FILES,
      failedCount: 0,
      skippedCount: 0,
    });
    expect(contents(to)).toEqual(contents(from));
    expect(parts(to)).toEqual([]);
  });

  it.each(['large', 'many'] as const)('leaves nothing half-written when it is cancelled: %s', async (kind) => {
    using grounds = new Grounds();
    await using harness = await connected();
    const { from, to } = sides(grounds);
    hold(kind);
    const id = await harness.start(grounds, direction, [kind === 'large' ? putLarge(from) : putMany(from)], to);
    await underWay(harness, id, 500_000);
    await interrupt(harness, id, 'cancel');
    expect(harness.progress.get(id)?.state).not.toBe('done');
    const cancelled = await harness.reaches(id, 'cancelled', 'done');
    expect(cancelled.state).toBe('cancelled');
    expect(cancelled.problem).toBeUndefined();
    expect(parts(to)).toEqual([]);
    expect(kind === 'large' ? readdirSync(to) : []).toEqual([]);
  });

  it.each(['large', 'many'] as const)('waits when the link is lost, and goes on when it is back: %s', async (kind) => {
    using grounds = new Grounds();
    await using harness = await connected();
    const { from, to } = sides(grounds);
    hold(kind);
    const id = await harness.start(grounds, direction, [kind === 'large' ? putLarge(from) : putMany(from)], to);
    await underWay(harness, id, 500_000);
    await sshd?.kill();
    relay?.cut();
    expect(await harness.reaches(id, 'waiting', 'done')).toMatchObject({
      state: 'waiting',
      problem: { code: 'connection-lost' },
    });
    await sshd?.start();
    expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({ state: 'done', failedCount: 0 });
    expect(contents(to)).toEqual(contents(from));
    expect(parts(to)).toEqual([]);
  });

  it.each(['large', 'many'] as const)('goes on in another process with the same journal: %s', async (kind) => {
    using grounds = new Grounds();
    const { from, to } = sides(grounds);
    const source = kind === 'large' ? putLarge(from) : putMany(from);
    let id: string;
    let bytesDone: number;
    {
      await using harness = await connected();
      hold(kind);
      id = await harness.start(grounds, direction, [source], to);
      await underWay(harness, id, 500_000);
      await interrupt(harness, id, 'pause');
      ({ bytesDone } = await rests(harness, id));
    }
    await using harness = await connected();
    // Orders come whether there is a link or not; this one comes paused, as it was.
    await harness.start(grounds, direction, [source], to, { id, isPaused: true });
    const paused = await harness.reaches(id, 'paused', 'done');
    expect(paused.state).toBe('paused');
    expect(kind === 'large' ? paused.bytesDone : bytesDone).toBe(bytesDone);
    await harness.control(id, 'resume');
    expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({ state: 'done', failedCount: 0 });
    expect(contents(to)).toEqual(contents(from));
    expect(parts(to)).toEqual([]);
  });

  it('says so and leaves the rest alone when the folder it goes to is not there any more', async () => {
    using grounds = new Grounds();
    await using harness = await connected();
    const { from, to } = sides(grounds);
    const id = await harness.start(grounds, direction, [putMany(from)], to, { isPaused: true });
    renameSync(to, `${to}.away`);
    writeFileSync(to, 'a file');
    await harness.control(id, 'resume');
    const stopped = await harness.reaches(id, 'stopped', 'done');
    expect(stopped).toMatchObject({ state: 'stopped', filesDone: 0, failedCount: 0 });
    expect(stopped.problem?.message).toMatch(/folder|already/);
    rmSync(to);
    renameSync(`${to}.away`, to);
    await harness.control(id, 'resume');
    expect(await harness.reaches(id, 'done', 'waiting')).toMatchObject({ state: 'done', filesDone: SMALL_FILES });
    expect(contents(to)).toEqual(contents(from));
  });

  it('takes along what changed meanwhile as it is then', async () => {
    using grounds = new Grounds();
    await using harness = await connected();
    const { from, to } = sides(grounds);
    const file = putLarge(from);
    hold('large');
    const id = await harness.start(grounds, direction, [file], to);
    await underWay(harness, id, 8_000_000);
    await interrupt(harness, id, 'pause');
    await harness.reaches(id, 'paused');
    put(file, randomBytes(LARGE_BYTES - 5), 1_710_000_000_000);
    await harness.control(id, 'resume');
    expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({ state: 'done', failedCount: 0 });
    expect(contents(to)).toEqual(contents(from));
    expect(parts(to)).toEqual([]);
  });

  it('waits for a machine that is not connected yet, and can be cancelled meanwhile', async () => {
    using grounds = new Grounds();
    await using harness = new TransferHarness();
    const { from, to } = sides(grounds);
    mkdirSync(join(from, 'tree'));
    const one = await harness.start(grounds, direction, [join(from, 'tree')], to);
    const other = await harness.start(grounds, direction, [join(from, 'tree')], join(to, 'other'));
    expect(await harness.reaches(one, 'waiting')).toMatchObject({ problem: { code: 'connection-lost' } });
    await harness.control(other, 'cancel');
    expect((await harness.reaches(other, 'cancelled')).problem).toBeUndefined();
    sshd = await Sshd.start();
    await harness.connect(sshd);
    expect((await harness.reaches(one, 'done', 'stopped')).state).toBe('done');
    expect(readdirSync(to)).toEqual(['tree']);
  });
});
