import type { ServiceId } from '../contract/account.ts';
import type { Problem } from '../contract/problem.ts';
import type { LastingSecrets } from '../keychain/lasting-secrets.ts';
import type { Clock } from '../lib/clock.ts';
import { describe, problem } from '../lib/result.ts';
import { noCapabilities } from '../providers/capabilities.ts';
import type { ProviderChange } from '../providers/provider.ts';
import type { Registry } from '../providers/registry.ts';
import type { AccountRecord } from './account-records.ts';
import type { PendingCheck } from './pending-checks.ts';
import type { CreateContext, TokenChecks } from './token-checks.ts';
import { WorkingAccount } from './working-account.ts';

interface Options {
  registry: Registry;
  secrets: LastingSecrets;
  checks: Pick<TokenChecks, 'locate'>;
  createContext: CreateContext;
  clock: Clock;
  take(change: ProviderChange): void;
  listed(accountId: string): void;
  log(line: string): void;
}

/** The accounts at work, in the order in which they were added. */
export interface Roster {
  get(accountId: string): WorkingAccount | undefined;
  all(): WorkingAccount[];
  /** Makes the account's provider. Where that fails, the account stays in the list and says so. */
  employ(record: AccountRecord): WorkingAccount | undefined;
  dismiss(accountId: string): void;
  /** Accounts of one installation of a service. */
  at(service: ServiceId, origin: string): WorkingAccount[];
  /** Accounts whose token belongs to the same person at the same place. */
  sameLogin(check: PendingCheck): WorkingAccount[];
  /** The account that this would be a second time: the same token, or the same login that sees the same. */
  twin(check: PendingCheck): Promise<WorkingAccount | undefined>;
  /** The name, or one like it that no other account has. */
  freeLabel(label: string): string;
}

export function createRoster(options: Options): Roster {
  const { registry, checks, createContext, take, listed, log } = options;
  const working = new Map<string, WorkingAccount>();

  function showUnusable(record: AccountRecord, reason: Problem): undefined {
    log(`${record.id} cannot be used: ${reason.message} ${reason.detail ?? ''}`);
    const { id, label, service: provider, login, scope, host } = record;
    const row = {
      id,
      provider,
      label,
      login,
      scope,
      host,
      state: 'failed' as const,
      capabilities: { ...noCapabilities, builds: true },
    };
    take({ kind: 'account', account: { ...row, problem: reason } });
  }

  const roster: Roster = {
    get: (accountId) => working.get(accountId),
    all: () => [...working.values()],
    employ(record) {
      const located = checks.locate(record);
      if (!located.ok) return showUnusable(record, located.problem);
      const { service, origin } = located.value;
      try {
        const account = new WorkingAccount({
          ...options,
          record,
          origin,
          create: (about) => service.create(createContext(about)),
          listed: () => listed(record.id),
        });
        working.set(record.id, account);
        registry.add(account.provider);
        account.show();
        return account;
      } catch (error) {
        const reason = problem('internal', 'This account cannot be used.', undefined, describe(error));
        return showUnusable(record, reason);
      }
    },
    dismiss(accountId) {
      working.delete(accountId);
      registry.remove(accountId);
    },
    at: (service, origin) =>
      roster.all().filter((account) => account.record.service === service && account.origin === origin),
    sameLogin: ({ installation, origin, facts }) =>
      roster.at(installation.service, origin).filter(({ record }) => record.login === facts.login),
    async twin(check) {
      for (const account of roster.sameLogin(check)) {
        const isSame = check.facts.login !== undefined && account.record.scope === check.facts.scope;
        if (isSame || (await account.hasToken(check.token))) return account;
      }
      return undefined;
    },
    freeLabel(label) {
      const taken = new Set(roster.all().map(({ record }) => record.label));
      let free = label;
      for (let number = 2; taken.has(free); number += 1) free = `${label.slice(0, 70)} (${number})`;
      return free;
    },
  };
  return roster;
}
