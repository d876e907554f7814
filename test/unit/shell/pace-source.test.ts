import { describe, expect, it } from 'vitest';
import type { Pace } from '../../../main/lib/pace.ts';
import { createPaceSource } from '../../../main/shell/pace-source.ts';
import { SteppedClock } from '../../simulators/lib/clock.ts';

function setUp() {
  const facts = { visible: true, battery: false, online: true };
  const clock = new SteppedClock();
  const pace = createPaceSource(
    { isVisible: () => facts.visible, isOnBattery: () => facts.battery, isOnline: () => facts.online },
    clock,
  );
  const heard: Pace[] = [];
  const forget = pace.onChange((next) => heard.push(next));
  return { facts, clock, pace, heard, forget };
}

describe('how eagerly services are asked', () => {
  it.each([
    [{ visible: true, battery: false, online: true }, 'active'],
    [{ visible: false, battery: false, online: true }, 'relaxed'],
    [{ visible: true, battery: true, online: true }, 'relaxed'],
    [{ visible: true, battery: false, online: false }, 'stopped'],
    [{ visible: false, battery: true, online: false }, 'stopped'],
  ] as const)('%j: %s', (facts, expected) => {
    const { pace, facts: now } = setUp();
    Object.assign(now, facts);
    pace.look();
    expect(pace.current).toBe(expected);
  });

  it('is told once per change', () => {
    const { pace, facts, heard } = setUp();
    pace.look();
    facts.visible = false;
    pace.look();
    pace.look();
    expect(heard).toEqual(['relaxed']);
  });

  it('notices by itself that the network came back', async () => {
    const { pace, facts, heard, clock } = setUp();
    facts.online = false;
    pace.look();
    facts.online = true;
    await clock.advance(10_000);
    expect(heard).toEqual(['stopped', 'active']);
  });

  it('stops while the computer sleeps, whatever else is true', () => {
    const { pace, heard } = setUp();
    pace.setAsleep(true);
    pace.look();
    pace.setAsleep(false);
    expect(heard).toEqual(['stopped', 'active']);
  });

  it('ends, and tells nobody any more', async () => {
    const { pace, facts, heard, clock, forget } = setUp();
    forget();
    facts.online = false;
    pace.look();
    expect(heard).toEqual([]);
    pace[Symbol.dispose]();
    await clock.advance(60_000);
    expect(clock.waiting).toBe(0);
  });
});
