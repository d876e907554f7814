import { beforeEach, describe, expect, test } from 'vitest';
import type { SalvageOrder } from '../../../main/contract/connection-work.ts';
import type { SessionRecord } from '../../../main/contract/record.ts';
import type { Salvage } from '../../../main/contract/salvage.ts';
import type { Session } from '../../../main/contract/session.ts';
import { settingsSchema } from '../../../main/contract/settings.ts';
import { createTruth } from '../../../main/ipc/truth.ts';
import { fail, ok } from '../../../main/lib/result.ts';
import { openProjectWishes } from '../../../main/salvage/salvage-wishes.ts';
import { Salvages } from '../../../main/salvage/salvages.ts';
import { refOf } from '../../../main/salvage/saved-salvages.ts';
import type { MachineWatcher, ReachedMachine } from '../../../main/sessions/session-machines.ts';
import { MemoryStorage } from '../../fixtures/memory-storage.ts';
import { StepClock } from '../../fixtures/step-clock.ts';

const MINUTE_MS = 60_000;
const COMMIT = 'a'.repeat(40);

let clock: StepClock;
let watcher: Partial<MachineWatcher>;
let orders: SalvageOrder[];
let noted: number;
let stopped: unknown[];
let isUp: boolean;
let salvages: Salvages;
let truth: ReturnType<typeof createTruth>;
const kept = new Map<string, Salvage>();

function session(more: Partial<Session> = {}): Session {
  const machine = (index: number) => ({
    index,
    name: `machine ${index}`,
    os: 'linux' as const,
    endpoints: [{ kind: 'ssh' as const, host: 'h', port: 22, user: 'u' }],
    link: 'connected' as const,
  });
  return {
    id: 's1',
    accountId: 'here',
    buildId: 'b1',
    rebuildId: 'b2',
    title: 'storefront #412',
    state: 'ready',
    stateSince: clock.now(),
    machines: [machine(0), machine(1)],
    terminals: [],
    screens: [],
    deadline: { reason: '', certainty: 'known', at: clock.now() + 20 * MINUTE_MS },
    places: [
      { machine: 1, name: 'Other', path: '/other' },
      { machine: 0, name: 'Project', path: '~/project' },
    ],
    ...more,
  };
}

const put = (more: Partial<Session> = {}): void => truth.put('sessions', 's1', session(more));
const deadline = (inMs: number, certainty: Session['deadline']['certainty'] = 'known') => ({
  deadline: { reason: '', certainty, at: clock.now() + inMs },
});

/** What the connection process says of one that it was told to do. */
function say(order: SalvageOrder | undefined, state: Salvage['state']): void {
  const payload = { salvageId: order?.salvageId ?? '', state, parts: [], leftOut: [], leftOutCount: 0 };
  watcher.heard?.('s1', { name: 'salvage', payload });
}

beforeEach(() => {
  clock = new StepClock();
  orders = [];
  noted = 0;
  stopped = [];
  isUp = true;
  kept.clear();
  truth = createTruth(settingsSchema.parse({ salvageLimit: 2 }), () => {});
  const client = {
    call: (name: string, input: unknown) => {
      if (name === 'startSalvage') orders.push(input as SalvageOrder);
      if (name === 'noteHistory') noted += 1;
      if (name === 'stopSalvage') stopped.push((input as { salvageId: string }).salvageId);
      return Promise.resolve(ok());
    },
  } as unknown as ReachedMachine['client'];
  const identity = { user: 'u', host: 'h', port: 22, hostKey: 'k' };
  salvages = new Salvages({
    truth,
    records: {
      get: (sessionId) =>
        sessionId === 'elsewhere'
          ? undefined
          : ({
              accountId: 'here',
              projectId: 'p1',
              startedAt: 5,
              salvages: [...kept.values()],
            } as unknown as SessionRecord),
      folder: (_session, _kind, id) => Promise.resolve(ok(`/records/${id}`)),
      putSalvage: (_session, salvage) => void kept.set(salvage.id, salvage),
      dropSalvage: (_session, id) => Promise.resolve(ok(void kept.delete(id))),
    },
    machines: {
      watch: (given) => {
        watcher = given;
        return () => {};
      },
      reach: () =>
        isUp ? ok({ identity, name: 'u@h', isConnected: true, client }) : fail('connection-lost', 'It is gone.'),
    },
    projects: openProjectWishes(new MemoryStorage()),
    settings: () => truth.snapshot().truth.settings,
    clock,
    log: () => {},
  });
});

