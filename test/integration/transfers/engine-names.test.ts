import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import { Grounds, TEST_LIMIT_MS, TransferHarness, contents, get, parts, put, sha256 } from './harness.ts';

describe.each(['upload', 'download'] as const)('names that meet, at an %s', { timeout: TEST_LIMIT_MS }, (direction) => {
  beforeEach((test) => test.skip(sshdMissing !== undefined, sshdMissing));
  let sshd: Sshd;
  beforeAll(async () => {
    if (sshdMissing === undefined) sshd = await Sshd.start();
  });
  afterAll(async () => {
    if (sshdMissing === undefined) await sshd[Symbol.asyncDispose]();
  });

  const sides = (grounds: Grounds): [string, string] =>
    direction === 'upload' ? [grounds.here, grounds.there] : [grounds.there, grounds.here];

  it('keeps long names apart that differ only at their end', async () => {
    using grounds = new Grounds();
    await using harness = new TransferHarness();
    await harness.connect(sshd);
    const [from, to] = sides(grounds);
    for (let index = 0; index < 40; index += 1) {
      const name = `${'n'.repeat(252)}${String(index).padStart(3, '0')}`;
      put(join(from, 'tree', name), randomBytes(600_000 + index * 50_000));
    }
    const id = await harness.start(grounds, direction, [join(from, 'tree')], to);
    expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({
      state: 'done',
      filesDone: 40,
      failedCount: 0,
    });
    expect(contents(to)).toEqual(contents(from));
    expect(parts(to)).toEqual([]);
  });

  it('gives things of one name that come from several folders a name each, and each its own bytes', async () => {
    using grounds = new Grounds();
    await using harness = new TransferHarness();
    await harness.connect(sshd);
    const [from, to] = sides(grounds);
    const sums: string[] = [];
    const sources: string[] = [];
    for (let index = 0; index < 12; index += 1) {
      const bytes = randomBytes(900_000 + index * 100_000);
      const path = join(from, `folder ${index}`, 'core');
      put(path, bytes);
      sums.push(sha256(bytes));
      sources.push(path);
    }
    mkdirSync(join(to, 'all'));
    const id = await harness.start(grounds, direction, sources, join(to, 'all'), { rule: 'keep-both' });
    expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({
      state: 'done',
      filesDone: 12,
      failedCount: 0,
    });
    const arrived = readdirSync(join(to, 'all')).map((name) => sha256(readFileSync(join(to, 'all', name))));
    expect(arrived.toSorted()).toEqual(sums.toSorted());
  });

  it('asks about the second of two files that have one name, and loses neither', async () => {
    using grounds = new Grounds();
    await using harness = new TransferHarness();
    await harness.connect(sshd);
    const [from, to] = sides(grounds);
    const [one, other] = [join(from, 'a', 'core'), join(from, 'b', 'core')];
    put(one, randomBytes(3_000_000));
    put(other, randomBytes(1_000_000));
    const id = await harness.start(grounds, direction, [one, other], to === grounds.there ? grounds.there : to);
    await harness.until(
      () => harness.progress.get(id)?.state === 'asking' && harness.progress.get(id)?.filesDone === 1,
    );
    await get(
      harness.client.call('answerTransfer', { transferId: id, answer: { kind: 'conflict', rule: 'keep-both' } }),
    );
    expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({ state: 'done', filesDone: 2, failedCount: 0 });
    const sums = [one, other].map((path) => sha256(readFileSync(path)));
    expect(
      readdirSync(to)
        .map((name) => sha256(readFileSync(join(to, name))))
        .toSorted(),
    ).toEqual(sums.toSorted());
  });
});
