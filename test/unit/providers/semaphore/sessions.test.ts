import { describe, expect, it } from 'vitest';
import { sshEndpointSchema } from '../../../../main/contract/session.ts';
import { deadline } from '../../../../main/lib/deadline.ts';
import type { ProviderSession } from '../../../../main/providers/provider.ts';
import { FAILING_COMMAND } from '../../../simulators/machine/project.ts';
import { type Harness, problemOf, startHarness, valueOf } from './harness.ts';

const HOUR_MS = 3_600_000;

function statesOf(harness: Harness, sessionId: string): string[] {
  const states = harness.changes.flatMap((change) =>
    change.kind === 'session' && change.session.id === sessionId ? [change.session.state] : [],
  );
  return states.filter((state, index) => state !== states[index - 1]);
}

function requests(harness: Harness, method: string, end: RegExp): { path: string; body: unknown }[] {
  return harness.simulator.server.exchanges.filter((one) => one.method === method && end.test(one.path));
}

async function debug(harness: Harness, jobName: string, durationMs?: number): Promise<ProviderSession> {
  const call = harness.provider.rebuildWithAccess(harness.build(jobName).id, { durationMs });
  return valueOf(await harness.during(call));
}

const stateOf = (harness: Harness, { id }: ProviderSession): string => harness.sessions.get(id)?.state ?? '';

