import { describe, expect, test } from 'vitest';
import type { Build } from '../../../main/contract/build.ts';
import { bitrise } from '../../../main/providers/bitrise/service.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { startBitrise, type BitriseSimulator } from '../../simulators/bitrise/start-bitrise.ts';
import { SteppedClock } from '../../simulators/lib/clock.ts';
import { settle, stepUntil } from '../../simulators/lib/step-until.ts';
import { contextOf, good, serveAccount, type ServedAccount } from '../../simulators/scripted-builds/served-account.ts';

interface World {
  clock: SteppedClock;
  simulator: BitriseSimulator;
  account: ServedAccount;
}

const stack = perTest();

async function world(olderBuilds = 4, prepare: (simulator: BitriseSimulator) => void = () => {}): Promise<World> {
  const clock = new SteppedClock();
  const simulator = stack.use(await startBitrise({ clock, machines: 'none', olderBuilds }));
  prepare(simulator);
  const { origin, token } = simulator;
  const account = stack.use(serveAccount(bitrise, { origin, token, clock, login: 'robin' }));
  good(await account.provider.refresh());
  return { clock, simulator, account };
}

function failing(account: ServedAccount, projectName = 'storefront-ios'): Build {
  const found = [...account.builds.values()].find(
    (build) => build.projectName === projectName && build.branch === 'tax-rounding',
  );
  if (found === undefined) throw new Error('the failed build is not in the list');
  return found;
}

const textOf = (page: { chunks: { text: string }[] }): string => page.chunks.map(({ text }) => text).join('');

describe('lists', () => {
  test('has the builds of all apps, with machine, failing step, page and whose they are', async () => {
    const { account, simulator } = await world();
    expect([...account.projects.values()].map(({ name }) => name)).toEqual(['storefront-ios', 'storefront-android']);
    const build = failing(account);
    expect(build).toMatchObject({
      title: 'Totals are rounded half up',
      author: 'robin',
      isMine: true,
      state: 'failed',
      failingStep: 'Run the tests of the basket',
      machine: { os: 'macos', label: 'macOS · g2-m1.4core' },
    });
    expect(build.commit).toMatch(/^[0-9a-f]{40}$/);
    expect(build.webUrl).toMatch(new RegExp(`^${simulator.origin}/app/[0-9a-f]{16}/build/[0-9a-f-]+$`));
    expect(failing(account, 'storefront-android')).toMatchObject({ author: 'kim', machine: { os: 'linux' } });
    expect(failing(account, 'storefront-android').isMine).toBeUndefined();
    expect(account.newest('storefront-ios').state).toBe('running');
  });

  test('reads older pages one by one and says whether there are more', async () => {
    const { account } = await world(120);
    expect(account.builds.size).toBe(50);
    while (account.provider.account.hasMoreBuilds === true) {
      good((await account.provider.loadMore?.()) ?? { ok: false, problem: { message: 'no more' } });
    }
    expect(account.builds.size).toBe(124);
  });

  test('asks the apps one by one when the list over all of them is refused', async () => {
    const { account } = await world(4, ({ switches }) => {
      switches.hasGlobalList = false;
    });
    expect(failing(account).state).toBe('failed');
    expect(failing(account, 'storefront-android').state).toBe('failed');
    expect(account.provider.account.state).toBe('ready');
  });

  test('says nothing twice: an unchanged list brings no changes', async () => {
    const { account, clock, simulator } = await world();
    const before = new Map(account.builds);
    const rows = account.accounts.length;
    good(await account.provider.refresh());
    expect([...account.builds].filter(([id, build]) => before.get(id) !== build)).toEqual([]);
    expect(account.accounts).toHaveLength(rows);
    await clock.advance(40_000);
    await settle([simulator.server]);
    good(await account.provider.refresh());
    expect(account.provider.account.checkedAt).toBe(clock.now());
  });
});

