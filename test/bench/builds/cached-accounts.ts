import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccountRecord } from '../../../main/accounts/account-records.ts';
import { BuildCache } from '../../../main/builds/build-cache.ts';
import { serviceIds } from '../../../main/contract/account.ts';
import type { Build } from '../../../main/contract/build.ts';
import { serviceForms } from '../../../main/contract/services.ts';
import { secretServiceVault } from '../../../main/keychain/system-vault.ts';
import { systemClock } from '../../../main/lib/clock.ts';

const PROJECTS = 25;
const branches = ['main', 'release/4.2', 'fix-login', 'renovate/all', 'feature/basket-totals-are-rounded'];
const subjects = [
  'Round totals half up',
  'Update dependencies',
  'Faster receipts',
  'Remove the old checkout',
  'Wider logs',
];
/** As often as they are in real lists; the newest of all is failed, so that its dot can be looked for. */
const states = ['failed', 'passed', 'passed', 'passed', 'cancelled', 'passed', 'failed', 'passed'] as const;
const MINUTE_MS = 60_000;

function build(accountId: string, index: number, newestMs: number): Build {
  const pick = <T>(list: readonly T[]): T => list[index % list.length] as T;
  const queuedAt = newestMs - index * 7 * MINUTE_MS;
  const state = pick(states);
  return {
    id: `${accountId}/build-${index}`,
    accountId,
    projectId: `${accountId}/project-${index % PROJECTS}`,
    projectName: `service-${index % PROJECTS}`,
    number: 10_000 - index,
    title: `${pick(subjects)} (${index})`,
    branch: pick(branches),
    commit: index.toString(16).padStart(40, 'a'),
    hasUncommitted: false,
    author: index % 3 === 0 ? 'robin' : 'kim',
    isMine: index % 3 === 0,
    webUrl: `https://ci.example.com/builds/${index}`,
    state,
    ...(state === 'failed' ? { failingStep: 'Unit tests' } : {}),
    machine: { os: 'linux', label: 'Linux · 4 cores', count: 1 },
    hasAccess: false,
    queuedAt,
    startedAt: queuedAt + 5_000,
    finishedAt: queuedAt + 5 * MINUTE_MS,
  };
}

/** Accounts at all four services, as a run of the app leaves them behind: on disk, in its cache, and in the keychain. */
export async function writeCachedAccounts(
  dataFolder: string,
  keychain: Record<string, string>,
  buildsEach: number,
): Promise<void> {
  // The library that speaks with the keychain reads the environment of this very process.
  Object.assign(process.env, keychain);
  const vault = secretServiceVault(systemClock, keychain);
  const newestMs = Date.now();
  const records: AccountRecord[] = [];
  const byAccount = new Map<string, Build[]>();
  for (const [index, service] of serviceIds.entries()) {
    const id = `${service}-${'abcd'.repeat(2)}`;
    const secretHandle = `bench-${service}`;
    await vault.set(secretHandle, `token of ${service}`);
    records.push({
      id,
      service,
      label: `${serviceForms[service].name} · acme`,
      ...(serviceForms[service].host === 'required' ? { host: 'acme.semaphoreci.com' } : {}),
      secretHandle,
      login: 'robin',
      scope: '1 organisation: acme',
    });
    byAccount.set(
      id,
      Array.from({ length: buildsEach }, (_, each) => build(id, each, newestMs - index * MINUTE_MS)),
    );
  }
  mkdirSync(dataFolder, { recursive: true });
  writeFileSync(join(dataFolder, 'accounts.json'), JSON.stringify({ accounts: records }));
  await using cache = new BuildCache({
    folder: join(dataFolder, 'build-cache'),
    clock: systemClock,
    collect: (accountId) => ({
      projects: Array.from({ length: PROJECTS }, (_, number) => ({
        id: `${accountId}/project-${number}`,
        accountId,
        name: `service-${number}`,
        isGit: true,
        isSample: false,
        config: 'not-here' as const,
        mistakes: [],
      })),
      builds: byAccount.get(accountId) ?? [],
    }),
    log: (line) => {
      throw new Error(line);
    },
  });
  for (const { id } of records) cache.note(id);
}