describe('asked for', () => {
  test('of all connected machines at once, each with what is known of it', async () => {
    put();
    await salvages.setWishes('s1', { paths: ['notes'], patterns: ['out/**'] });
    truth.put('builds', 'b1', { commit: COMMIT } as never);
    const started = await salvages.start('s1');
    expect(started).toMatchObject({ ok: true, value: { salvageIds: [expect.any(String), expect.any(String)] } });
    expect(orders[0]).toMatchObject({
      machine: 0,
      clones: ['~/project'],
      wishes: { paths: ['notes'], patterns: ['out/**'] },
      until: clock.now() + 20 * MINUTE_MS,
      since: 5,
      limitBytes: 2 * 1024 * 1024,
      fileLimitBytes: 2 * 1024 * 1024,
      known: [COMMIT],
    });
    expect(orders[1]?.clones).toEqual(['/other']);
    expect([...kept.values()].map(({ state, trigger }) => [state, trigger])).toEqual([
      ['running', 'asked'],
      ['running', 'asked'],
    ]);
    expect(await salvages.start('s1', 0)).toMatchObject({ problem: { code: 'busy' } });
    say(orders[0], 'saved');
    expect(kept.get(orders[0]?.salvageId ?? '')?.state).toBe('saved');
    expect(await salvages.start('s1', 0)).toMatchObject({ ok: true });
  });

  test('of a machine that is not there: nothing is kept', async () => {
    put();
    isUp = false;
    expect(await salvages.start('s1')).toMatchObject({ problem: { code: 'connection-lost' } });
    expect(kept.size).toBe(0);
  });

  test('is stopped by its own session only; wishes are for sessions that are known', async () => {
    put();
    await salvages.start('s1', 0);
    const { salvageId = '' } = orders[0] ?? {};
    await salvages.stop('s2', salvageId);
    expect(stopped).toEqual([]);
    await salvages.stop('s1', salvageId);
    expect(stopped).toEqual([salvageId]);
    expect(await salvages.setWishes('elsewhere', { paths: [], patterns: [] })).toMatchObject({
      problem: { code: 'not-found' },
    });
  });

  test('whatever a project is called', async () => {
    const wishes = openProjectWishes(new MemoryStorage());
    for (const project of ['constructor', '__proto__']) {
      expect(wishes.wishes(project)).toEqual({ paths: [], patterns: [] });
      expect(wishes.folder(project)).toBeUndefined();
    }
    await wishes.setFolder('constructor', '/clone');
    expect(wishes.folder('constructor')).toBe('/clone');
  });

  test('goes on in another process when the first one ends, and ends with the session', async () => {
    put();
    await salvages.start('s1', 0);
    watcher.crashed?.('s1');
    expect(watcher.isBusy?.({ sessionId: 's1', machine: 0 })).toBe(true);
    watcher.connected?.({ sessionId: 's1', machine: 0 });
    await clock.pass(0);
    expect(orders).toHaveLength(2);
    expect(orders[1]).toEqual(orders[0]);
    watcher.released?.('s1');
    await clock.pass(10_000);
    expect(kept.get(orders[0]?.salvageId ?? '')).toMatchObject({ state: 'failed', problem: { code: 'session-ended' } });
    expect(watcher.isBusy?.({ sessionId: 's1', machine: 0 })).toBe(false);
  });
});

