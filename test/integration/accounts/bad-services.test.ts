import { describe, expect, it } from 'vitest';
import type { Account } from '../../../main/contract/account.ts';
import { fail, ok } from '../../../main/lib/result.ts';
import type { Provider, ProviderChange } from '../../../main/providers/provider.ts';
import type { Service } from '../../../main/providers/service.ts';
import { MemoryStorage } from '../../fixtures/memory-storage.ts';
import { MemoryVault } from '../../fixtures/memory-vault.ts';
import { SteppedClock } from '../../simulators/lib/clock.ts';
import { startSemaphore } from '../../simulators/semaphore/start-semaphore.ts';
import { semaphore } from '../../../main/providers/semaphore/service.ts';
import { startAccounts, valueOf } from './harness.ts';

const never = <T>(): Promise<T> => new Promise(() => {});

/** A service whose calls go wrong in one way. */
function badService(id: Service['id'], change: Partial<Service>, provider: Partial<Provider> = {}): Service {
  const account: Account = {
    id: '',
    provider: id,
    label: 'Bad',
    state: 'connecting',
    capabilities: { builds: true } as Account['capabilities'],
  };
  return {
    id,
    originOf: () => ok('https://bad.example'),
    check: () => Promise.resolve(ok({ login: 'robin', scope: 'everything', label: 'Bad' })),
    create: (context) => ({
      account: { ...account, id: context.account.id, label: context.account.label },
      start: () => Promise.resolve(ok()),
      refresh: () => Promise.resolve(ok()),
      detail: never,
      readLog: never,
      cancel: never,
      rebuild: never,
      rebuildWithAccess: never,
      endSession: never,
      [Symbol.asyncDispose]: () => Promise.resolve(),
      ...provider,
    }),
    ...change,
  };
}

const thrown = (): never => {
  throw new Error('a bug');
};

function start(bad: Service, shared: { clock?: SteppedClock; storage?: MemoryStorage; vault?: MemoryVault } = {}) {
  return startAccounts({ ...shared, services: new Map([[bad.id, bad]]) });
}

describe('a service that goes wrong', () => {
  it.each([
    ['throws at its start', { start: thrown }],
    ['rejects its start', { start: () => Promise.reject(new Error('a bug')) }],
  ])('%s: the row says so', async (_what, provider) => {
    await using run = start(badService('bitrise', {}, provider));
    const id = await run.add('bitrise', 'token');
    await expect.poll(() => run.row(id)?.problem?.code).toBe('internal');
    expect(run.row(id)).toMatchObject({ state: 'failed', label: 'Bad' });
    expect(run.lines.join()).toContain('a bug');
  });

  it('cannot be made: the row says so, and the account can be removed', async () => {
    const shared = { storage: new MemoryStorage(), vault: new MemoryVault() };
    const id = await (async () => {
      await using run = start(badService('bitrise', {}), shared);
      return await run.add('bitrise', 'token');
    })();
    await using run = start(badService('bitrise', { create: thrown }), shared);
    run.accounts.restore();
    run.accounts.start();
    expect(run.row(id)).toMatchObject({ state: 'failed', problem: { code: 'internal' } });
    valueOf(await run.accounts.remove(id));
    expect(run.row(id)).toBeUndefined();
    expect(shared.vault.entries.size).toBe(0);
  });

  it('throws in its check: a sentence, and no exception', async () => {
    await using run = start(badService('bitrise', { check: () => Promise.reject(new Error('a bug')) }));
    const result = await run.accounts.check({ service: 'bitrise', token: 'token' });
    expect(result).toMatchObject({ problem: { code: 'internal', detail: 'a bug' } });
  });

  it('never answers its check: it is given up after a minute', async () => {
    const clock = new SteppedClock();
    await using run = start(badService('bitrise', { check: never }), { clock });
    const result = run.accounts.check({ service: 'bitrise', token: 'token' });
    await clock.advance(60_000);
    expect(await result).toMatchObject({ problem: { code: 'timed-out' } });
  });

  it('never stops: quitting waits five seconds for it', async () => {
    const clock = new SteppedClock();
    const run = start(badService('bitrise', {}, { [Symbol.asyncDispose]: never }), { clock });
    await run.add('bitrise', 'token');
    const stopped = run[Symbol.asyncDispose]();
    await clock.advance(5_000);
    await stopped;
    expect(run.lines.join()).toContain('did not stop within 5000 ms');
  });

  it('never answers its start: other accounts work all the same', async () => {
    await using simulator = await startSemaphore({ machines: 'none' });
    const bad = badService('bitrise', {}, { start: never, refresh: never });
    const services = new Map<Service['id'], Service>([
      [bad.id, bad],
      ['semaphore', semaphore],
    ]);
    await using run = startAccounts({ services, origins: { semaphore: simulator.origin } });
    const hanging = await run.add('bitrise', 'token');
    const good = await run.add('semaphore', simulator.token, { host: 'acme' });
    await expect.poll(() => run.row(good)?.state).toBe('ready');
    expect(run.row(hanging)?.state).toBe('connecting');
  });

  it('says names that are not what they seem: they are shown as they are', async () => {
    const facts = { login: 'ro\u202Ebin\u0007', scope: '\u001B[31m3 orgs\n', label: '\u0000' };
    await using run = start(badService('bitrise', { check: () => Promise.resolve(ok(facts)) }));
    const check = valueOf(await run.accounts.check({ service: 'bitrise', token: 'token' }));
    expect(check).toMatchObject({ login: 'robin', scope: '3 orgs', label: 'Bitrise' });
  });

  it('is asked for its list again when it comes back after a failed start', async () => {
    let listener: (change: ProviderChange) => void = () => {};
    let refreshes = 0;
    const bad = badService(
      'bitrise',
      {},
      {
        start(changed) {
          listener = changed;
          return Promise.resolve(fail('offline', 'No answer.'));
        },
        refresh() {
          refreshes += 1;
          return Promise.resolve(ok());
        },
      },
    );
    await using run = start(bad);
    const id = await run.add('bitrise', 'token');
    const row = run.row(id);
    await expect.poll(() => run.registry.get(id)).toBeDefined();
    if (row === undefined) throw new Error('no row');
    await expect.poll(() => listener).not.toBeUndefined();
    listener({ kind: 'account', account: { ...row, state: 'offline' } });
    expect(refreshes).toBe(0);
    listener({ kind: 'account', account: { ...row, state: 'ready' } });
    await expect.poll(() => refreshes).toBe(1);
    listener({ kind: 'account', account: { ...row, state: 'offline' } });
    listener({ kind: 'account', account: { ...row, state: 'ready' } });
    await new Promise((resolve) => setImmediate(resolve));
    expect(refreshes).toBe(1);
  });
});
