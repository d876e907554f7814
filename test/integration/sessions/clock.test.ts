import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Pace } from '../../../main/lib/pace.ts';
import { bitrise } from '../../../main/providers/bitrise/service.ts';
import { circleci } from '../../../main/providers/circleci/service.ts';
import { codemagic } from '../../../main/providers/codemagic/service.ts';
import { semaphore } from '../../../main/providers/semaphore/service.ts';
import { describeNeeding } from '../../fixtures/needs.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { makeKey } from '../../fixtures/sshd.ts';
import { startBitrise } from '../../simulators/bitrise/start-bitrise.ts';
import { CircleCi } from '../../simulators/circleci/circle-ci.ts';
import { startCodemagic } from '../../simulators/codemagic/start-codemagic.ts';
import { SteppedClock } from '../../simulators/lib/clock.ts';
import { settle } from '../../simulators/lib/step-until.ts';
import { machineMissing } from '../../simulators/machine/machine.ts';
import { startSemaphore } from '../../simulators/semaphore/start-semaphore.ts';
import { ClockDesk } from './clock-desk.ts';

const MINUTE_MS = 60_000;
/** The service is asked every few seconds; so late its word may be. */
const LATE_MS = 15_000;
/** Of a debug job: long enough for a second one to be started before its end. */
const SPAN_MS = 12 * MINUTE_MS;

const stack = perTest();

async function openSemaphore() {
  const clock = new SteppedClock();
  const simulator = stack.use(await startSemaphore({ clock, machines: 'none', olderPushes: 0 }));
  const desk = stack.use(await ClockDesk.open({ service: semaphore, simulator, clock }));
  const source = simulator.world.visibleJobs().find(({ name }) => name === 'Tests 2/2');
  const id = await desk.start((build) => build.id.endsWith(source?.id ?? ''), SPAN_MS);
  await desk.until(() => desk.session(id).state === 'ready');
  return { clock, simulator, desk, id };
}

async function openCodemagic(pace: Pace = 'active') {
  const clock = new SteppedClock();
  const simulator = stack.use(await startCodemagic({ clock, machines: 'none', olderBuilds: 1 }));
  const desk = stack.use(await ClockDesk.open({ service: codemagic, simulator, clock, pace }));
  const source = simulator.world
    .visible()
    .find(({ app, branch }) => app.name === 'storefront-ios' && branch !== 'main');
  if (source === undefined) throw new Error('no failed build');
  const id = await desk.start((build) => build.id.endsWith(source.id));
  await settle([simulator.server]);
  const rebuild = simulator.startOnWebsite({ ...source, hasAccess: true, at: clock.now() });
  await simulator.machineOf(rebuild.id);
  await desk.until(() => desk.session(id).state === 'ready');
  return { clock, simulator, desk, id, rebuild };
}

