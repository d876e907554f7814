import { describe, expect, test } from 'vitest';
import { codemagic } from '../../../main/providers/codemagic/service.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { startCodemagic, type CodemagicSimulator } from '../../simulators/codemagic/start-codemagic.ts';
import { SteppedClock } from '../../simulators/lib/clock.ts';
import { settle, stepUntil } from '../../simulators/lib/step-until.ts';
import { FAILING_COMMAND } from '../../simulators/machine/project.ts';
import { contextOf, good, serveAccount, type ServedAccount } from '../../simulators/scripted-builds/served-account.ts';

interface World {
  clock: SteppedClock;
  simulator: CodemagicSimulator;
  account: ServedAccount;
}

const stack = perTest();

async function world(olderBuilds = 4): Promise<World> {
  const clock = new SteppedClock();
  const simulator = stack.use(await startCodemagic({ clock, machines: 'none', olderBuilds }));
  const account = stack.use(serveAccount(codemagic, simulator));
  good(await account.provider.refresh());
  return { clock, simulator, account };
}

function failing(account: ServedAccount) {
  const found = [...account.builds.values()].find(
    (build) => build.projectName === 'storefront-ios' && build.state === 'failed',
  );
  if (found === undefined) throw new Error('the failed build is not in the list');
  return found;
}

describe('lists', () => {
  test('has the builds of every team and of the person, with the machine, the failing step and the page', async () => {
    const { account, simulator } = await world();
    expect([...account.projects.values()].map(({ name }) => name).sort()).toEqual([
      'sandbox',
      'storefront-android',
      'storefront-ios',
      'till',
    ]);
    const build = failing(account);
    expect(build).toMatchObject({
      title: 'Totals are rounded half up',
      branch: 'tax-rounding',
      author: 'Robin',
      state: 'failed',
      failingStep: 'Run tests',
      machine: { os: 'macos', label: 'macOS · mac_mini_m2', count: 1 },
      hasAccess: false,
    });
    expect(build.commit).toMatch(/^[0-9a-f]{40}$/);
    expect(build.webUrl).toMatch(new RegExp(`^${simulator.origin}/app/[0-9a-f]{24}/build/[0-9a-f]{24}$`));
    expect(account.newest('storefront-ios')).toMatchObject({ state: 'running' });
    expect(account.newest('sandbox').projectName).toBe('sandbox');
    expect(account.accounts.at(-1)).toMatchObject({ state: 'ready', hasMoreBuilds: false });
  });

  test('reads older pages one by one and says whether there are more', async () => {
    const { account } = await world(120);
    const first = account.builds.size;
    expect(account.provider.account.hasMoreBuilds).toBe(true);
    good((await account.provider.loadMore?.()) ?? { ok: true, value: undefined });
    expect(account.builds.size).toBeGreaterThan(first + 45);
    while (account.provider.account.hasMoreBuilds === true)
      good((await account.provider.loadMore?.()) ?? { ok: true, value: undefined });
    expect([...account.builds.values()].filter(({ projectName }) => projectName === 'storefront-ios')).toHaveLength(
      122,
    );
  });

  test('asks once a minute, and five times less often when nobody looks', async () => {
    const { clock, simulator, account } = await world();
    const lists = () => simulator.server.exchanges.filter(({ route }) => route === '/api/v3/teams/:id/builds').length;
    const before = lists();
    await stepUntil(clock, () => lists() > before, { servers: [simulator.server], stepMs: 5_000, limitMs: 70_000 });
    account.setPace('relaxed');
    await settle([simulator.server]);
    const relaxed = lists();
    for (let second = 0; second < 200; second += 20) {
      await clock.advance(20_000);
      await settle([simulator.server]);
    }
    expect(lists()).toBe(relaxed);
    await stepUntil(clock, () => lists() > relaxed, { servers: [simulator.server], stepMs: 5_000, limitMs: 120_000 });
  });

  test('works without the legacy API, and says that logs are missing', async () => {
    const clock = new SteppedClock();
    const simulator = stack.use(await startCodemagic({ clock, machines: 'none', olderBuilds: 2 }));
    simulator.switches.hasLegacy = false;
    const account = stack.use(serveAccount(codemagic, simulator));
    good(await account.provider.refresh());
    const detail = good(await account.provider.detail(failing(account).id));
    expect(detail.steps.map(({ name }) => name)).toContain('Run tests');
    expect(detail.message).toContain('no logs');
    const step = detail.steps.find(({ state }) => state === 'failed');
    const log = await account.provider.readLog(detail.buildId, step?.id ?? '', {});
    expect(log).toMatchObject({ ok: false, problem: { code: 'not-found', link: failing(account).webUrl } });
  });
});

