import { describe, expect, it } from 'vitest';
import { createBuilds, MAX_BUILDS } from '../../../main/builds/builds.ts';
import type { Account } from '../../../main/contract/account.ts';
import type { Result } from '../../../main/contract/problem.ts';
import { settingsSchema } from '../../../main/contract/settings.ts';
import { createTruth } from '../../../main/ipc/truth.ts';
import { fail, ok } from '../../../main/lib/result.ts';
import type { Provider } from '../../../main/providers/provider.ts';
import { createRegistry } from '../../../main/providers/registry.ts';
import { ACCOUNT, accountOf, buildOf, projectOf } from './builds.ts';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function setUp(providers: Partial<Provider>[] = []) {
  const truth = createTruth(settingsSchema.parse({}), () => {});
  const changes: string[] = [];
  const registry = createRegistry(
    providers.map(
      (provider) => ({ account: accountOf(), refresh: () => Promise.resolve(ok()), ...provider }) as Provider,
    ),
  );
  const builds = createBuilds(truth, registry, (accountId) => changes.push(accountId));
  truth.put('accounts', ACCOUNT, accountOf());
  const say = (...numbers: number[]): void => {
    for (const number of numbers) {
      const build = buildOf(number);
      builds.take({ kind: 'build', buildId: build.id, build });
    }
  };
  const numbers = (): number[] =>
    truth
      .all('builds')
      .map(({ number }) => number)
      .toSorted((a, b) => a - b);
  return { truth, builds, changes, say, numbers };
}

describe('builds known from the last run', () => {
  const cached = { projects: [projectOf('storefront')], builds: [1, 2, 3, 4, 5].map((number) => buildOf(number)) };

  it('are in the list before any provider has answered', () => {
    const { builds, truth, numbers } = setUp();
    builds.restore(cached);
    expect(numbers()).toEqual([1, 2, 3, 4, 5]);
    expect(truth.get('projects', `${ACCOUNT}/storefront`)?.name).toBe('storefront');
  });

  it('take nothing back from a provider that was faster', () => {
    const { builds, truth } = setUp();
    builds.take({ kind: 'build', buildId: buildOf(5).id, build: buildOf(5, { state: 'failed' }) });
    builds.restore(cached);
    expect(truth.get('builds', buildOf(5).id)?.state).toBe('failed');
  });

  it('go when the provider lists newer and older ones, but not them', () => {
    const { builds, numbers, say } = setUp();
    builds.restore(cached);
    say(3, 5, 6);
    expect(numbers()).toEqual([1, 2, 3, 4, 5, 6]);
    builds.listed(ACCOUNT);
    // 1 and 2 are older than the page the provider has read, so they may still be there.
    expect(numbers()).toEqual([1, 2, 3, 5, 6]);
  });

  it('all go with a provider that lists everything it has', () => {
    const { builds, truth, numbers, say } = setUp();
    truth.put('accounts', ACCOUNT, accountOf({ hasMoreBuilds: false }));
    builds.restore(cached);
    say(5);
    builds.listed(ACCOUNT);
    expect(numbers()).toEqual([5]);
  });

  it('stay while the provider has not answered well', async () => {
    const { builds, numbers } = setUp([{ refresh: () => Promise.resolve(fail('offline', 'No answer.')) }]);
    builds.restore(cached);
    expect(await builds.refresh()).toMatchObject({ problem: { code: 'offline' } });
    expect(numbers()).toHaveLength(5);
  });

  it('stay until a provider that lists late has listed', () => {
    const { builds, truth, numbers, say } = setUp();
    truth.put('accounts', ACCOUNT, accountOf({ state: 'connecting', hasMoreBuilds: undefined }));
    builds.restore(cached);
    builds.listed(ACCOUNT);
    expect(numbers()).toHaveLength(5);
    const row = (state: Account['state'], hasMoreBuilds: boolean): void =>
      builds.take({ kind: 'account', account: accountOf({ state, hasMoreBuilds }) });
    row('offline', false);
    expect(numbers()).toHaveLength(5);
    say(4);
    row('ready', false);
    expect(numbers()).toEqual([4]);
  });

  it('of a project that could not be read this time stay', () => {
    const { builds, truth, numbers, say } = setUp();
    truth.put('accounts', ACCOUNT, accountOf({ hasMoreBuilds: false }));
    const other = { projectId: `${ACCOUNT}/ledger`, projectName: 'ledger' };
    builds.restore({ projects: [projectOf('ledger')], builds: [buildOf(8, other), buildOf(9)] });
    builds.take({ kind: 'project', projectId: other.projectId, project: projectOf('ledger') });
    say(1);
    builds.listed(ACCOUNT);
    expect(numbers()).toEqual([1, 8]);
  });

  it('are asked about in detail once their provider can answer', async () => {
    const asked: string[] = [];
    const detail = (buildId: string) => {
      asked.push(buildId);
      return Promise.resolve(ok({ buildId, steps: [], access: '', availability: '' }));
    };
    const { builds, truth } = setUp([{ detail }]);
    builds.take({ kind: 'account', account: accountOf({ state: 'connecting' }) });
    builds.restore(cached);
    expect(await builds.watch([buildOf(5).id])).toEqual(ok());
    expect(asked).toEqual([]);
    builds.take({ kind: 'account', account: accountOf() });
    await nextTurn();
    expect(asked).toEqual([buildOf(5).id]);
    expect(truth.get('details', buildOf(5).id)).toBeDefined();
  });

  it('are judged by their own project', () => {
    const { builds, numbers, say } = setUp();
    const other = { projectId: `${ACCOUNT}/ledger`, projectName: 'ledger' };
    builds.restore({ projects: [projectOf('ledger')], builds: [buildOf(8, other), buildOf(9, other)] });
    say(1, 2, 10);
    builds.listed(ACCOUNT);
    expect(numbers()).toEqual([1, 2, 8, 9, 10]);
  });

  it('are not shown as running, for nobody knows how they went on', () => {
    const { builds, truth, say } = setUp();
    builds.restore({ projects: [], builds: [buildOf(1, { state: 'running' }), buildOf(2, { state: 'queued' })] });
    expect(truth.all('builds').map(({ state }) => state)).toEqual(['other', 'other']);
    say(2);
    expect(truth.get('builds', buildOf(2).id)?.state).toBe('passed');
    builds.listed(ACCOUNT);
    expect(truth.get('builds', buildOf(1).id)).toBeUndefined();
  });

  it('leave a project of theirs in the list only as long as they stay', () => {
    const { builds, truth, say } = setUp();
    truth.put('accounts', ACCOUNT, accountOf({ hasMoreBuilds: false }));
    builds.restore({ projects: [projectOf('storefront'), projectOf('gone')], builds: [buildOf(1)] });
    say(1);
    builds.listed(ACCOUNT);
    expect(truth.all('projects').map(({ name }) => name)).toEqual(['storefront']);
  });
});