describe('the machine goes when the deadline says so', () => {
  test('at CircleCI, 10 minutes after the job that nobody connected to', async () => {
    const clock = new SteppedClock();
    const address = { host: '203.0.113.7', port: 64_535, sha256: `SHA256:${'a'.repeat(43)}` };
    const simulator = stack.use(await CircleCi.start({ clock, machines: address, keys: ['ssh-ed25519 AAAA robin'] }));
    const desk = stack.use(await ClockDesk.open({ service: circleci, simulator, clock }));
    const id = await desk.start(({ title, state }) => title.startsWith('test · Totals') && state === 'failed');
    const { last, missedMs } = await desk.end(id);
    expect(last.reason).toMatch(/^10 minutes after the build unless somebody connects/);
    expect(missedMs).toBeGreaterThanOrEqual(0);
    expect(missedMs).toBeLessThan(LATE_MS);
    expect(desk.session(id)).toMatchObject({ state: 'expired', hold: undefined, leftSince: undefined });
  });

  test('at Semaphore, when the time that was chosen is over', async () => {
    const { desk, id } = await openSemaphore();
    expect(desk.session(id).deadline).toMatchObject({ certainty: 'known', reason: '12 minutes after its start' });
    const { missedMs } = await desk.end(id);
    expect(Math.abs(missedMs)).toBeLessThan(LATE_MS);
    expect(desk.session(id).state).toBe('expired');
  });

  test('at Codemagic, 10 minutes after the build that nobody connected to', async () => {
    const { desk, id } = await openCodemagic();
    const { last, missedMs } = await desk.end(id);
    expect(last.reason).toMatch(/^10 minutes after the build unless somebody connects/);
    expect(Math.abs(missedMs)).toBeLessThan(LATE_MS);
  });

  test('at Codemagic, at the time limit of the build once somebody is connected', async () => {
    const { simulator, desk, id, rebuild } = await openCodemagic('relaxed');
    simulator.world.connected(rebuild);
    desk.connections[0]?.say('link', { machine: 0, state: 'connected' });
    const { last, missedMs } = await desk.end(id);
    expect(last.reason).toMatch(/time limit \(1 hour/);
    expect(missedMs).toBeGreaterThanOrEqual(0);
    // Nobody looks, so the service is asked five times as seldom.
    expect(missedMs).toBeLessThan(5 * LATE_MS);
  });

  test('at Bitrise, 10 minutes after the build, connected or not', async () => {
    const clock = new SteppedClock();
    const simulator = stack.use(await startBitrise({ clock, machines: 'none', olderBuilds: 1 }));
    const desk = stack.use(await ClockDesk.open({ service: bitrise, simulator, clock }));
    const source = simulator.world.visible().find(({ branch }) => branch === 'tax-rounding');
    if (source === undefined) throw new Error('no failed build');
    const id = await desk.start((build) => build.id.endsWith(source.slug));
    await settle([simulator.server]);
    const rebuild = simulator.rebuildOnWebsite(source, false);
    await simulator.machineOf(rebuild.slug);
    const { missedMs } = await desk.end(id);
    expect(Math.abs(missedMs)).toBeLessThan(LATE_MS);
    expect(clock.now() - (rebuild.timeline.endAt + 10 * MINUTE_MS)).toBeLessThan(LATE_MS);
  });
});

test('a second machine of Semaphore is there before the first one ends, and both go when theirs is over', async () => {
  const { simulator, desk, id } = await openSemaphore();
  expect(desk.session(id).hold).toMatchObject({ kind: 'renew', isOn: false });
  expect(await desk.during(desk.sessions.hold(id, true))).toEqual({ ok: true, value: undefined });
  const at = desk.session(id).deadline.at ?? 0;
  expect(desk.session(id).hold).toMatchObject({ isOn: true, startsAt: at - 5 * MINUTE_MS });
  const next = await desk.until(() => desk.all.find((session) => session.id !== id && session.state === 'ready'));
  expect(desk.session(id).state).toBe('ready');
  expect(at - desk.clock.now()).toBeGreaterThan(4 * MINUTE_MS);
  expect(desk.session(id).hold).toMatchObject({ isOn: true, nextSessionId: next?.id });
  expect(next).toMatchObject({ buildId: desk.session(id).buildId, hold: { kind: 'renew', isOn: false } });
  await desk.end(id);
  expect(desk.session(next?.id ?? '').state).toBe('ready');
  await desk.end(next?.id ?? '');
  expect(simulator.world.jobs.filter(({ isDebug }) => isDebug)).toHaveLength(2);
});

test('with little time left the next machine of Semaphore is asked for at once', async () => {
  const { desk, id } = await openSemaphore();
  await desk.until(() => (desk.session(id).deadline.at ?? 0) - desk.clock.now() < 3 * MINUTE_MS);
  await desk.during(desk.sessions.hold(id, true));
  expect(desk.all).toHaveLength(2);
  expect(desk.session(id).hold).toMatchObject({ nextSessionId: desk.all.find((session) => session.id !== id)?.id });
});

test('no next machine is started for one that was ended, or when it is not wanted any more', async () => {
  const { desk, id } = await openSemaphore();
  await desk.during(desk.sessions.hold(id, true));
  await desk.during(desk.sessions.hold(id, false));
  expect(desk.session(id).hold).not.toHaveProperty('startsAt');
  await desk.pass(10 * MINUTE_MS);
  expect(desk.all).toHaveLength(1);
  expect(await desk.during(desk.sessions.end(id))).toEqual({ ok: true, value: undefined });
  expect(desk.session(id)).toMatchObject({ state: 'closed', hold: undefined });
  expect(desk.all).toHaveLength(1);
});

describeNeeding(machineMissing, 'a machine of CircleCI that is held', () => {
  test('stays beyond its 10 minutes without an SSH session, and goes when it is let go', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'clock-'));
    stack.use({ [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) });
    const key = makeKey(join(folder, 'key'), 'ed25519');
    const clock = new SteppedClock();
    const simulator = stack.use(await CircleCi.start({ clock, machines: 'real', keys: [key.publicKey] }));
    const ownKey = { kind: 'private-key' as const, label: 'own key', privateKey: key.privateKey };
    const desk = stack.use(await ClockDesk.open({ service: circleci, simulator, clock, ownKey }));
    const id = await desk.start(({ title, state }) => title.startsWith('test · Totals') && state === 'failed');
    await desk.until(() => desk.session(id).state === 'ready');
    const machine = simulator.world.jobs.findLast(({ ssh }) => ssh !== undefined)?.ssh?.machines[0];
    let open = 0;
    machine?.on('sessions', (count) => (open = count));
    await desk.really(() => desk.session(id).machines[0]?.link === 'connected');
    await desk.until(() => desk.session(id).deadline.reason.startsWith('2 hours'));
    const [terminal] = desk.session(id).terminals;
    expect(desk.session(id).hold).toMatchObject({ kind: 'keep-open', isOn: false });
    await desk.sessions.hold(id, true);
    await desk.really(() => open > 0);
    await desk.sessions.closeTerminal(id, terminal?.id ?? '');
    // The terminal of the session goes, and with it everything but the channel that holds the machine.
    await desk.pass(40 * MINUTE_MS, MINUTE_MS);
    expect(desk.session(id)).toMatchObject({ state: 'ready', hold: { isOn: true } });
    expect(desk.session(id).deadline).toMatchObject({ reason: '2 hours after the first connection' });
    expect(open).toBe(1);
    const letGoAt = clock.now();
    await desk.sessions.hold(id, false);
    await desk.really(() => open === 0);
    expect(desk.session(id).deadline).toMatchObject({ at: letGoAt + 10 * MINUTE_MS, certainty: 'estimated' });
    const { missedMs } = await desk.end(id);
    expect(Math.abs(missedMs)).toBeLessThan(LATE_MS);
    expect(machine?.isGone).toBe(true);
  }, 120_000);
});