describe('one build', () => {
  test('has its steps with commands, states and times', async () => {
    const { account } = await world();
    const detail = good(await account.provider.detail(failing(account).id));
    expect(detail.steps.map(({ name, state }) => [name, state])).toEqual([
      ['Preparing build machine', 'passed'],
      ['Fetching app sources', 'passed'],
      ['Run tests', 'failed'],
      ['Publishing', 'passed'],
      ['Cleaning up', 'passed'],
    ]);
    expect(detail.steps[2]).toMatchObject({ command: FAILING_COMMAND, startedAt: expect.any(Number) });
    expect(detail.access).toBe('SSH, SFTP, VNC');
  });

  test('a log is read from an offset and from its end', async () => {
    const { account } = await world();
    const detail = good(await account.provider.detail(failing(account).id));
    const step = detail.steps[2]?.id ?? '';
    const whole = good(await account.provider.readLog(detail.buildId, step, {}));
    expect(whole).toMatchObject({ complete: true, nextOffset: whole.endOffset, omittedBytes: 0 });
    expect(whole.chunks.map(({ text }) => text).join('')).toContain('FAIL tax is rounded half up');
    const tail = good(await account.provider.readLog(detail.buildId, step, { tailBytes: 60 }));
    expect(tail.chunks[0]?.offset).toBeGreaterThan(0);
    expect(whole.chunks[0]?.text.endsWith(tail.chunks[0]?.text ?? '-')).toBe(true);
    const rest = good(await account.provider.readLog(detail.buildId, step, { offset: 10 }));
    expect(rest.chunks[0]).toMatchObject({ offset: 10, text: whole.chunks[0]?.text.slice(10) });
  });

  test.each([true, false])('the log of a running step grows (ranges: %s)', async (hasRanges) => {
    const { clock, simulator, account } = await world();
    simulator.switches.hasRanges = hasRanges;
    const running = account.newest('storefront-ios');
    account.provider.watch?.([running.id]);
    const first = good(await account.provider.detail(running.id));
    const step = first.steps.find(({ state }) => state === 'running');
    expect(step?.logEnd).toBeGreaterThan(0);
    const read = async (offset: number) => good(await account.provider.readLog(running.id, step?.id ?? '', { offset }));
    const page = await read(0);
    expect(page).toMatchObject({ complete: false, endOffset: step?.logEnd });
    const longer = await stepUntil(
      clock,
      () => account.details.get(running.id)?.steps.find(({ id, logEnd }) => id === step?.id && logEnd > page.endOffset),
      { servers: [simulator.server], limitMs: 120_000 },
    );
    const more = await read(page.nextOffset);
    expect(more.chunks.map(({ text }) => text).join('')).toMatch(/^round \d+: 200 baskets added up\n/);
    expect(more.endOffset).toBeGreaterThanOrEqual(longer?.logEnd ?? 0);
    const partial = simulator.server.exchanges.filter(({ status }) => status === 206);
    expect(partial.length > 0).toBe(hasRanges);
  });

  test('files are listed and read without the token', async () => {
    const { simulator, account } = await world();
    const build = failing(account);
    const files = good((await account.provider.artifacts?.(build.id)) ?? { ok: false, problem: { message: 'none' } });
    expect(files).toMatchObject([
      { name: 'storefront.ipa', sizeBytes: 6000 },
      { name: 'build.log', sizeBytes: 5 },
    ]);
    const read = good(
      (await account.provider.readArtifact?.(build.id, files[1]?.id ?? '')) ?? {
        ok: false,
        problem: { message: 'none' },
      },
    );
    const chunks: Uint8Array[] = [];
    for await (const chunk of read.body) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('done\n');
    const download = simulator.server.exchanges.find(({ path }) => path.startsWith('/artifacts/'));
    expect(download?.headers['x-auth-token']).toBeUndefined();
  });

  test('cancels a running build; one that has ended already is no failure', async () => {
    const { account, simulator } = await world();
    const running = account.newest('storefront-ios');
    good(await account.provider.cancel(running.id));
    expect(account.builds.get(running.id)?.state).toBe('cancelled');
    good(await account.provider.cancel(failing(account).id));
    expect(simulator.server.exchanges.findLast(({ path }) => path.endsWith('/cancel'))?.status).toBe(208);
  });

  test('rebuilds with the same workflow and branch', async () => {
    const { account, simulator } = await world();
    const build = failing(account);
    const { buildId } = good(await account.provider.rebuild(build.id));
    expect(account.builds.get(buildId)).toMatchObject({ branch: 'tax-rounding', state: 'queued', rebuildOf: build.id });
    const sent = simulator.server.exchanges.findLast(({ method, path }) => method === 'POST' && path === '/builds');
    expect(sent?.body).toEqual({ appId: expect.any(String), workflowId: 'ios-test', branch: 'tax-rounding' });
  });

  test('an id that is none of ours asks nobody', async () => {
    const { account, simulator } = await world();
    const before = simulator.server.exchanges.length;
    for (const id of ['account-1:../../user', 'account-2:abc', 'account-1:', 'account-1:a?b=c']) {
      expect(await account.provider.detail(id)).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    }
    expect(simulator.server.exchanges.length).toBe(before);
  });
});