describe('many builds', () => {
  it('keeps the newest of an account, whatever order they come in', async () => {
    const { say, numbers } = setUp();
    say(...Array.from({ length: 10_000 }, (_, index) => (index * 7919) % 10_000));
    await nextTurn();
    expect(numbers()).toHaveLength(MAX_BUILDS);
    expect(numbers()[0]).toBe(10_000 - MAX_BUILDS);
  });

  it('does not take in again what was too old', async () => {
    const { say, numbers, changes } = setUp();
    say(...Array.from({ length: MAX_BUILDS + 10 }, (_, index) => index + 1));
    await nextTurn();
    changes.length = 0;
    say(1, 2, 3);
    await nextTurn();
    expect(changes).toEqual([]);
    expect(numbers()[0]).toBe(11);
    say(9_999);
    await nextTurn();
    expect(numbers()).toHaveLength(MAX_BUILDS);
    expect(numbers()[0]).toBe(12);
  });

  it('says so when more are asked for than are kept', async () => {
    let asked = 0;
    const loadMore = (): Promise<Result<undefined>> => {
      asked += 1;
      return Promise.resolve(ok());
    };
    const { builds, say } = setUp([{ loadMore }]);
    say(1);
    expect(await builds.loadMore()).toEqual(ok());
    expect(await builds.loadMore(ACCOUNT)).toEqual(ok());
    expect(asked).toBe(2);
    say(...Array.from({ length: MAX_BUILDS }, (_, index) => index + 2));
    await nextTurn();
    expect(await builds.loadMore()).toMatchObject({ problem: { message: expect.stringContaining('2,500') as string } });
    expect(asked).toBe(2);
  });
});

describe('several accounts', () => {
  const failing: Partial<Provider> = { refresh: () => Promise.reject(new Error('a bug')) };
  const other = { account: accountOf({ id: 'other', hasMoreBuilds: false }) };

  it('one that fails does not fail the others', async () => {
    expect(await setUp([failing, other]).builds.refresh()).toEqual(ok());
    expect(await setUp([failing]).builds.refresh()).toMatchObject({ problem: { code: 'internal' } });
  });

  it('tells each which of its builds are looked at', async () => {
    const watched: [string, readonly string[]][] = [];
    const provider = (id: string): Partial<Provider> => ({
      account: accountOf({ id }),
      watch: (ids) => void watched.push([id, ids]),
      detail: () => Promise.resolve(fail('not-found', 'Gone.')),
    });
    const { builds, say } = setUp([provider(ACCOUNT), provider('other')]);
    say(1, 2);
    await builds.watch([buildOf(1).id, 'nobody/1']);
    expect(watched).toEqual([
      [ACCOUNT, [buildOf(1).id]],
      ['other', []],
    ]);
  });

  it('forgets all of one, and nothing of another', () => {
    const { builds, truth, say } = setUp();
    say(1);
    const kept = buildOf(2, { accountId: 'other' });
    builds.take({ kind: 'build', buildId: kept.id, build: kept });
    const project = projectOf('storefront');
    builds.take({ kind: 'project', projectId: project.id, project });
    builds.forget(ACCOUNT);
    expect(truth.all('builds')).toEqual([kept]);
    expect(truth.all('projects')).toEqual([]);
  });

  it('notes a change of builds once it is one', () => {
    const { builds, changes, say } = setUp();
    say(1);
    say(1);
    expect(changes).toEqual([ACCOUNT]);
    builds.take({ kind: 'build', buildId: buildOf(1).id, build: null });
    expect(changes).toEqual([ACCOUNT, ACCOUNT]);
  });
});

it('tells that a service has no files', async () => {
  const { builds, say } = setUp([{}]);
  say(1);
  expect(await builds.artifacts(buildOf(1).id)).toMatchObject({ problem: { code: 'not-supported' } });
});
