import { describe, expect, it } from 'vitest';
import type { Pace, PaceSource } from '../../../main/lib/pace.ts';
import { createPoller } from '../../../main/lib/poller.ts';
import { StepClock } from '../../fixtures/step-clock.ts';

class TestPace implements PaceSource {
  current: Pace = 'active';
  readonly listeners = new Set<(pace: Pace) => void>();
  onChange(listener: (pace: Pace) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  set(pace: Pace): void {
    this.current = pace;
    for (const listener of this.listeners) listener(pace);
  }
}

function setUp(isUrgent = false) {
  const clock = new StepClock();
  const pace = new TestPace();
  const asked: number[] = [];
  const start = clock.now();
  let answerWhen = Promise.resolve();
  const poller = createPoller({
    clock,
    pace,
    random: () => 0.5,
    isUrgent,
    task: () => {
      asked.push((clock.now() - start) / 1000);
      return answerWhen;
    },
  });
  return {
    clock,
    pace,
    asked,
    poller,
    answerAfter(until: Promise<void>): void {
      answerWhen = until;
    },
  };
}

describe('asking again and again', () => {
  it('keeps its pauses, and more of them when nobody looks', async () => {
    const { clock, pace, asked, poller } = setUp();
    poller.every(60_000);
    await poller.now();
    await clock.pass(120_000);
    expect(asked).toEqual([0, 60, 120]);
    pace.set('relaxed');
    await clock.pass(600_000);
    expect(asked).toEqual([0, 60, 120, 420, 720]);
  });

  it('stops when the computer is offline and asks at once when it is back', async () => {
    const { clock, pace, asked, poller } = setUp();
    poller.every(60_000);
    await poller.now();
    pace.set('stopped');
    await clock.pass(3_600_000);
    expect(asked).toEqual([0]);
    pace.set('active');
    await clock.pass(0);
    expect(asked).toEqual([0, 3600]);
  });

  it('does not wait for a clock that was set back to come round again', async () => {
    const { clock, asked, poller } = setUp();
    poller.every(60_000);
    await poller.now();
    clock.setBack(3_600_000);
    poller.every(30_000);
    await clock.pass(30_000);
    expect(asked).toHaveLength(2);
  });

  it('does not slow down for a machine somebody waits for', async () => {
    const { clock, pace, asked, poller } = setUp(true);
    pace.set('relaxed');
    poller.every(2_000);
    await poller.now();
    await clock.pass(4_000);
    expect(asked).toEqual([0, 2, 4]);
  });

  it('never asks twice at a time', async () => {
    const { clock, asked, poller, answerAfter } = setUp();
    const { promise, resolve } = Promise.withResolvers<void>();
    answerAfter(promise);
    poller.every(1_000);
    const first = poller.now();
    const second = poller.now();
    await clock.pass(10_000);
    expect(asked).toEqual([0]);
    resolve();
    await Promise.all([first, second]);
    await clock.pass(1_000);
    expect(asked).toEqual([0, 11]);
  });

  it('ends when it is disposed of, and when there is nothing to ask for any more', async () => {
    const { clock, pace, asked, poller } = setUp();
    poller.every(1_000);
    await poller.now();
    poller.every(undefined);
    await clock.pass(10_000);
    expect(asked).toEqual([0]);
    poller[Symbol.dispose]();
    await poller.now();
    expect(asked).toEqual([0]);
    expect(pace.listeners.size).toBe(0);
  });
});