describe('a debug session', () => {
  it('goes from the request to a machine with its own key', async () => {
    await using harness = await startHarness();
    const asked = await debug(harness, 'Tests 2/2', 2 * HOUR_MS);
    expect(asked).toMatchObject({ state: 'requested', machines: [], title: expect.stringContaining('storefront #') });
    await harness.until(() => stateOf(harness, asked) === 'ready');
    expect(statesOf(harness, asked.id)).toEqual(['requested', 'queued', 'preparing', 'ready']);

    const session = harness.sessions.get(asked.id);
    const [machine] = session?.machines ?? [];
    const [endpoint] = machine?.endpoints ?? [];
    expect(sshEndpointSchema.parse(endpoint)).toEqual({
      kind: 'ssh',
      host: '195.201.62.241',
      port: 40_004,
      user: 'semaphore',
      shells: [
        { name: 'Job shell', command: 'bash /tmp/ssh_jump_point' },
        { name: 'Machine', command: 'exec bash -l' },
      ],
    });
    expect(machine?.identities).toEqual([
      { kind: 'private-key', label: "the job's own key", privateKey: expect.stringMatching(/^-----BEGIN/) },
    ]);
    expect(session?.failedStep).toEqual({
      name: FAILING_COMMAND,
      machine: 0,
      command: FAILING_COMMAND,
      // The machine of a debug session begins without the sources.
      replayLine: expect.stringMatching(/checkout; sh test\.sh$/),
    });
    expect(session?.places).toEqual([{ machine: 0, name: expect.stringContaining('commands.sh'), path: '~' }]);
  });

  it('asks for its duration in seconds, and ends when it is over', async () => {
    await using harness = await startHarness();
    const asked = await debug(harness, 'Tests 2/2', 10 * 60_000);
    expect(requests(harness, 'POST', /\/debug$/)).toMatchObject([{ body: { duration: '600' } }]);
    await harness.until(() => stateOf(harness, asked) === 'ready');
    const ready = harness.sessions.get(asked.id);
    const end = deadline(ready?.rule ?? { kind: 'unknown' }, ready?.events ?? {}, harness.clock.now());
    expect(end).toMatchObject({ certainty: 'known' });
    await harness.until(() => stateOf(harness, asked) === 'expired', 5000);
    expect(Math.abs(harness.clock.now() - (end.at ?? 0))).toBeLessThan(20_000);
    expect(harness.sessions.get(asked.id)?.machines).toEqual([]);
  });

  it('stays an hour when nobody says how long', async () => {
    await using harness = await startHarness();
    const asked = await debug(harness, 'Tests 2/2');
    expect(asked.rule).toEqual({ kind: 'span', spanMs: HOUR_MS });
    expect(requests(harness, 'POST', /\/debug$/)).toMatchObject([{ body: { duration: '3600' } }]);
  });

  it('counts from its start by the clock of this computer', async () => {
    await using harness = await startHarness({ serverAheadMs: -2 * HOUR_MS });
    const asked = await debug(harness, 'Tests 2/2');
    await harness.until(() => stateOf(harness, asked) === 'ready');
    const startedAt = harness.sessions.get(asked.id)?.events.startedAt ?? 0;
    expect(Math.abs(harness.clock.now() - startedAt)).toBeLessThan(15_000);
  });

  it('is over when the service has confirmed it, not before', async () => {
    await using harness = await startHarness();
    const asked = await debug(harness, 'Tests 2/2');
    await harness.until(() => stateOf(harness, asked) === 'ready');
    const ending = harness.provider.endSession(asked.id);
    let isOver = false;
    void ending.then(() => {
      isOver = true;
    });
    await harness.settle();
    expect(requests(harness, 'POST', /\/stop$/)).toHaveLength(1);
    expect(isOver).toBe(false);
    valueOf(await harness.during(ending));
    expect(stateOf(harness, asked)).toBe('closed');
    expect(harness.sessions.get(asked.id)?.problem).toBeUndefined();
    const job = harness.simulator.world.jobs.find(({ isDebug }) => isDebug);
    expect(job === undefined ? '' : harness.simulator.world.stateOf(job)).toBe('FINISHED');
    valueOf(await harness.provider.endSession(asked.id));
  });

  it('can be ended while its machine is still waited for', async () => {
    await using harness = await startHarness();
    const asked = await debug(harness, 'Tests 2/2');
    valueOf(await harness.during(harness.provider.endSession(asked.id)));
    expect(stateOf(harness, asked)).toBe('closed');
    expect(statesOf(harness, asked.id)).not.toContain('ready');
  });

  it('says that somebody stopped it', async () => {
    await using harness = await startHarness();
    const asked = await debug(harness, 'Tests 2/2');
    await harness.until(() => stateOf(harness, asked) === 'ready');
    const job = harness.simulator.world.jobs.find(({ isDebug }) => isDebug);
    if (job !== undefined) harness.simulator.world.stop(job);
    await harness.until(() => stateOf(harness, asked) === 'closed');
    expect(harness.sessions.get(asked.id)?.problem).toMatchObject({ code: 'session-ended' });
  });

  it('survives a service that does not answer for a while', async () => {
    await using harness = await startHarness();
    const asked = await debug(harness, 'Tests 2/2');
    harness.simulator.server.fail({ fault: { kind: 'cut' }, path: /\/jobs\/[^/]+$/, times: 6 });
    harness.simulator.server.fail({
      fault: { kind: 'reply', reply: { status: 502, text: 'bad gateway' } },
      path: /debug_ssh_key$/,
      times: 3,
    });
    await harness.until(() => stateOf(harness, asked) === 'ready');
    expect(requests(harness, 'POST', /\/debug$/)).toHaveLength(1);
  });

  it('is ready only when its machine has been set up, as far as the log tells', async () => {
    await using harness = await startHarness();
    const asked = await debug(harness, 'Tests 2/2');
    await harness.until(() => stateOf(harness, asked) === 'ready', 500);
    const job = harness.simulator.world.jobs.find(({ isDebug }) => isDebug);
    expect(harness.clock.now() - (job?.startAt ?? Infinity)).toBeGreaterThanOrEqual(2_000);
    expect(harness.clock.now() - (job?.startAt ?? 0)).toBeLessThan(10_000);
  });

  it('is ready after a while when the log tells nothing', async () => {
    await using harness = await startHarness();
    harness.simulator.switches.hidden = 'logs';
    const asked = await debug(harness, 'Lint');
    await harness.until(() => stateOf(harness, asked) === 'ready');
    const job = harness.simulator.world.jobs.find(({ isDebug }) => isDebug);
    expect(harness.clock.now() - (job?.startAt ?? 0)).toBeLessThan(30_000);
  });

  it('appears in the list as a debug job of the job it was made for', async () => {
    await using harness = await startHarness();
    const asked = await debug(harness, 'Tests 2/2');
    const row = harness.builds.get(asked.rebuildId ?? '');
    expect(row).toMatchObject({
      title: 'Debug session · Tests 2/2',
      hasAccess: true,
      rebuildOf: harness.build('Tests 2/2').id,
    });
    // A session for the row of a session is one for the job behind it.
    const again = valueOf(await harness.during(harness.provider.rebuildWithAccess(row?.id ?? '')));
    const original = harness.build('Tests 2/2').id.split(':')[1];
    expect(requests(harness, 'POST', /\/debug$/).map(({ path }) => path.split('/').at(-2))).toEqual([
      original,
      original,
    ]);
    expect(again.id).not.toBe(asked.id);
  });

  it('keeps the key out of everything but the identity', async () => {
    await using harness = await startHarness();
    const asked = await debug(harness, 'Tests 2/2');
    await harness.until(() => stateOf(harness, asked) === 'ready');
    const key = harness.simulator.world.jobs.find(({ isDebug }) => isDebug)?.privateKey?.split('\n')[1] ?? 'no key';
    const told = harness.changes.map((change) =>
      JSON.stringify(change, (name, value: unknown) => (name === 'identities' ? undefined : value)),
    );
    expect([...told, ...harness.logLines].filter((line) => line.includes(key))).toEqual([]);
    expect(told.some((line) => line.includes('in-the-yaml-by-mistake'))).toBe(false);
  });

  it('does not begin on agents of one’s own', async () => {
    await using harness = await startHarness();
    const refused = await harness.provider.rebuildWithAccess(harness.build('Sign the app').id);
    expect(problemOf(refused)).toMatchObject({
      code: 'not-supported',
      message: expect.stringContaining('build-mac-3'),
    });
    expect(requests(harness, 'POST', /\/debug$/)).toHaveLength(0);
    const detail = valueOf(await harness.provider.detail(harness.build('Sign the app').id));
    expect(detail.noAccess).toContain('agent of your own organisation');
  });

  it('is refused for restricted jobs in plain words', async () => {
    await using harness = await startHarness();
    const refused = await harness.provider.rebuildWithAccess(harness.build('Release').id);
    expect(problemOf(refused)).toMatchObject({ code: 'no-right', message: expect.stringContaining('restricted') });
  });

  it('is stopped at once when the key is refused', async () => {
    await using harness = await startHarness();
    harness.simulator.refusals.key = 'You are not allowed to debug jobs on the default branch of this project';
    const refused = await harness.provider.rebuildWithAccess(harness.build('Tests 2/2').id);
    expect(problemOf(refused)).toMatchObject({
      code: 'no-right',
      message: 'The project does not allow debug sessions for jobs that run on its default branch.',
    });
    expect(requests(harness, 'POST', /\/stop$/)).toHaveLength(1);
    expect(harness.sessions.size).toBe(0);
  });

  it.each([
    ['-oProxyCommand=touch${IFS}/tmp/owned', 22],
    ['203.0.113.7; rm -rf ~', 22],
    ['203.0.113.7', 0],
    ['203.0.113.7', 70_000],
    ['203.0.113.7', '22 -oProxyCommand=x' as unknown as number],
  ])('does not connect to %s:%s', async (ip, port) => {
    await using harness = await startHarness();
    harness.simulator.world.addressOf = () => ({ ip, port });
    const asked = await debug(harness, 'Tests 2/2');
    await harness.until(() => ['ready', 'failed'].includes(stateOf(harness, asked)));
    expect(harness.sessions.get(asked.id)).toMatchObject({ state: 'failed', machines: [] });
    expect(harness.sessions.get(asked.id)?.problem?.message).toContain('address');
    expect(requests(harness, 'POST', /\/stop$/)).toHaveLength(1);
    // What is not an address is not a Job of the published schema either.
    harness.simulator.server.exchanges.length = 0;
  });

  it('gives up on a machine that has no address, and stops it', async () => {
    await using harness = await startHarness();
    harness.simulator.world.addressOf = () => undefined;
    const asked = await debug(harness, 'Tests 2/2');
    await harness.until(() => stateOf(harness, asked) === 'failed');
    expect(harness.sessions.get(asked.id)?.problem).toMatchObject({ code: 'timed-out' });
    expect(requests(harness, 'POST', /\/stop$/)).toHaveLength(1);
  });

  it('refuses a key that is none', async () => {
    await using harness = await startHarness();
    const asked = await debug(harness, 'Tests 2/2');
    harness.simulator.server.fail({
      fault: { kind: 'reply', reply: { json: { key: 'ssh-ed25519 AAAA' } } },
      path: /debug_ssh_key$/,
    });
    await harness.until(() => stateOf(harness, asked) === 'failed');
    expect(harness.sessions.get(asked.id)?.problem?.message).toContain('key');
  });

  it('says in the container’s case nothing about folders', async () => {
    await using harness = await startHarness();
    const asked = await debug(harness, 'Migrations');
    await harness.until(() => stateOf(harness, asked) === 'ready');
    expect(harness.sessions.get(asked.id)?.places).toEqual([]);
  });
});