describe('one build', () => {
  test('has the steps of the summary', async () => {
    const { account } = await world();
    const detail = good(await account.provider.detail(failing(account).id));
    expect(detail.steps.map(({ name, state }) => [name, state])).toEqual([
      ['Activate SSH key (RSA private key)', 'passed'],
      ['Git Clone Repository', 'passed'],
      ['Run the tests of the basket', 'failed'],
      ['Deploy to Bitrise.io - Build Artifacts', 'passed'],
    ]);
    expect(detail.availability).toBe('10 min after the build');
  });

  test('the log of a step comes by itself, without the token, when the service has it so', async () => {
    const { account, simulator } = await world();
    const detail = good(await account.provider.detail(failing(account).id));
    const page = good(await account.provider.readLog(detail.buildId, detail.steps[2]?.id ?? '', {}));
    expect(textOf(page)).toMatch(/^ok {3}an empty basket costs nothing\n/);
    expect(page.complete).toBe(true);
    const raw = simulator.server.exchanges.filter(({ path }) => path.startsWith('/step-logs/'));
    expect(raw).toHaveLength(1);
    expect(raw[0]?.headers.authorization).toBeUndefined();
    const tail = good(await account.provider.readLog(detail.buildId, detail.steps[2]?.id ?? '', { tailBytes: 70 }));
    expect(textOf(page).endsWith(textOf(tail))).toBe(true);
  });

  test('without the summary the steps are read out of the log', async () => {
    const { account, simulator } = await world(4, ({ switches }) => {
      switches.hasSummary = false;
    });
    const detail = good(await account.provider.detail(failing(account).id));
    expect(detail.steps.map(({ name, state }) => [name, state])).toEqual([
      ['Preparation', 'passed'],
      ['Activate SSH key (RSA private key)', 'passed'],
      ['Git Clone Repository', 'passed'],
      ['Run the tests of the basket', 'failed'],
      ['Deploy to Bitrise.io - Build Artifacts', 'passed'],
    ]);
    const step = detail.steps[3];
    expect((step?.finishedAt ?? 0) - (step?.startedAt ?? 0)).toBe(12_000);
    const page = good(await account.provider.readLog(detail.buildId, step?.id ?? '', {}));
    expect(textOf(page)).toContain('FAIL tax is rounded half up');
    expect(textOf(page)).not.toContain('Deploy to Bitrise.io');
    expect(page.endOffset).toBe(step?.logEnd);
    expect(account.builds.get(detail.buildId)?.failingStep).toBe('Run the tests of the basket');
    const raw = simulator.server.exchanges.find(({ path }) => path.startsWith('/raw-logs/'));
    expect(raw?.headers.authorization).toBeUndefined();
  });

  test('a log without any steps is one step', async () => {
    const { account } = await world(4, ({ switches }) => {
      switches.hasSummary = false;
      switches.hasBoxes = false;
    });
    const detail = good(await account.provider.detail(failing(account).id));
    expect(detail.steps).toMatchObject([{ id: 'log', name: 'Build log', state: 'failed' }]);
    const page = good(await account.provider.readLog(detail.buildId, 'log', {}));
    expect(textOf(page)).toContain('FAIL tax is rounded half up');
    expect(page).toMatchObject({ complete: true, endOffset: detail.steps[0]?.logEnd });
  });

  test.each([true, false])(
    'the log of a running step grows in pieces that come in any order (summary: %s)',
    async (hasSummary) => {
      const { account, simulator, clock } = await world(4, ({ switches }) => {
        switches.hasSummary = hasSummary;
      });
      const running = account.newest('storefront-ios');
      account.provider.watch?.([running.id]);
      const first = good(await account.provider.detail(running.id));
      const step = first.steps.find(({ state }) => state === 'running');
      expect(step).toMatchObject({ name: 'Soak test', logEnd: expect.any(Number) });
      const read = async (offset: number) =>
        good(await account.provider.readLog(running.id, step?.id ?? '', { offset }));
      const page = await read(0);
      expect(page).toMatchObject({ complete: false, endOffset: step?.logEnd });
      await stepUntil(
        clock,
        () =>
          account.details
            .get(running.id)
            ?.steps.some(({ id, logEnd }) => id === step?.id && logEnd > page.endOffset + 60),
        { servers: [simulator.server], limitMs: 120_000 },
      );
      const more = await read(page.nextOffset);
      const rounds = [...textOf(page).matchAll(/^round (\d+):/gm), ...textOf(more).matchAll(/^round (\d+):/gm)];
      expect(rounds.map(([, number]) => Number(number))).toEqual(rounds.map((_round, index) => index + 1));
      expect(rounds.length).toBeGreaterThan(10);
      expect(simulator.server.exchanges.some(({ query }) => query.has('after_timestamp'))).toBe(true);
    },
  );

  test('a build that is followed to its end has its whole log', async () => {
    const { account, simulator, clock } = await world();
    const source = simulator.world.visible().find(({ branch }) => branch === 'tax-rounding');
    if (source === undefined) throw new Error('no build to repeat');
    const started = simulator.world.start({ ...source, at: clock.now() });
    const id = `account-1:${started.app.slug}:${started.slug}`;
    good(await account.provider.refresh());
    account.provider.watch?.([id]);
    await stepUntil(clock, () => account.builds.get(id)?.state === 'failed', { servers: [simulator.server] });
    await clock.advance(20_000);
    const detail = good(await account.provider.detail(id));
    const failed = detail.steps.find(({ state }) => state === 'failed');
    const page = good(await account.provider.readLog(id, failed?.id ?? '', {}));
    expect(page.complete).toBe(true);
    expect(textOf(page)).toContain('expected 60, got 59');
  });

  test('files are listed and read without the token', async () => {
    const { account, simulator } = await world();
    const build = failing(account);
    const files = good((await account.provider.artifacts?.(build.id)) ?? { ok: false, problem: { message: 'none' } });
    expect(files).toMatchObject([{ name: 'storefront.ipa', sizeBytes: 6000 }, { name: 'test-results.xml' }]);
    const read = good(
      (await account.provider.readArtifact?.(build.id, files[1]?.id ?? '')) ?? { ok: false, problem: { message: '' } },
    );
    const chunks: Uint8Array[] = [];
    for await (const chunk of read.body) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('<testsuites/>\n');
    expect(
      simulator.server.exchanges.find(({ path }) => path.startsWith('/storage/'))?.headers.authorization,
    ).toBeUndefined();
  });

  test('aborts a running build; one that has ended already is no failure', async () => {
    const { account } = await world();
    const running = account.newest('storefront-ios');
    good(await account.provider.cancel(running.id));
    expect(account.builds.get(running.id)?.state).toBe('cancelled');
    good(await account.provider.cancel(failing(account).id));
    const detail = good(await account.provider.detail(running.id));
    expect(detail.message).toBe('Cancelled from Jumpseat');
  });

  test('rebuilds with what it was started with, and shows the new build before the service finds it', async () => {
    const { account, simulator, clock } = await world();
    const build = failing(account);
    const { buildId } = good(await account.provider.rebuild(build.id));
    expect(account.builds.get(buildId)).toMatchObject({ state: 'queued', rebuildOf: build.id, commit: build.commit });
    const sent = simulator.server.exchanges.findLast(({ method }) => method === 'POST');
    expect(sent?.body).toEqual({
      hook_info: { type: 'bitrise' },
      build_params: {
        workflow_id: 'check',
        branch: 'tax-rounding',
        commit_hash: build.commit,
        commit_message: 'Totals are rounded half up\n\nThe tax office insists.',
      },
    });
    expect(await account.provider.detail(buildId)).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    account.provider.watch?.([buildId]);
    await stepUntil(clock, () => account.builds.get(buildId)?.state === 'running', {
      servers: [simulator.server],
      limitMs: 60_000,
    });
    expect(account.builds.get(buildId)?.rebuildOf).toBe(build.id);
  });

  test('says so when a build cannot be rebuilt', async () => {
    const { account } = await world();
    const old = [...account.builds.values()].find(({ branch }) => branch === 'old');
    expect(await account.provider.rebuild(old?.id ?? '')).toMatchObject({
      ok: false,
      problem: { code: 'source-unavailable' },
    });
    expect(good(await account.provider.detail(old?.id ?? '')).noAccess).toContain('cannot rebuild');
  });
});

