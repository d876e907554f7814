import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Journal } from '../../../main/connection/transfers/journal.ts';
import { writeKey } from '../../../main/connection/transfers/path-set.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import { StepClock } from '../../fixtures/step-clock.ts';
import { Grounds, TEST_LIMIT_MS, TransferHarness, contents, parts, put } from './harness.ts';

const DISK_MIB = 8;
const opened = perTest();

/** Makes a small disk of a folder; false where that is not allowed. */
function mount(folder: string, options: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0;
}

const remount = (folder: string, how: string) => spawnSync('mount', ['-o', `remount,${how}`, folder]);

function canMount(): boolean {
  using grounds = new Grounds();
  if (!mount(grounds.here, 'size=1m')) return false;
  spawnSync('umount', [grounds.here]);
  return true;
}

const missing = sshdMissing ?? (canMount() ? undefined : 'mounting a small disk (tmpfs) is not allowed here');

describe.each(['upload', 'download'] as const)('an %s to a small disk', { timeout: TEST_LIMIT_MS }, (direction) => {
  beforeEach((test) => test.skip(missing !== undefined, missing));
  let sshd: Sshd;
  beforeAll(async () => {
    if (missing === undefined) sshd = await Sshd.start();
  });
  afterAll(async () => {
    if (missing === undefined) await sshd[Symbol.asyncDispose]();
  });

  async function scene(options = 'nr_inodes=1000') {
    const grounds = new Grounds();
    opened.defer(() => grounds[Symbol.dispose]());
    const [from, to] = direction === 'upload' ? [grounds.here, grounds.there] : [grounds.there, grounds.here];
    mount(to, `size=${DISK_MIB}m,${options}`);
    opened.defer(() => void spawnSync('umount', ['-l', to]));
    const harness = opened.use(new TransferHarness());
    await harness.connect(sshd);
    return { grounds, harness, from, to };
  }

  it('stops when there is no room for a file, and goes on when there is', async () => {
    const { grounds, harness, from, to } = await scene();
    put(join(from, 'tree/large'), randomBytes(6_000_000));
    writeFileSync(join(to, 'ballast'), randomBytes(5 * 1024 * 1024));
    const id = await harness.start(grounds, direction, [join(from, 'tree')], to);
    const stopped = await harness.reaches(id, 'stopped', 'done');
    expect(stopped).toMatchObject({ state: 'stopped', problem: { code: 'disk-full' }, failedCount: 0 });
    // A download is not even begun.
    expect(readdirSync(to)).toEqual(direction === 'upload' ? ['ballast', 'tree'] : ['ballast']);
    rmSync(join(to, 'ballast'));
    await harness.control(id, 'resume');
    expect(await harness.reaches(id, 'done', 'waiting')).toMatchObject({ state: 'done', failedCount: 0 });
    expect(contents(to)).toEqual(contents(from));
    expect(parts(to)).toEqual([]);
  });

  it('stops when it fills up among many files, and goes on with those that are missing', async () => {
    const { grounds, harness, from, to } = await scene('nr_inodes=120');
    for (let index = 0; index < 300; index += 1) put(join(from, `tree/${index}`), randomBytes(10_000));
    const id = await harness.start(grounds, direction, [join(from, 'tree')], to);
    const stopped = await harness.reaches(id, 'stopped', 'done');
    expect(stopped).toMatchObject({ state: 'stopped', problem: { code: 'disk-full' }, failedCount: 0 });
    remount(to, 'nr_inodes=1000');
    await harness.control(id, 'resume');
    expect(await harness.reaches(id, 'done', 'waiting')).toMatchObject({ state: 'done', failedCount: 0 });
    expect(contents(to)).toEqual(contents(from));
    expect(parts(to)).toEqual([]);
  });

  it('leaves nothing there when it is cancelled after that', async () => {
    const { grounds, harness, from, to } = await scene('nr_inodes=120');
    for (let index = 0; index < 300; index += 1) put(join(from, `tree/${index}`), randomBytes(10_000));
    const id = await harness.start(grounds, direction, [join(from, 'tree')], to);
    await harness.reaches(id, 'stopped', 'done');
    await harness.control(id, 'cancel');
    expect((await harness.reaches(id, 'cancelled', 'done')).problem).toBeUndefined();
    expect(parts(to)).toEqual([]);
  });

  it.each(['few', 'many'] as const)('stops when nothing may be written any more: %s', async (kind) => {
    const { grounds, harness, from, to } = await scene();
    const count = kind === 'few' ? 20 : 300;
    for (let index = 0; index < count; index += 1) put(join(from, `tree/${index}`), randomBytes(5_000));
    const id = await harness.start(grounds, direction, [join(from, 'tree')], to, { isPaused: true });
    expect(remount(to, 'ro').status).toBe(0);
    await harness.control(id, 'resume');
    const stopped = await harness.reaches(id, 'stopped', 'done');
    expect(stopped).toMatchObject({ state: 'stopped', filesDone: 0 });
    expect(stopped.problem?.message).toMatch(/^[^\n]{20,}\.$/);
    expect(readdirSync(to)).toEqual([]);
    remount(to, 'rw');
    await harness.control(id, 'resume');
    expect(await harness.reaches(id, 'done', 'waiting')).toMatchObject({
      state: 'done',
      failedCount: 0,
      filesDone: count,
    });
    expect(contents(to)).toEqual(contents(from));
  });
});

describe('a journal on a disk that is full', () => {
  beforeEach((test) => test.skip(missing !== undefined, missing));

  it('says so, keeps what could not be written, and writes it when there is room', async () => {
    using grounds = new Grounds();
    mount(grounds.here, 'size=64k');
    opened.defer(() => void spawnSync('umount', ['-l', grounds.here]));
    const faults: string[] = [];
    const file = join(grounds.here, 'one.journal');
    const open = async () => {
      const journal = await Journal.open(file, 'one', new StepClock(), (detail) => faults.push(detail));
      if (!journal.ok) throw new Error(journal.problem.message);
      return journal.value;
    };
    const journal = await open();
    const ballast = join(grounds.here, 'ballast');
    expect(() => writeFileSync(ballast, randomBytes(65_536))).toThrow(/ENOSPC/);
    const note = (index: number) =>
      journal.append({ t: 'skipped', key: writeKey(index + 1), path: `f${index}`, message: 'It was there already.' });
    for (let index = 0; index < 100; index += 1) note(index);
    journal.flush();
    expect(faults).toEqual([expect.stringMatching(/ENOSPC/)]);
    rmSync(ballast);
    note(100);
    await journal[Symbol.asyncDispose]();
    expect(faults).toHaveLength(1);
    const again = await open();
    expect([again.noteCount('skipped'), again.state.settled.size]).toEqual([101, 101]);
    expect(await again.notes('skipped', 99, 5)).toMatchObject({ ok: true, value: [{ path: 'f99' }, { path: 'f100' }] });
    await again[Symbol.asyncDispose]();
    spawnSync('umount', ['-l', grounds.here]);
  });
});
