import { expect, test } from 'vitest';
import { settingsSchema } from '../../../main/contract/settings.ts';
import type { Patch } from '../../../main/contract/state.ts';
import { createTruth } from '../../../main/ipc/truth.ts';
import { account as accountEntry } from '../../fixtures/fake-main/entries.ts';

const account = accountEntry({ state: 'connecting' });

function setUp() {
  const patches: Patch[] = [];
  const truth = createTruth(settingsSchema.parse({}), (patch) => patches.push(patch));
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { patches, truth, turn };
}

test('sends the changes of one turn as one numbered patch', async () => {
  const { patches, truth, turn } = setUp();
  truth.put('accounts', account.id, account);
  truth.put('accounts', account.id, { ...account, state: 'ready' });
  expect(patches).toEqual([]);
  await turn();
  truth.drop('accounts', account.id);
  await turn();
  expect(patches.map(({ revision, changes }) => [revision, changes.length])).toEqual([
    [1, 2],
    [2, 1],
  ]);
  expect(patches[1]?.changes).toEqual([{ collection: 'accounts', key: account.id, value: null }]);
});

test('is silent when nothing changed', async () => {
  const { patches, truth, turn } = setUp();
  truth.put('accounts', account.id, account);
  await turn();
  truth.put('accounts', account.id, { ...account });
  truth.drop('accounts', 'unknown');
  truth.set('settings', settingsSchema.parse({}));
  await turn();
  expect(patches).toHaveLength(1);
});

test('numbers what is pending before it takes a snapshot, so that no change is applied twice or missed', async () => {
  const { patches, truth, turn } = setUp();
  truth.put('accounts', account.id, account);
  const snapshot = truth.snapshot();
  expect(snapshot.revision).toBe(1);
  expect(patches.map(({ revision }) => revision)).toEqual([1]);
  expect(snapshot.truth.accounts[account.id]).toEqual(account);
  await turn();
  expect(patches).toHaveLength(1);
});

test('tells what is pending when it is asked to, once', async () => {
  const { patches, truth, turn } = setUp();
  truth.put('accounts', account.id, account);
  truth.flush();
  truth.flush();
  expect(patches.map(({ revision }) => revision)).toEqual([1]);
  truth.drop('accounts', account.id);
  await turn();
  expect(patches.map(({ revision }) => revision)).toEqual([1, 2]);
});

test('is not fooled by keys that every object inherits', async () => {
  const { patches, truth, turn } = setUp();
  truth.drop('builds', 'constructor');
  expect(truth.get('builds', 'toString')).toBeUndefined();
  await turn();
  expect(patches).toEqual([]);
});

test('tells of every change as it is made, until it is not wished for any more', () => {
  const { truth } = setUp();
  const seen: string[] = [];
  const stop = truth.watch((change) => seen.push(change.collection));
  truth.put('accounts', account.id, account);
  truth.put('accounts', account.id, { ...account });
  truth.drop('accounts', account.id);
  expect(seen).toEqual(['accounts', 'accounts']);
  stop();
  truth.put('accounts', account.id, account);
  expect(seen).toHaveLength(2);
});
