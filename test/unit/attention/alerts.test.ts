import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAlertLimit } from '../../../main/attention/alert-limit.ts';
import { SETTLE_MS } from '../../../main/attention/build-news.ts';
import type { Build } from '../../../main/contract/build.ts';
import type { Hold } from '../../../main/contract/hold.ts';
import type { Session } from '../../../main/contract/session.ts';
import {
  account,
  build,
  connectedMachine,
  project,
  serviceAccount,
  session,
} from '../../fixtures/fake-main/entries.ts';
import { MINUTE_MS, recordWith, World } from './world.ts';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

/** A session whose machine goes in so many minutes. */
function ending(id: string, minutes: number, part: Partial<Session> = {}): Session {
  const deadline = { at: world.in(minutes), reason: '10 minutes after the build', certainty: 'known' as const };
  return session({ id, title: `${id} #1`, state: 'ready', machines: [connectedMachine()], deadline, ...part });
}

it('a flood ends after some, and keeps nothing urgent back', () => {
  const mayTell = createAlertLimit();
  const count = (isUrgent: boolean, now: number) =>
    Array.from({ length: 100 }, () => mayTell({ isUrgent }, now)).filter(Boolean).length;
  expect([count(false, 1_000), count(true, 1_000), count(false, 30_000), count(false, 61_000)]).toEqual([
    10, 10, 0, 10,
  ]);
  expect(count(false, 500)).toBe(10);
});

describe('the end of a machine', () => {
  it('is warned of at the minutes of the settings, once each, the last time urgently', async () => {
    world.put('sessions', ending('a', 60));
    world.begin();
    await world.clock.pass(49 * MINUTE_MS);
    expect(world.told()).toEqual([]);
    await world.clock.pass(MINUTE_MS);
    expect(world.alerts).toMatchObject([
      { title: 'a #1: 10 minutes left', isUrgent: false, act: { kind: 'open-session', sessionId: 'a' } },
    ]);
    expect(world.alerts[0]?.body).toContain('The machine goes away 10 minutes after the build.');
    expect(world.alerts[0]?.actions.map(({ label }) => label)).toEqual(['Save my work']);
    world.told();
    await world.clock.pass(7 * MINUTE_MS);
    expect(world.told()).toEqual([]);
    await world.clock.pass(MINUTE_MS);
    expect(world.alerts).toMatchObject([{ title: 'a #1: 2 minutes left', isUrgent: true }]);
    world.told();
    await world.clock.pass(30 * MINUTE_MS);
    expect(world.told()).toEqual([]);
  });

  it('is not warned of while nobody knows it, and called about where it is estimated', async () => {
    const { deadline } = ending('a', 5);
    world.put('sessions', ending('a', 5, { deadline: { ...deadline, certainty: 'unknown' } }));
    world.put('sessions', ending('b', 5, { deadline: { ...deadline, certainty: 'estimated' } }));
    world.begin();
    expect(world.told()).toEqual(['b #1: about 5 minutes left']);
    await world.clock.pass(10 * MINUTE_MS);
    expect(world.told()).toEqual(['b #1: about 2 minutes left']);
  });

  it('is warned of again only when it has moved away and comes near once more', async () => {
    world.put('sessions', ending('a', 9));
    world.begin();
    expect(world.told()).toEqual(['a #1: 9 minutes left']);
    // An estimate that trembles around the minute says nothing new.
    world.put('sessions', ending('a', 10.2));
    world.put('sessions', ending('a', 9.9));
    expect(world.told()).toEqual([]);
    world.put('sessions', ending('a', 120));
    await world.clock.pass(109 * MINUTE_MS);
    expect(world.told()).toEqual([]);
    await world.clock.pass(MINUTE_MS);
    expect(world.told()).toEqual(['a #1: 10 minutes left']);
    await world.clock.pass(8 * MINUTE_MS);
    world.told();
    world.put('sessions', ending('a', 8));
    expect(world.told()).toEqual([]);
    await world.clock.pass(6 * MINUTE_MS);
    expect(world.told()).toEqual(['a #1: 2 minutes left']);
  });

  it('of several machines after a sleep is one notification, the nearest first', () => {
    world.put('sessions', ending('a', 68), ending('b', 61), ending('c', 90), ending('gone', 20));
    const attention = world.begin();
    // Timers stand still while the computer sleeps.
    world.clock.setBack(-60 * MINUTE_MS);
    attention.woke();
    expect(world.alerts).toMatchObject([
      {
        title: '2 machines go away soon',
        body: 'b #1: 1 minute\na #1: 8 minutes',
        isUrgent: true,
        act: { kind: 'open-session', sessionId: 'b' },
      },
    ]);
    world.told();
    attention.woke();
    expect(world.told()).toEqual([]);
  });

  it('is still warned of in time when the clock is set back, and when nobody says that it was set', async () => {
    world.put('sessions', ending('a', 12));
    world.begin();
    world.clock.setBack(60 * MINUTE_MS);
    world.put('sessions', ending('a', 12));
    await world.clock.pass(2 * MINUTE_MS);
    expect(world.told()).toEqual(['a #1: 10 minutes left']);
    // Forward by an hour: it is looked at again within a minute.
    world.put('sessions', ending('a', 69));
    world.clock.setBack(-60 * MINUTE_MS);
    await world.clock.pass(MINUTE_MS);
    expect(world.told()).toEqual(['a #1: 8 minutes left']);
  });

  it('offers to keep the machine where one press does that', () => {
    const words = { label: 'Stay an hour longer', does: '', costs: '' };
    const offered = (hold: Hold): string[] => {
      using own = new World();
      own.put('sessions', ending('a', 9, { hold, machines: [] }));
      own.begin();
      return own.alerts.flatMap(({ actions }) => actions.map(({ label }) => label));
    };
    expect(offered({ kind: 'extend', ...words })).toEqual(['Stay an hour longer']);
    expect(offered({ kind: 'extend', ...words, refused: 'Not again.' })).toEqual([]);
    expect(offered({ kind: 'keep-open', ...words, isOn: false })).toEqual(['Stay an hour longer']);
    expect(offered({ kind: 'keep-open', ...words, isOn: true })).toEqual([]);
    expect(offered({ kind: 'snippet', ...words, file: 'bitrise.yml', snippet: '' })).toEqual([]);
  });

  it('is not warned of while a machine that has just come is being connected', async () => {
    const machines = [connectedMachine({ link: 'connecting' })];
    world.put('sessions', session({ id: 'a', title: 'a #1', state: 'preparing' }));
    world.begin();
    world.put(
      'sessions',
      ending('a', 60, { machines, stateSince: world.in(0), deadline: session({ id: 'a' }).deadline }),
    );
    world.told();
    world.put('sessions', ending('a', 10, { machines, stateSince: world.in(0) }));
    await world.clock.pass(10_000);
    expect(world.told()).toEqual([]);
    // Nobody comes in: then it is told after all.
    await world.clock.pass(20_000);
    expect(world.told()).toEqual(['a #1: 10 minutes left']);
  });

  it('costs no work in between', async () => {
    world.put('sessions', session({ id: 'a' }));
    world.begin();
    expect(world.clock.waiting).toBe(0);
    world.put('sessions', ending('a', 300));
    expect(world.clock.waiting).toBe(1);
    const shown = world.models.length;
    await world.clock.pass(10 * MINUTE_MS);
    expect(world.models.length - shown).toBe(10);
  });
});