describe('the account', () => {
  test('a token is checked: whose it is and what it sees', async () => {
    const simulator = stack.use(await startBitrise({ machines: 'none', olderBuilds: 1 }));
    const check = () => bitrise.check(contextOf(simulator, () => simulator.token));
    expect(good(await check())).toEqual({
      login: 'robin',
      scope: '2 apps: storefront-ios, storefront-android',
      label: 'Bitrise · robin',
    });
    simulator.switches.isWorkspaceToken = true;
    expect(good(await check()).scope).toBe('Token of a workspace: 2 apps: storefront-ios, storefront-android');
    expect(await bitrise.check(contextOf(simulator, () => 'wrong'))).toMatchObject({
      ok: false,
      problem: { code: 'token-refused' },
    });
  });

  test.each([true, false])(
    'at a limit it waits, and then goes on by itself (told how long: %s)',
    async (tellsHowLong) => {
      const { account, simulator, clock } = await world();
      const until = clock.now() + 90_000;
      simulator.limit = { until, tellsHowLong };
      await account.provider.refresh();
      expect(account.provider.account).toMatchObject({ state: 'limited', problem: { code: 'rate-limited' } });
      const asked = simulator.server.exchanges.length;
      await stepUntil(clock, () => account.provider.account.state === 'ready', {
        servers: [simulator.server],
        stepMs: 5_000,
      });
      const early = simulator.server.exchanges.slice(asked).filter(({ at }) => at < until);
      // Without a word of the service it may try again too early; with one it does not.
      expect(tellsHowLong ? early : []).toHaveLength(0);
      expect(clock.now()).toBeLessThan(until + 300_000);
    },
  );

  test('a token that expires fails the account and keeps its builds', async () => {
    const { account, simulator } = await world();
    simulator.tokens.clear();
    expect(await account.provider.refresh()).toMatchObject({ ok: false, problem: { code: 'token-refused' } });
    expect(account.provider.account).toMatchObject({ state: 'failed', problem: { code: 'token-refused' } });
    expect(account.builds.size).toBeGreaterThan(4);
  });
});