describe('by itself', () => {
  test('three minutes before the end, once for each end', async () => {
    put();
    await clock.pass(17 * MINUTE_MS - 1);
    expect(orders).toHaveLength(0);
    await clock.pass(1);
    expect(orders.map(({ machine }) => machine)).toEqual([0, 1]);
    expect([...kept.values()].every(({ trigger }) => trigger === 'deadline')).toBe(true);
    for (const order of orders) say(order, 'nothing');
    await clock.pass(MINUTE_MS);
    put(deadline(2 * MINUTE_MS + 5_000));
    await clock.pass(30_000);
    expect(orders).toHaveLength(2);
    // Somebody has kept it longer.
    put(deadline(60 * MINUTE_MS));
    await clock.pass(57 * MINUTE_MS);
    expect(orders).toHaveLength(4);
  });

  test('after the computer slept, as soon as it is noticed', async () => {
    put(deadline(60 * MINUTE_MS));
    await clock.pass(MINUTE_MS);
    clock.setBack(-58 * MINUTE_MS);
    await clock.pass(30_000);
    expect(orders).toHaveLength(2);
  });

  test.each([
    ['nobody knows when it ends', () => put(deadline(20 * MINUTE_MS, 'unknown'))],
    ['it has no end', () => put({ deadline: { reason: '', certainty: 'known' } })],
    ['it is over', () => put({ ...deadline(20 * MINUTE_MS), state: 'closed' })],
    [
      'the person does not want it',
      () => (truth.set('settings', settingsSchema.parse({ salvageAtEnd: false })), put()),
    ],
  ])('not when %s', async (_why, given) => {
    given();
    await clock.pass(30 * MINUTE_MS);
    expect(orders).toHaveLength(0);
  });

  test('when a machine comes back with its end near, and not a second time', async () => {
    put({ machines: session().machines.map((machine) => ({ ...machine, link: 'lost' as const })) });
    await clock.pass(18 * MINUTE_MS);
    expect(orders).toHaveLength(0);
    watcher.connected?.({ sessionId: 's1', machine: 1 });
    await clock.pass(10);
    expect(orders.map(({ machine }) => machine)).toEqual([1]);
    say(orders[0], 'saved');
    watcher.connected?.({ sessionId: 's1', machine: 1 });
    await clock.pass(10);
    expect(orders).toHaveLength(1);
  });
});

describe('before a session ends', () => {
  test('it waits until all is home, for a minute at most', async () => {
    put();
    let isDone = false;
    const done = salvages.beforeEnd('s1').then(() => (isDone = true));
    await clock.pass(0);
    expect(orders.map(({ until }) => until)).toEqual([clock.now() + MINUTE_MS, clock.now() + MINUTE_MS]);
    say(orders[0], 'saved');
    await clock.pass(1_000);
    expect(isDone).toBe(false);
    say(orders[1], 'partial');
    await done;

    isDone = false;
    void salvages.beforeEnd('s1').then(() => (isDone = true));
    await clock.pass(MINUTE_MS);
    expect(isDone).toBe(true);
  });

  test('it waits less when there is less time, and everything on the way knows so', async () => {
    put();
    let isDone = false;
    void salvages.beforeEnd('s1', 8_000).then(() => (isDone = true));
    await clock.pass(0);
    expect(orders.map(({ until }) => until)).toEqual([clock.now() + 8_000, clock.now() + 8_000]);
    await clock.pass(8_000);
    expect(isDone).toBe(true);
  });

  test.each([
    ['that was pasted', { accountId: 'pasted' }],
    ['of a build that still runs', { rebuildId: 'b1' }],
  ])('nothing on a machine %s: it goes on', async (_what, more) => {
    put(more);
    await salvages.beforeEnd('s1');
    expect(orders).toHaveLength(0);
  });
});

test('histories are looked at once for each process, after the first terminal', async () => {
  put();
  const place = { sessionId: 's1', machine: 0 };
  watcher.connected?.(place);
  expect(noted).toBe(0);
  await clock.pass(5_000);
  watcher.connected?.(place);
  await clock.pass(5_000);
  expect(noted).toBe(1);
  watcher.crashed?.('s1');
  watcher.connected?.(place);
  await clock.pass(5_000);
  expect(noted).toBe(2);
});

test('commits are fetched under a name that git takes, whatever the build is called', () => {
  expect(refOf({ title: 'Storefront #412' }, '1b2c3d4e-aaaa')).toBe('refs/jumpseat/storefront-412-1b2c3d4e');
  expect(refOf({ title: '../..~^: 建設.lock' }, '1b2c3d4e-aaaa')).toBe('refs/jumpseat/lock-1b2c3d4e');
  expect(refOf({ title: '' }, '1b2c3d4e')).toBe('refs/jumpseat/1b2c3d4e');
});
