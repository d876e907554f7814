import { describe, expect, it } from 'vitest';
import { SilenceWatch } from '../../../../../main/connection/screens/rdp/silence-watch.ts';
import { StepClock } from '../../../../fixtures/step-clock.ts';

function make() {
  const clock = new StepClock();
  const seen = { questions: 0, isSilent: false };
  const can = { isDeaf: false, canAsk: true };
  const watch = new SilenceWatch({
    clock,
    isDeaf: () => can.isDeaf,
    ask() {
      if (can.canAsk) seen.questions += 1;
      return can.canAsk;
    },
    onSilent: () => (seen.isSilent = true),
  });
  return { clock, watch, seen, can };
}

/** The server has answered once. */
async function makeKnown() {
  const made = make();
  made.watch.spoke();
  await made.clock.pass(2_000);
  made.watch.heard();
  expect(made.seen).toEqual({ questions: 1, isSilent: false });
  return made;
}

describe('a server that says nothing', () => {
  it('is left alone while the person does nothing', async () => {
    const { clock, watch, seen } = await makeKnown();
    await clock.pass(3_600_000);
    expect(seen).toEqual({ questions: 1, isSilent: false });
    watch[Symbol.dispose]();
    expect(clock.waiting).toBe(0);
  });

  it('is asked ten seconds after the person did something, and given up after fifteen more', async () => {
    const { clock, watch, seen } = await makeKnown();
    watch.spoke();
    await clock.pass(9_999);
    expect(seen.questions).toBe(1);
    await clock.pass(1);
    expect(seen.questions).toBe(2);
    await clock.pass(14_999);
    expect(seen.isSilent).toBe(false);
    await clock.pass(1);
    expect(seen.isSilent).toBe(true);
  });

  it('is not asked when it said something by itself, and not given up when it answers', async () => {
    const { clock, watch, seen } = await makeKnown();
    watch.spoke();
    await clock.pass(9_000);
    watch.heard();
    await clock.pass(60_000);
    expect(seen.questions).toBe(1);
    watch.spoke();
    await clock.pass(20_000);
    watch.heard();
    await clock.pass(60_000);
    expect(seen).toEqual({ questions: 2, isSilent: false });
  });

  it('is never given up when it never answered, and soon not asked any more', async () => {
    const { clock, watch, seen } = make();
    for (let round = 0; round < 10; round += 1) {
      watch.spoke();
      await clock.pass(30_000);
    }
    expect(seen).toEqual({ questions: 3, isSilent: false });
  });

  it('is not given up while it could not be heard', async () => {
    const { clock, watch, seen, can } = await makeKnown();
    can.isDeaf = true;
    watch.spoke();
    await clock.pass(60_000);
    expect(seen.questions).toBe(1);
    can.isDeaf = false;
    watch.spoke();
    await clock.pass(10_000);
    can.isDeaf = true;
    await clock.pass(60_000);
    expect(seen).toEqual({ questions: 2, isSilent: false });
  });

  it('is not waited for when it cannot be asked', async () => {
    const { clock, watch, seen, can } = await makeKnown();
    can.canAsk = false;
    watch.spoke();
    await clock.pass(60_000);
    expect(seen.isSilent).toBe(false);
    expect(clock.waiting).toBe(0);
  });
});
