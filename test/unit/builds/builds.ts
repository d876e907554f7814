import type { Account } from '../../../main/contract/account.ts';
import type { Build } from '../../../main/contract/build.ts';
import type { Project } from '../../../main/contract/project.ts';

export const ACCOUNT = 'circleci-abcdefgh';

export function buildOf(number: number, more: Partial<Build> = {}): Build {
  const accountId = more.accountId ?? ACCOUNT;
  return {
    id: `${accountId}/${number}`,
    accountId,
    projectId: `${accountId}/storefront`,
    projectName: 'storefront',
    number,
    title: `Change ${number}`,
    hasUncommitted: false,
    state: 'passed',
    machine: { os: 'linux', label: 'Linux', count: 1 },
    hasAccess: false,
    queuedAt: number * 60_000,
    ...more,
  };
}

export function projectOf(name: string, accountId = ACCOUNT): Project {
  const id = `${accountId}/${name}`;
  return { id, accountId, name, isGit: true, isSample: false, config: 'not-here', mistakes: [] };
}

export function accountOf(more: Partial<Account> = {}): Account {
  return {
    id: ACCOUNT,
    provider: 'circleci',
    label: 'Work',
    state: 'ready',
    hasMoreBuilds: true,
    capabilities: { builds: true } as Account['capabilities'],
    ...more,
  };
}