describe('a machine', () => {
  it('that is ready is said with its time, which is then not warned of as well', async () => {
    world.put('sessions', session({ id: 'a', title: 'a #1', state: 'preparing' }), ending('old', 100));
    world.begin();
    world.put('sessions', ending('a', 9));
    expect(world.alerts).toMatchObject([{ title: 'a #1 is ready', body: 'The machine is there, with 9 min left.' }]);
    world.told();
    await world.clock.pass(7 * MINUTE_MS);
    expect(world.told()).toEqual(['a #1: 2 minutes left']);
  });

  it('that could not be had is said with the reason', () => {
    world.put('sessions', session({ id: 'a', title: 'a #1', state: 'queued' }));
    world.begin();
    const problem = { code: 'service-failed', message: 'The service has no machine.', hint: 'Try again.' } as const;
    world.put('sessions', session({ id: 'a', title: 'a #1', state: 'failed', problem }));
    expect(world.alerts).toMatchObject([
      { title: 'a #1: there is no machine', body: 'The service has no machine.\nTry again.' },
    ]);
  });

  it('is not spoken of to somebody who looks at the window, or who does not want it', () => {
    world.put('sessions', session({ id: 'a', state: 'preparing' }), session({ id: 'b', state: 'preparing' }));
    world.begin();
    world.isLooking = true;
    world.put('sessions', ending('a', 90));
    world.isLooking = false;
    world.set({ notifyReady: false });
    world.put('sessions', ending('b', 90));
    expect(world.told()).toEqual([]);
  });

  it('whose link is lost is said after ten seconds, and not when it is back by then', async () => {
    const lost = [connectedMachine({ link: 'lost' })];
    world.put('sessions', ending('a', 90));
    world.begin();
    world.put('sessions', ending('a', 90, { machines: lost }));
    await world.clock.pass(9_000);
    world.put('sessions', ending('a', 90, { machines: [connectedMachine({ link: 'connecting' })] }));
    world.put('sessions', ending('a', 90));
    await world.clock.pass(60_000);
    expect(world.told()).toEqual([]);
    world.put('sessions', ending('a', 90, { machines: lost }));
    await world.clock.pass(10_000);
    expect(world.alerts).toMatchObject([
      { title: 'a #1: the connection was lost', actions: [{ act: { kind: 'reconnect', machine: 0 } }] },
    ]);
    await world.clock.pass(60_000);
    expect(world.alerts).toHaveLength(1);
  });

  it('that never was connected, or is being ended, has no link to lose', async () => {
    world.put('sessions', ending('a', 90, { machines: [connectedMachine({ link: 'connecting' })] }), ending('b', 90));
    world.begin();
    const machines = [connectedMachine({ link: 'failed' })];
    world.put('sessions', ending('a', 90, { machines }), ending('b', 90, { machines, state: 'closing' }));
    await world.clock.pass(60_000);
    expect(world.told()).toEqual([]);
  });

  it('has time to come back after a sleep', async () => {
    world.put('sessions', ending('a', 300));
    const attention = world.begin();
    world.put('sessions', ending('a', 300, { machines: [connectedMachine({ link: 'lost' })] }));
    world.clock.setBack(-60 * MINUTE_MS);
    attention.woke();
    await world.clock.pass(8_000);
    world.put('sessions', ending('a', 300));
    await world.clock.pass(60_000);
    expect(world.told()).toEqual([]);
  });

  it('that was left running is said once, until somebody was there', () => {
    const leftSince = world.in(-17);
    world.put('sessions', ending('a', 90, { leftSince }));
    world.begin();
    expect(world.alerts).toMatchObject([
      {
        title: 'You left a #1 running',
        body: 'Nobody has used it for 17 minutes.\nThe machine stays for 1 hour 30 minutes unless you end the session.',
        actions: [{ act: { kind: 'stay' } }, { act: { kind: 'end' } }],
      },
    ]);
    world.put('sessions', ending('a', 91, { leftSince }));
    world.put('sessions', ending('a', 91));
    expect(world.told()).toHaveLength(1);
    world.put('sessions', ending('a', 91, { leftSince }));
    expect(world.told()).toEqual(['You left a #1 running']);
  });

  it('whose work could not be saved is said, but not that of earlier runs', () => {
    world.put('records', recordWith('old', 'failed', 0));
    world.begin();
    world.put('records', recordWith('older', 'failed', 5), recordWith('a', 'running', world.in(0)));
    expect(world.told()).toEqual([]);
    world.put('records', recordWith('a', 'failed', world.in(0)));
    world.put('records', recordWith('a', 'failed', world.in(0)), recordWith('b', 'partial', world.in(0)));
    expect(world.told()).toEqual(['storefront #412: your work could not be saved']);
  });
});

