import { describe, expect, it } from 'vitest';
import type { StateFilter } from '../../../../renderer/state/view.ts';
import { filterBuilds, latestByProject, newestFirst, sharedNames } from '../../../../renderer/state/select-builds.ts';
import { build } from '../../../fixtures/fake-main/entries.ts';

const builds = [
  build({ id: 'a', state: 'failed', title: 'Retry on timeout', branch: 'main', number: 412, failingStep: 'npm test' }),
  build({
    id: 'b',
    state: 'running',
    title: 'Bump Flutter',
    projectId: 'wallet',
    projectName: 'ios-wallet',
    number: 98,
  }),
  build({ id: 'c', state: 'queued', title: 'Queued one', accountId: 'other' }),
  build({ id: 'd', state: 'passed', title: 'Docs', branch: 'docs', commit: 'abc123def456' }),
  build({ id: 'e', state: 'cancelled', title: 'Nightly fuzz' }),
];

function ids(
  filters: StateFilter[],
  search = '',
  scope: Parameters<typeof filterBuilds>[1]['scope'] = { kind: 'all' },
) {
  return filterBuilds(builds, { scope, filters, onlyMine: false, search, accountLabels: new Map() }).map(
    ({ id }) => id,
  );
}

describe('the filters of the list', () => {
  it('shows everything without a filter, and any of the chosen states with some', () => {
    expect(ids([])).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(ids(['failed'])).toEqual(['a']);
    expect(ids(['failed', 'passed'])).toEqual(['a', 'd']);
  });

  it('counts a queued build as running', () => {
    expect(ids(['running'])).toEqual(['b', 'c']);
  });

  it('finds by title, branch, commit, project, number and failing step, in any case', () => {
    expect(ids([], 'RETRY')).toEqual(['a']);
    expect(ids([], 'docs')).toEqual(['d']);
    expect(ids([], 'abc123')).toEqual(['d']);
    expect(ids([], 'ios-wal')).toEqual(['b']);
    expect(ids([], '#98')).toEqual(['b']);
    expect(ids([], 'npm test')).toEqual(['a']);
  });

  it('wants every word, wherever it stands, and does not join neighbours', () => {
    expect(ids([], 'timeout main')).toEqual(['a']);
    expect(ids([], 'timeout docs')).toEqual([]);
    expect(ids([], 'timeoutstorefront')).toEqual([]);
  });

  it('keeps to the account or project', () => {
    expect(ids([], '', { kind: 'account', accountId: 'other' })).toEqual(['c']);
    expect(ids(['running'], '', { kind: 'project', projectId: 'wallet' })).toEqual(['b']);
  });
});

describe('the order of the list', () => {
  it('is newest first, by number where they were asked for at once', () => {
    const entries = [
      build({ id: 'x', queuedAt: 5, number: 1 }),
      build({ id: 'y', queuedAt: 9, number: 2 }),
      build({ id: 'z', queuedAt: 9, number: 3 }),
    ];
    const sorted = newestFirst(Object.fromEntries(entries.map((entry) => [entry.id, entry])));
    expect(sorted.map(({ id }) => id)).toEqual(['z', 'y', 'x']);
    expect(latestByProject(sorted).get('storefront')?.id).toBe('z');
  });
});

describe('builds of several accounts', () => {
  const mixed = [
    build({ id: 'a', accountId: 'one', isMine: true, author: 'ada' }),
    build({ id: 'b', accountId: 'one', isMine: false, author: 'grace' }),
    build({ id: 'c', accountId: 'two' }),
  ];
  const find = (part: Partial<Parameters<typeof filterBuilds>[1]>): string[] =>
    filterBuilds(mixed, {
      scope: { kind: 'all' },
      filters: [],
      onlyMine: false,
      search: '',
      accountLabels: new Map([
        ['one', 'CircleCI · acme'],
        ['two', 'Bitrise'],
      ]),
      ...part,
    }).map(({ id }) => id);

  it('are the person’s own where nobody says otherwise', () => {
    expect(find({ onlyMine: true })).toEqual(['a', 'c']);
  });

  it('are found by account and by who started them, word by word', () => {
    expect(find({ search: 'circle' })).toEqual(['a', 'b']);
    expect(find({ search: 'ACME grace' })).toEqual(['b']);
    expect(find({ search: 'bitrise grace' })).toEqual([]);
  });

  it('share a project’s name only across accounts', () => {
    const names = [
      { accountId: 'one', name: 'storefront' },
      { accountId: 'one', name: 'storefront' },
      { accountId: 'one', name: 'ledger' },
      { accountId: 'two', name: 'ledger' },
    ];
    expect([...sharedNames(names)]).toEqual(['ledger']);
  });
});
