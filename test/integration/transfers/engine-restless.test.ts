import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { CountingRelay } from '../../fixtures/counting-relay.ts';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import { Grounds, TEST_LIMIT_MS, TransferHarness, contents, parts, put } from './harness.ts';

const FILES = 1_500;
const HELD_BYTES = 8_000_000;
const WRITE_EVERY_MS = 100;
const WRITES = 20;

beforeEach((context) => context.skip(sshdMissing !== undefined, sshdMissing));

/** Writes a file again and again, cut short, as a tar does that still unpacks what it was sent. Resolves when it ends. */
function keepWriting(file: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  return new Promise((resolve) => {
    let count = 0;
    const timer = setInterval(() => {
      count += 1;
      rmSync(file, { force: true });
      writeFileSync(file, 'x'.repeat(count));
      if (count < WRITES) return;
      clearInterval(timer);
      resolve();
    }, WRITE_EVERY_MS);
  });
}

test(
  'an upload of many files goes on once nothing of an earlier connection writes into its folder any more',
  { timeout: TEST_LIMIT_MS },
  async () => {
    using grounds = new Grounds();
    const { here, there } = grounds;
    const names = Array.from({ length: FILES }, (_, index) => `f${index % 20}/n${index}`);
    for (const [index, name] of names.entries()) put(join(here, 'many', name), randomBytes(index % 30_000));
    await using sshd = await Sshd.start();
    const { user, clientKey } = sshd;
    let id: string;
    {
      await using relay = await CountingRelay.start(sshd);
      await using harness = new TransferHarness();
      await harness.connect({ host: relay.host, port: relay.port, user, clientKey });
      relay.hold('upload', HELD_BYTES);
      id = await harness.start(grounds, 'upload', [join(here, 'many')], there);
      await harness.until(() => (harness.progress.get(id)?.bytesDone ?? 0) > 500_000);
    }
    const staging = join(there, parts(there)[0] ?? 'none');
    const late = names.findLast((name) => !existsSync(join(staging, name)));
    if (late === undefined) throw new Error('Everything was there already.');
    const ended = keepWriting(join(staging, late));
    await using harness = new TransferHarness();
    await harness.connect(sshd);
    await harness.start(grounds, 'upload', [join(here, 'many')], there, { id });
    await ended;
    expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({ state: 'done', failedCount: 0 });
    expect(contents(there)).toEqual(contents(here));
    expect(parts(there)).toEqual([]);
  },
);
