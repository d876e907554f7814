import { randomBytes } from 'node:crypto';
import { appendFileSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CountingRelay } from '../../fixtures/counting-relay.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import { Grounds, TEST_LIMIT_MS, TransferHarness, contents, get, parts, put } from './harness.ts';

const opened = perTest();

describe('transfers beside one another', { timeout: TEST_LIMIT_MS }, () => {
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

  /** The server behind a relay. */
  async function relayed() {
    const relay = opened.use(await CountingRelay.start(sshd));
    const { user, clientKey } = sshd;
    return { relay, server: { host: relay.host, port: relay.port, user, clientKey } };
  }

  it('work two at a time, in their order but for the one that is to be first', async () => {
    using grounds = new Grounds();
    await using harness = new TransferHarness();
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c', 'd']) {
      put(join(grounds.here, name), randomBytes(12_000_000));
      ids.push(await harness.start(grounds, 'upload', [join(grounds.here, name)], grounds.there));
    }
    const [a = '', b = '', c = '', d = ''] = ids;
    await harness.control(d, 'first');
    const { relay, server } = await relayed();
    // Not enough for one of them.
    relay.hold('upload', 8_000_000);
    await harness.connect(server);
    const stateOf = (id: string) => harness.progress.get(id)?.state;
    await harness.until(() => stateOf(d) === 'running' && stateOf(a) === 'running');
    await relay.still();
    for (const id of [b, c]) {
      expect(stateOf(id)).not.toBe('running');
      expect(harness.progress.get(id)?.bytesDone ?? 0).toBe(0);
    }
    relay.release();
    await Promise.all(ids.map((id) => harness.reaches(id, 'done', 'stopped')));
    const state = new Map<string, string>();
    for (const { changes } of harness.batches) {
      for (const { transferId, progress } of changes) state.set(transferId, progress.state);
      expect([...state.values()].filter((one) => one === 'running').length).toBeLessThanOrEqual(2);
    }
    expect(ids.map(stateOf)).toEqual(ids.map(() => 'done'));
    expect(contents(grounds.there)).toEqual(contents(grounds.here));
  });

  it('are told of at most five times a second, with their totals, rate and end', async () => {
    using grounds = new Grounds();
    await using harness = await connected();
    for (const name of ['one', 'other']) {
      for (let index = 0; index < 400; index += 1) put(join(grounds.here, `${name}/${index}`), randomBytes(20_000));
      put(join(grounds.here, name, 'large'), randomBytes(30_000_000));
    }
    const ids = await Promise.all(
      ['one', 'other'].map((name) => harness.start(grounds, 'upload', [join(grounds.here, name)], grounds.there)),
    );
    for (const id of ids) {
      expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({
        state: 'done',
        filesDone: 401,
        filesTotal: 401,
        bytesDone: 38_000_000,
        bytesTotal: 38_000_000,
      });
    }
    // As long as it takes to tell its rate; it is cancelled then.
    const hole = join(grounds.here, 'endless');
    put(hole, '');
    truncateSync(hole, 4 * 1024 ** 3);
    const endless = await harness.start(grounds, 'upload', [hole], grounds.there);
    await harness.until(() => {
      const { state, rate = 0, current } = harness.progress.get(endless) ?? {};
      return state === 'running' && rate > 1_000 && current !== undefined;
    });
    await harness.control(endless, 'cancel');
    await harness.reaches(endless, 'cancelled');
    const { batches } = harness;
    const lastedMs = (batches.at(-1)?.at ?? 0) - (batches[0]?.at ?? 0);
    // Timers and the clock differ by a millisecond or two, and what is told may be heard late.
    expect(batches.length - 2).toBeLessThanOrEqual(lastedMs / 190);
    for (const { progress } of batches.flatMap(({ changes }) => changes))
      expect(progress.bytesDone).toBeLessThanOrEqual(progress.bytesTotal);
  });

  it('change nothing when they are started twice, and are let go of once they have ended', async () => {
    using grounds = new Grounds();
    await using harness = await connected();
    put(join(grounds.here, 'a'), 'a');
    const id = await harness.start(grounds, 'upload', [join(grounds.here, 'a')], grounds.there);
    await harness.start(grounds, 'upload', [join(grounds.here, 'a')], grounds.there, { id });
    expect(await harness.reaches(id, 'done', 'asking')).toMatchObject({ state: 'done', filesDone: 1 });
    await get(harness.client.call('forgetTransfer', { transferId: id }));
    expect(await harness.client.call('controlTransfer', { transferId: id, action: 'retry' })).toMatchObject({
      ok: false,
      problem: { code: 'not-found' },
    });
    const waiting = await harness.start(grounds, 'upload', [join(grounds.here, 'a')], grounds.there, {
      isPaused: true,
    });
    expect(await harness.client.call('forgetTransfer', { transferId: waiting })).toMatchObject({
      ok: false,
      problem: { code: 'busy' },
    });
  });

  it('are done again at once when their journal says so, without a byte', async () => {
    using grounds = new Grounds();
    put(join(grounds.here, 'a'), 'a');
    let id: string;
    {
      await using harness = await connected();
      id = await harness.start(grounds, 'upload', [join(grounds.here, 'a')], grounds.there);
      await harness.reaches(id, 'done');
    }
    const before = statSync(join(grounds.there, 'a')).ctimeMs;
    await using harness = new TransferHarness();
    await harness.start(grounds, 'upload', [join(grounds.here, 'a')], grounds.there, { id });
    expect(await harness.reaches(id, 'done', 'waiting')).toMatchObject({ state: 'done', filesDone: 1, bytesDone: 1 });
    expect(statSync(join(grounds.there, 'a')).ctimeMs).toBe(before);
  });

  it('send a file again from the start when it changed while it was sent', async () => {
    using grounds = new Grounds();
    await using harness = new TransferHarness();
    const { relay, server } = await relayed();
    await harness.connect(server);
    const file = join(grounds.here, 'growing.log');
    put(file, randomBytes(60_000_000));
    relay.hold('upload', 20_000_000);
    const id = await harness.start(grounds, 'upload', [file], grounds.there);
    await harness.until(() => (harness.progress.get(id)?.bytesDone ?? 0) > 1_000_000);
    appendFileSync(file, 'one more line');
    relay.release();
    expect(await harness.reaches(id, 'done', 'stopped')).toMatchObject({ state: 'done', failedCount: 0, filesDone: 1 });
    expect(readFileSync(join(grounds.there, 'growing.log')).equals(readFileSync(file))).toBe(true);
    expect(parts(grounds.there)).toEqual([]);
  });
});