describe('the account', () => {
  test('a token is checked: whose it is and what it sees', async () => {
    const simulator = stack.use(await startCodemagic({ machines: 'none', olderBuilds: 1 }));
    const facts = good(await codemagic.check(contextOf(simulator, () => simulator.token)));
    expect(facts).toEqual({
      login: 'Robin Example',
      scope: '2 teams: acme, umbrella and 4 apps: storefront-ios, storefront-android, till, …',
      label: 'Codemagic · acme',
    });
    expect(await codemagic.check(contextOf(simulator, () => 'wrong'))).toMatchObject({
      ok: false,
      problem: { code: 'token-refused' },
    });
  });

  test('a token that expires fails the account and keeps its builds; a new one mends it', async () => {
    const { account, simulator } = await world();
    const count = account.builds.size;
    simulator.tokens.clear();
    expect(await account.provider.refresh()).toMatchObject({ ok: false, problem: { code: 'token-refused' } });
    expect(account.provider.account).toMatchObject({ state: 'failed', problem: { code: 'token-refused' } });
    expect(account.builds.size).toBe(count);
    simulator.tokens.add('the new one');
    account.token = 'the new one';
    good(await account.provider.refresh());
    expect(account.provider.account.state).toBe('ready');
    expect(account.provider.account.problem).toBeUndefined();
  });

  test('at the limit it waits as long as it was told, and then goes on by itself', async () => {
    const { clock, account, simulator } = await world();
    simulator.allowance.perHour = simulator.allowance.used;
    await account.provider.refresh();
    expect(account.provider.account).toMatchObject({ state: 'limited', problem: { code: 'rate-limited' } });
    const until = account.provider.account.retryAt ?? 0;
    expect(until - clock.now()).toBeGreaterThan(50 * 60_000);
    const asked = simulator.server.exchanges.length;
    await stepUntil(clock, () => account.provider.account.state === 'ready', {
      servers: [simulator.server],
      stepMs: 20_000,
      limitMs: 2 * 3_600_000,
    });
    expect(clock.now()).toBeGreaterThanOrEqual(until);
    const early = simulator.server.exchanges.slice(asked).filter(({ at }) => at < until);
    expect(early).toHaveLength(0);
  });
});
