import { expect, it } from 'vitest';
import { settle } from '../../simulators/lib/step-until.ts';
import { valueOf } from './harness.ts';
import { twoServices } from './two-services.ts';

// Calls of the window are not awaited one after the other: people click twice, and services answer when they like.

const { at, start } = twoServices();
const host = 'acme.semaphoreci.com';
const stored = (): { id: string; label: string }[] =>
  (at.storage.get('accounts') ?? []) as { id: string; label: string }[];

it('adds two accounts that are agreed to together', async () => {
  await using run = start();
  const checks = [
    valueOf(await run.accounts.check({ service: 'circleci', token: at.circle.token })),
    valueOf(await run.accounts.check({ service: 'semaphore', host, token: at.semaphore.token })),
  ];
  const added = await Promise.all(checks.map(({ checkId }, index) => run.accounts.add(checkId, `account ${index}`)));
  expect(stored().map(({ id }) => id)).toEqual(added.map((result) => valueOf(result).accountId));
});

it('adds an account once that is agreed to twice', async () => {
  await using run = start();
  const { checkId } = valueOf(await run.accounts.check({ service: 'circleci', token: at.circle.token }));
  const added = await Promise.all([run.accounts.add(checkId, 'one'), run.accounts.add(checkId, 'two')]);
  expect(added.map(({ ok }) => ok)).toEqual([true, false]);
  expect(stored().map(({ label }) => label)).toEqual(['one']);
  expect(at.vault.entries.size).toBe(1);
});

it('does not bring back an account that is removed while it is renamed or gets another token', async () => {
  await using run = start();
  const id = await run.add('circleci', at.circle.token);
  const { checkId } = valueOf(await run.accounts.check({ service: 'circleci', token: at.circle.token }));
  const [removed] = await Promise.all([
    run.accounts.remove(id),
    run.accounts.rename(id, 'late'),
    run.accounts.replaceToken(id, checkId),
  ]);
  expect(removed).toMatchObject({ ok: true });
  expect(stored()).toEqual([]);
  expect(run.truth.all('accounts')).toEqual([]);
  await expect.poll(() => at.vault.entries.size).toBe(0);
});

it('leaves no token behind when it is replaced just before the account goes', async () => {
  await using run = start();
  const id = await run.add('circleci', at.circle.token);
  const { checkId } = valueOf(await run.accounts.check({ service: 'circleci', token: at.circle.token }));
  await Promise.all([run.accounts.replaceToken(id, checkId), run.accounts.remove(id)]);
  expect(stored()).toEqual([]);
  await expect.poll(() => at.vault.entries.size).toBe(0);
});

it('keeps both a new name and a new token', async () => {
  await using run = start();
  const id = await run.add('circleci', at.circle.token);
  const { checkId } = valueOf(await run.accounts.check({ service: 'circleci', token: at.circle.token }));
  const [replaced, renamed] = await Promise.all([
    run.accounts.replaceToken(id, checkId),
    run.accounts.rename(id, 'New name'),
  ]);
  expect([replaced.ok, renamed.ok]).toEqual([true, true]);
  expect(stored()).toMatchObject([{ label: 'New name', secretHandle: [...at.vault.entries.keys()][0] }]);
  expect(at.vault.entries.size).toBe(1);
});

it('asks for nothing with the token of an account that is gone, whatever was begun before', async () => {
  await using run = start();
  const id = await run.add('circleci', at.circle.token);
  await expect.poll(() => run.buildsOf(id).length).toBeGreaterThan(0);
  const provider = run.registry.get(id);
  const [build] = run.buildsOf(id);
  if (provider === undefined || build === undefined) throw new Error('no build');
  valueOf(await run.accounts.remove(id));
  // What was under way when it went is answered first.
  await settle([at.circle.server]);
  const asked = at.circle.server.exchanges.length;
  expect(await provider.detail(build.id)).toMatchObject({ ok: false });
  expect(await provider.rebuildWithAccess(build.id)).toMatchObject({ ok: false });
  expect(at.circle.server.exchanges).toHaveLength(asked);
});
