import { describe, expect, it } from 'vitest';
import { JournalState } from '../../../../main/connection/transfers/journal-state.ts';
import { BATCH_EVERY_MS, ProgressFeed } from '../../../../main/connection/transfers/progress-feed.ts';
import { RateMeter } from '../../../../main/connection/transfers/rate-meter.ts';
import { Tally } from '../../../../main/connection/transfers/tally.ts';
import type { ConnectionEvents } from '../../../../main/contract/connection-control.ts';
import type { TransferProgress } from '../../../../main/contract/transfer.ts';
import { StepClock } from '../../../fixtures/step-clock.ts';

const figures: TransferProgress = {
  state: 'running',
  isCounting: false,
  bytesDone: 0,
  bytesTotal: 0,
  filesDone: 0,
  filesTotal: 0,
  skippedCount: 0,
  failedCount: 0,
  renamedCount: 0,
};

describe('what is told of transfers', () => {
  function feed() {
    const clock = new StepClock();
    const batches: { at: number; changes: ConnectionEvents['transfers']['changes'] }[] = [];
    const one = new ProgressFeed(clock, ({ changes }) => batches.push({ at: clock.now(), changes }));
    return { clock, batches, feed: one };
  }

  const transfer = (id: string, bytes: () => number, isAtWork = true) => ({
    id,
    isAtWork,
    progress: () => ({ ...figures, bytesDone: bytes() }),
  });

  it('comes at most five times a second, for all of them at once, and ends with how it is in the end', async () => {
    const { clock, batches, feed: told } = feed();
    let bytes = 0;
    const [one, other] = [transfer('one', () => bytes), transfer('other', () => bytes)];
    const startedAt = clock.now();
    for (let step = 0; step < 1_000; step += 1) {
      bytes += 1;
      told.changed(one);
      told.changed(other);
      await clock.pass(1);
    }
    await clock.pass(BATCH_EVERY_MS);
    expect(batches.length).toBeGreaterThan(3);
    expect(batches.length).toBeLessThanOrEqual(7);
    for (const [index, { at }] of batches.entries()) {
      const before = batches[index - 1]?.at ?? startedAt - BATCH_EVERY_MS;
      expect(at - before).toBeGreaterThanOrEqual(BATCH_EVERY_MS);
    }
    expect(batches.at(-1)?.changes.map(({ transferId, progress }) => [transferId, progress.bytesDone])).toEqual([
      ['one', 1_000],
      ['other', 1_000],
    ]);
  });

  it('goes on telling of what is at work although nothing arrives, and of nothing else', async () => {
    const { clock, batches, feed: told } = feed();
    const one = transfer('one', () => 5);
    const idle = { ...transfer('idle', () => 5), isAtWork: false };
    told.changed(one);
    told.changed(idle);
    await clock.pass(5_000);
    const later = batches.slice(1).flatMap(({ changes }) => changes.map(({ transferId }) => transferId));
    expect(later.length).toBeGreaterThanOrEqual(4);
    expect(new Set(later)).toEqual(new Set(['one']));
    one.isAtWork = false;
    told.changed(one);
    await clock.pass(10_000);
    expect(clock.waiting).toBe(0);
  });

  it('is not silenced by a clock that is set back', async () => {
    const { clock, batches, feed: told } = feed();
    const one = transfer('one', () => 5, false);
    told.changed(one);
    await clock.pass(1_000);
    clock.setBack(3_600_000);
    told.changed(one);
    await clock.pass(1_000);
    expect(batches).toHaveLength(2);
  });
});

describe('a rate', () => {
  it('is that of the last seconds', () => {
    const meter = new RateMeter();
    let bytes = 0;
    for (let at = 0; at <= 20_000; at += 100) {
      bytes += at < 10_000 ? 100 : 1_000;
      meter.sample(at, bytes);
    }
    expect(meter.rate(20_000, bytes)).toBeCloseTo(10_000, -2);
  });

  it('falls when nothing arrives any more, and is not known at once', () => {
    const meter = new RateMeter();
    meter.sample(0, 0);
    expect(meter.rate(100, 5_000)).toBeUndefined();
    meter.sample(1_000, 10_000);
    expect(meter.rate(1_000, 10_000)).toBe(10_000);
    expect(meter.rate(4_000, 10_000)).toBe(2_500);
  });

  it('is never below nothing, whatever must be sent again or is set back', () => {
    const meter = new RateMeter();
    meter.sample(0, 50_000);
    meter.sample(1_000, 60_000);
    meter.sample(2_000, 10_000);
    expect(meter.rate(3_000, 20_000)).toBe(10_000);
    meter.sample(500, 20_000);
    expect(meter.rate(1_500, 20_000)).toBe(0);
  });
});

describe('the figures of a transfer', () => {
  it('count what is acknowledged once, whatever becomes of it', () => {
    const state = new JournalState();
    state.apply({ t: 'totals', files: 4, bytes: 1_000 });
    state.apply({ t: 'point', key: 'a', bytes: 100, size: 400 });
    const tally = new Tally(new StepClock(), state, () => {});
    const bytesDone = () => tally.figures(true).bytesDone;
    expect(bytesDone()).toBe(100);
    // It goes on from there, gets a little further, and stops.
    tally.wake(100);
    tally.fly(50);
    expect(bytesDone()).toBe(150);
    state.apply({ t: 'point', key: 'a', bytes: 140, size: 400 });
    tally.land(150, 140);
    expect(bytesDone()).toBe(140);
    // On again, through to its end.
    tally.wake(140);
    tally.fly(260);
    expect(bytesDone()).toBe(400);
    tally.land(400, 0);
    state.apply({ t: 'done', keys: ['a'], bytes: 400 });
    expect(bytesDone()).toBe(400);
    tally.rest();
    expect(bytesDone()).toBe(400);
  });

  it('do not wait for what is left out or failed', () => {
    const state = new JournalState();
    state.apply({ t: 'totals', files: 3, bytes: 1_000 });
    state.apply({ t: 'done', keys: ['a'], bytes: 300 });
    state.apply({ t: 'skipped', key: 'b', path: 'b', message: 'There.', bytes: 500 });
    state.apply({ t: 'failed', key: 'c', above: [], path: 'c', message: 'No.', bytes: 200 });
    const tally = new Tally(new StepClock(), state, () => {});
    expect(tally.figures(true)).toMatchObject({ bytesDone: 300, bytesTotal: 300, filesDone: 1, filesTotal: 3 });
    state.apply({ t: 'retry', only: true });
    expect(tally.figures(true)).toMatchObject({ bytesDone: 300, bytesTotal: 500, failedCount: 0 });
  });

  it('say how long it takes from the rate and what is left', async () => {
    const clock = new StepClock();
    const state = new JournalState();
    state.apply({ t: 'totals', files: 1, bytes: 10_000 });
    const tally = new Tally(clock, state, () => {});
    tally.fly(0);
    await clock.pass(1_000);
    tally.fly(1_000);
    expect(tally.figures(true)).toMatchObject({ rate: 1_000, remainingMs: 9_000 });
    expect(tally.figures(false).rate).toBeUndefined();
  });
});