describe('the machine of a running job', () => {
  it('is entered with the key of the job, and only left at the end', async () => {
    await using harness = await startHarness();
    const build = harness.build('Soak test');
    const session = valueOf(
      (await harness.provider.attach?.(build.id)) ?? { ok: false, problem: { code: 'internal', message: '' } },
    );
    expect(session).toMatchObject({ state: 'ready', buildId: build.id, rule: { kind: 'with-build' } });
    expect(session.machines).toHaveLength(1);
    expect(session.title).toContain('ending only disconnects');
    valueOf(await harness.provider.endSession(session.id));
    expect(harness.sessions.get(session.id)).toMatchObject({
      state: 'closed',
      machines: [],
      problem: { code: 'session-ended', message: expect.stringContaining('job goes on') },
    });
    expect(requests(harness, 'POST', /\/stop$/)).toHaveLength(0);
    expect(
      harness.simulator.world.stateOf(harness.simulator.world.jobs.find(({ name }) => name === 'Soak test') ?? never()),
    ).toBe('RUNNING');
  });

  it('can be entered again after it was left, and not twice at a time', async () => {
    await using harness = await startHarness();
    const enter = async (): Promise<string> =>
      valueOf((await harness.provider.attach?.(harness.build('Soak test').id)) ?? never()).id;
    const first = await enter();
    expect(await enter()).toBe(first);
    valueOf(await harness.provider.endSession(first));
    const second = await enter();
    expect(second).not.toBe(first);
    expect(harness.sessions.get(second)?.state).toBe('ready');
  });

  it('goes with the job', async () => {
    await using harness = await startHarness();
    const build = harness.build('Soak test');
    const session = valueOf(
      (await harness.provider.attach?.(build.id)) ?? { ok: false, problem: { code: 'internal', message: '' } },
    );
    valueOf(await harness.provider.cancel(build.id));
    await harness.until(() => stateOf(harness, session) === 'expired');
    expect(harness.sessions.get(session.id)?.problem?.message).toContain('The job has ended');
    expect(harness.build('Soak test').state).toBe('cancelled');
  });

  it('cannot be entered when the job is over or not allowed', async () => {
    await using harness = await startHarness();
    const over = await harness.provider.attach?.(harness.build('Tests 2/2').id);
    expect(problemOf(over ?? never())).toMatchObject({ code: 'session-ended' });
    harness.simulator.refusals.key = 'You are not allowed to attach jobs on non default branches of this project';
    const refused = await harness.provider.attach?.(harness.build('Soak test').id);
    expect(problemOf(refused ?? never()).message).toBe(
      'The project does not let anybody attach to jobs that run on other branches than the default one.',
    );
  });
});

