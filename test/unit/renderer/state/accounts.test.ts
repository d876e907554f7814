import { describe, expect, it } from 'vitest';
import { tokenPageAt } from '../../../../renderer/features/accounts/token-page.ts';
import { MAX_NESTED, nestedProjects } from '../../../../renderer/features/builds/projects/nested-projects.ts';
import { accountTrouble, placeName, shortAccountNames } from '../../../../renderer/state/accounts.ts';
import { serviceForms } from '../../../../main/contract/services.ts';
import { account, build, project, serviceAccount } from '../../../fixtures/fake-main/entries.ts';

describe('what accounts are called', () => {
  it('is the service while it has one account, and the account’s own name otherwise', () => {
    const names = shortAccountNames([
      account(),
      serviceAccount('circleci', { label: 'CircleCI · acme' }),
      serviceAccount('bitrise', { id: 'one', label: 'One' }),
      serviceAccount('bitrise', { id: 'two', label: 'Two' }),
    ]);
    expect([...names.values()]).toEqual(['This computer', 'CircleCI', 'One', 'Two']);
  });

  it('names the place of every provider', () => {
    expect(placeName(serviceAccount('semaphore'))).toBe('Semaphore');
    expect(placeName(account())).toBe('this computer');
    expect(placeName(account({ provider: 'pasted' }))).toBe('the pasted text');
    expect(placeName(undefined)).toBe('the service');
  });
});

describe('what keeps an account from being up to date', () => {
  const at = new Date(2026, 10, 22, 0, 5).getTime();

  it.each([
    [{ state: 'ready' }, undefined],
    [{ state: 'connecting' }, undefined],
    [{ state: 'limited', retryAt: at }, 'The service asked for a pause until 00:05.'],
    [{ state: 'limited' }, 'The service asked for a pause.'],
    [{ state: 'offline' }, 'The service cannot be reached.'],
    [{ state: 'failed', problem: { code: 'no-right', message: 'No right.' } }, 'No right.'],
    [{ state: 'failed' }, 'It cannot be used as it is.'],
  ] as const)('is said in one sentence: %o', (part, sentence) => {
    expect(accountTrouble(serviceAccount('circleci', part))).toBe(sentence);
  });
});

describe('the token page', () => {
  it('is that of the person’s own server where there is one', () => {
    expect(tokenPageAt(serviceForms.circleci, '')).toBe(serviceForms.circleci.tokenPage);
    expect(tokenPageAt(serviceForms.circleci, 'https://ci.acme.example')).toBe(
      'https://ci.acme.example/settings/user/tokens',
    );
    expect(tokenPageAt(serviceForms.circleci, 'not a host')).toBe(serviceForms.circleci.tokenPage);
    expect(tokenPageAt(serviceForms.semaphore, 'acme.semaphoreci.com')).toBe(serviceForms.semaphore.tokenPage);
  });
});

describe('the projects below an account', () => {
  const projects = Array.from({ length: 40 }, (_, index) => project({ id: `p${index}`, name: `p${index}` }));
  const latest = new Map(
    projects.slice(0, 30).map(({ id }, index) => [id, build({ id: `b${index}`, projectId: id, queuedAt: index })]),
  );

  it('are all of them when they are few', () => {
    expect(nestedProjects(projects.slice(0, 10), new Map(), undefined)).toHaveLength(10);
  });

  it('are those built last when they are many, in their usual order, with the one that is looked at', () => {
    const ids = nestedProjects(projects, latest, undefined).map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: MAX_NESTED }, (_, index) => `p${20 + index}`));
    const withCurrent = nestedProjects(projects, latest, 'p39').map(({ id }) => id);
    expect(withCurrent).toHaveLength(MAX_NESTED);
    expect(withCurrent.at(-1)).toBe('p39');
    expect(nestedProjects(projects, new Map(), 'p39').map(({ id }) => id)).toEqual(['p39']);
  });
});
