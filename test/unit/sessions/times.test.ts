import { describe, expect, test } from 'vitest';
import type { ConnectionEvents } from '../../../main/contract/connection-control.ts';
import type { ProviderSession } from '../../../main/providers/provider.ts';
import { ready, requested, setUp, turn } from './session-harness.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** As CircleCI has it, which does not tell who is connected. */
const circle: ProviderSession = {
  ...ready,
  rule: { kind: 'while-connected', idleMs: 10 * MINUTE_MS, limitMs: 2 * HOUR_MS, isTold: true },
};

function open(given: Parameters<typeof setUp>[0] = {}) {
  let setByMs = 0;
  const parts = setUp({ ...given, clockSetByMs: () => setByMs });
  const { clock, sessions } = parts;
  return {
    ...parts,
    link: (state: ConnectionEvents['link']['state']) => parts.launched[0]?.say('link', { machine: 0, state }),
    /** Minutes until the deadline. */
    left: () => ((parts.session()?.deadline.at ?? Number.NaN) - clock.now()) / MINUTE_MS,
    /** Somebody sets the clock; no time passes, and timers do not notice. */
    setClock(byMs: number) {
      setByMs += byMs;
      clock.setBack(-byMs);
    },
    /** The computer sleeps: its timers stand still, time does not. */
    sleep(durationMs: number) {
      clock.setBack(-durationMs);
      sessions.wake();
    },
  };
}

describe('the deadline of a session', () => {
  test('follows our own links where the service does not tell', async () => {
    const given = open();
    const { clock, sessions, session, link, left } = given;
    sessions.take(circle);
    sessions.take({ ...circle, events: { finishedAt: clock.now() } });
    expect(left()).toBe(10);
    await clock.pass(4 * MINUTE_MS);
    link('connected');
    expect(left()).toBe(120);
    expect(session()?.deadline.certainty).toBe('known');
    await clock.pass(30 * MINUTE_MS);
    link('lost');
    expect(left()).toBe(10);
    expect(session()?.deadline.certainty).toBe('estimated');
    await clock.pass(5 * MINUTE_MS);
    link('connected');
    expect(left()).toBe(85);
    link('failed');
    expect(left()).toBe(10);
  });

  test('is the same moment at every look, so that nothing is told without news', async () => {
    const given = open();
    given.sessions.take({ ...circle, events: { finishedAt: given.clock.now() } });
    const before = given.session();
    await given.clock.pass(3 * MINUTE_MS);
    expect(given.session()).toBe(before);
  });

  test('ends nothing by itself when it passes', async () => {
    const given = open();
    given.sessions.take({ ...circle, events: { finishedAt: given.clock.now() } });
    await given.clock.pass(11 * MINUTE_MS);
    expect(given.session()).toMatchObject({ state: 'ready', deadline: { certainty: 'estimated' } });
    expect(given.session()?.deadline.reason).toMatch(/has not ended it yet/);
    expect(given.launched[0]?.isDisposed()).toBe(false);
  });

  test('is right after the clock was set forth and back, and right after both', () => {
    const given = open();
    given.sessions.take({ ...circle, events: { finishedAt: given.clock.now() } });
    given.link('connected');
    for (const byMs of [3 * HOUR_MS, -5 * HOUR_MS, 2 * HOUR_MS]) {
      given.setClock(byMs);
      given.sessions.wake();
      expect(given.left()).toBe(120);
    }
    given.link('lost');
    given.setClock(-HOUR_MS);
    given.sessions.wake();
    expect(given.left()).toBe(10);
  });

  test('is noticed by itself within half a minute after the clock was set', async () => {
    const given = open();
    given.sessions.take({ ...circle, events: { finishedAt: given.clock.now() } });
    given.setClock(-HOUR_MS);
    await given.clock.pass(30_000);
    expect(given.left()).toBe(9.5);
  });

  test('is that of the service again once it tells its moments by the clock that was set', () => {
    const given = open();
    given.sessions.take({ ...circle, events: { finishedAt: given.clock.now() } });
    given.setClock(HOUR_MS);
    // Said again as it was, then worked out anew.
    given.sessions.take({ ...circle, places: [], events: { finishedAt: given.clock.now() - HOUR_MS } });
    expect(given.left()).toBe(10);
    given.sessions.take({ ...circle, events: { finishedAt: given.clock.now() - MINUTE_MS } });
    expect(given.left()).toBe(9);
  });

  test('has gone on while the computer slept', () => {
    const given = open();
    given.sessions.take({ ...circle, events: { finishedAt: given.clock.now() } });
    given.link('connected');
    given.sleep(90 * MINUTE_MS);
    expect(given.left()).toBe(30);
    given.link('lost');
    given.sleep(4 * HOUR_MS);
    expect(given.session()).toMatchObject({ state: 'ready', deadline: { certainty: 'estimated' } });
    expect(given.left()).toBe(-230);
  });

  test('knows that nothing happened before it was asked for', async () => {
    const given = open();
    const span: ProviderSession = { ...requested, rule: { kind: 'span', spanMs: HOUR_MS } };
    given.sessions.take(span);
    await given.clock.pass(MINUTE_MS);
    // The service's clock is a day behind, and it does not say so.
    given.sessions.take({ ...span, state: 'preparing', events: { startedAt: given.clock.now() - 24 * HOUR_MS } });
    expect(given.left()).toBe(59);
    expect(given.session()?.deadline.certainty).toBe('estimated');
  });
});

describe('"you left this running"', () => {
  test('is asked after a quarter of an hour without a key or a file, and taken back by both answers', async () => {
    const given = open();
    given.sessions.take(ready);
    const readyAt = given.clock.now();
    await given.clock.pass(10 * MINUTE_MS);
    expect(given.session()?.leftSince).toBeUndefined();
    given.launched[0]?.say('activity', { machine: 0 });
    const typedAt = given.clock.now();
    await given.clock.pass(14 * MINUTE_MS);
    expect(given.session()?.leftSince).toBeUndefined();
    await given.clock.pass(MINUTE_MS);
    expect(given.session()?.leftSince).toBe(typedAt);
    expect(typedAt).toBeGreaterThan(readyAt);
    given.launched[0]?.say('activity', { machine: 0 });
    expect(given.session()?.leftSince).toBeUndefined();
    await given.clock.pass(16 * MINUTE_MS);
    expect(given.session()?.leftSince).toBeDefined();
    expect(given.sessions.stay('s1')).toEqual({ ok: true, value: undefined });
    expect(given.session()?.leftSince).toBeUndefined();
    expect(given.sessions.stay('gone')).toMatchObject({ ok: false, problem: { code: 'not-found' } });
  });

  test('is asked when the computer wakes up, and never of what is still waited for', async () => {
    const given = open();
    given.sessions.take(requested);
    await given.clock.pass(HOUR_MS);
    expect(given.session()?.leftSince).toBeUndefined();
    given.sessions.take(ready);
    given.sessions.wake();
    given.sleep(3 * HOUR_MS);
    expect(given.session()?.leftSince).toBe(given.clock.now() - 3 * HOUR_MS);
    given.sessions.take({ ...ready, state: 'expired', machines: [] });
    await turn();
    expect(given.session()?.leftSince).toBeUndefined();
  });

  test('is not asked of a pasted machine, which is not on loan', async () => {
    const given = open({ account: { provider: 'pasted' } });
    given.sessions.take(ready);
    await given.clock.pass(HOUR_MS);
    expect(given.session()?.leftSince).toBeUndefined();
  });
});