describe('a machine for a project', () => {
  it('is of the kind the project’s last job had', async () => {
    await using harness = await startHarness();
    const project = [...harness.projects.values()].find(({ name }) => name === 'storefront') ?? never();
    const session = valueOf(
      await harness.during(harness.provider.debugProject?.(project.id, { durationMs: 1_800_000 }) ?? never()),
    );
    expect(requests(harness, 'POST', /\/project_debug\//)).toMatchObject([
      { body: { duration: '1800', machine_type: 'f1-standard-2' } },
    ]);
    await harness.until(() => stateOf(harness, session) === 'ready');
    expect(harness.sessions.get(session.id)).toMatchObject({ buildId: undefined, failedStep: undefined });
    valueOf(await harness.during(harness.provider.endSession(session.id)));
    expect(stateOf(harness, session)).toBe('closed');
  });

  it('is refused in plain words', async () => {
    await using harness = await startHarness();
    harness.simulator.refusals.debugProject = 'You are not allowed to debug this project';
    const project = [...harness.projects.values()][0] ?? never();
    const refused = await (harness.provider.debugProject?.(project.id, {}) ?? never());
    expect(problemOf(refused).message).toBe('The project does not allow debug sessions that belong to no job.');
  });
});

function never(): never {
  throw new Error('missing');
}

describe('the next machine', () => {
  const MINUTE_MS = 60_000;

  async function ready(harness: Harness): Promise<ProviderSession> {
    const asked = await debug(harness, 'Tests 2/2', 10 * MINUTE_MS);
    await harness.until(() => stateOf(harness, asked) === 'ready');
    return asked;
  }

  it('is not asked for twice when the service does not say whether it has started one', async () => {
    await using harness = await startHarness();
    const asked = await ready(harness);
    harness.simulator.server.fail({ fault: { kind: 'reply', reply: { status: 504 } }, path: /\/debug$/, times: 1 });
    valueOf(await harness.during(harness.provider.hold?.(asked.id, true) ?? Promise.reject(new Error('no hold'))));
    await harness.until(() => requests(harness, 'POST', /\/debug$/).length === 2, 5000);
    await harness.until(() => stateOf(harness, asked) === 'expired', 5000);
    expect(requests(harness, 'POST', /\/debug$/)).toHaveLength(2);
    expect(
      harness.changes.some(
        (change) => change.kind === 'session' && /did not say/.test(change.session.problem?.message ?? ''),
      ),
    ).toBe(true);
  });

  it('goes back when it comes after it was wanted', async () => {
    await using harness = await startHarness();
    const asked = await ready(harness);
    const { startedAt = 0 } = harness.sessions.get(asked.id)?.events ?? {};
    await harness.until(() => harness.clock.now() > startedAt + 6 * MINUTE_MS, 5000);
    const hold = harness.provider.hold?.(asked.id, true);
    expect(await harness.provider.hold?.(asked.id, false)).toMatchObject({ ok: true });
    if (hold !== undefined) await harness.during(hold);
    const next = await harness.until(() => [...harness.sessions.values()].find(({ id }) => id !== asked.id));
    await harness.until(() => next !== undefined && stateOf(harness, next) === 'closed');
    expect(stateOf(harness, asked)).toBe('ready');
  });
});