describe('builds', () => {
  const run = (id: string, part: Partial<Build> = {}): Build =>
    build({ id, number: 1, projectName: id, state: 'running', queuedAt: world.in(0), ...part });
  const beginWith = async (...known: Build[]): Promise<void> => {
    world.put('accounts', account());
    world.put('builds', ...known);
    world.begin();
    await world.clock.pass(SETTLE_MS);
  };

  it('that come to their end are said, what was over before and what was stopped not', async () => {
    await beginWith(run('a'), run('b'), run('c'), run('old', { state: 'failed' }));
    world.put('builds', run('a', { state: 'failed', failingStep: 'npm test' }), run('b', { state: 'cancelled' }));
    world.put('builds', run('old', { state: 'failed', title: 'another title' }));
    await world.clock.pass(5_000);
    expect(world.alerts).toMatchObject([
      {
        title: 'a #1 failed',
        body: 'In the step npm test\nRetry payment intents on timeout',
        act: { kind: 'open-build', buildId: 'a' },
        actions: [{ act: { kind: 'rebuild', buildId: 'a', withAccess: true } }],
      },
    ]);
  });

  it('that end at the same time are one notification', async () => {
    await beginWith(...['a', 'b', 'c', 'd', 'e', 'f'].map((id) => run(id)));
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f'])
      world.put('builds', run(id, { state: id === 'c' ? 'failed' : 'passed' }));
    await world.clock.pass(5_000);
    expect(world.alerts).toMatchObject([
      {
        title: '6 builds finished, 1 did not pass',
        body: 'a #1 passed\nb #1 passed\nc #1 failed\nand 3 more',
        act: { kind: 'open-window' },
      },
    ]);
  });

  it('of the first list, of the cache and of older pages are no news', async () => {
    world.put('builds', run('cached', { accountId: 'circleci', isMine: true }));
    world.begin();
    world.put('accounts', serviceAccount('circleci', { state: 'connecting' }));
    world.put('builds', run('cached', { accountId: 'circleci', isMine: true, state: 'failed', finishedAt: 5 }));
    world.put('accounts', serviceAccount('circleci', { hasMoreBuilds: true }));
    world.put('builds', run('first', { accountId: 'circleci', isMine: true, state: 'failed' }));
    await world.clock.pass(60_000);
    world.put(
      'builds',
      run('page', { accountId: 'circleci', isMine: true, state: 'failed', queuedAt: 5, finishedAt: 9 }),
    );
    await world.clock.pass(5_000);
    expect(world.told()).toEqual([]);
    // One that came and went between two looks at the service.
    world.put(
      'builds',
      run('quick', { accountId: 'circleci', isMine: true, state: 'passed', finishedAt: world.in(0) }),
    );
    await world.clock.pass(5_000);
    expect(world.told()).toEqual(['quick #1 passed']);
  });

  it('that the first start runs of the sample are nobody’s news', async () => {
    world.put('projects', project({ id: 'storefront', isSample: true }));
    await beginWith(run('a', { queuedAt: world.in(-1) }));
    world.put('builds', run('a', { state: 'failed', queuedAt: world.in(-1) }), run('b'));
    world.put('builds', run('b', { state: 'failed' }));
    await world.clock.pass(5_000);
    expect(world.told()).toEqual(['b #1 failed']);
  });

  it('are said as the person wants: theirs, all, or none', async () => {
    await beginWith();
    world.put('accounts', serviceAccount('circleci', { hasMoreBuilds: false, login: 'ada' }));
    await world.clock.pass(SETTLE_MS);
    const finish = async (suffix: string): Promise<string[]> => {
      const others = [
        run(`own${suffix}`, { accountId: 'circleci', isMine: true }),
        run(`named${suffix}`, { accountId: 'circleci', author: 'ada' }),
        run(`other${suffix}`, { accountId: 'circleci', isMine: false }),
        run(`nobody${suffix}`, { accountId: 'circleci' }),
        run(`access${suffix}`, { hasAccess: true }),
      ];
      world.put('builds', ...others);
      world.put('builds', ...others.map((one) => ({ ...one, state: 'passed' as const })));
      await world.clock.pass(5_000);
      return world.alerts.splice(0).flatMap(({ title, body }) => [title, ...body.split('\n')]);
    };
    expect(await finish('1')).toEqual(['2 builds finished', 'own1 #1 passed', 'named1 #1 passed']);
    world.set({ notifyBuilds: 'all' });
    expect((await finish('2'))[0]).toBe('4 builds finished');
    world.set({ notifyBuilds: 'none' });
    expect(await finish('3')).toEqual([]);
  });
});

it('texts of services and machines are plain and short wherever they are told', () => {
  const hostile = `\u202e\u001b[31m<a href="x">${'long '.repeat(100)}\n\nfake line`;
  const deadline = { at: world.in(5), reason: hostile, certainty: 'known' as const };
  const problem = { code: 'service-failed', message: hostile, hint: hostile } as const;
  world.put('sessions', session({ id: 'b', state: 'queued' }));
  world.begin();
  world.put('sessions', ending('a', 5, { title: hostile, deadline }));
  world.put('sessions', session({ id: 'b', title: hostile, state: 'failed', problem }));
  expect(world.alerts.length).toBeGreaterThanOrEqual(2);
  for (const { title, body } of world.alerts) {
    expect(title).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    expect(title.length).toBeLessThanOrEqual(100);
    expect(body.split('\n').length).toBeLessThanOrEqual(4);
    for (const line of body.split('\n')) {
      expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
      expect(line.length).toBeLessThanOrEqual(200);
    }
  }
});
