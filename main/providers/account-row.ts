import type { Account } from '../contract/account.ts';
import type { Clock } from '../lib/clock.ts';
import type { Health } from '../lib/http/http-client.ts';
import type { ProviderChange } from './provider.ts';
import type { ServiceAccount } from './service.ts';

/** That the service answered is told again only after so long; every request would be far too often. Milliseconds. */
const TOLD_EVERY_MS = 30_000;

/** The row of one account: what its requests say about it, and what its lists do. */
export interface AccountRow {
  readonly current: Account;
  take(health: Health): void;
  set(change: Partial<Pick<Account, 'label' | 'hasMoreBuilds' | 'login'>>): void;
}

/** An account as it is before the service has answered. */
export function newAccount(
  { id, label, login }: ServiceAccount,
  about: Pick<Account, 'provider' | 'capabilities' | 'host'>,
): Account {
  return { id, label, state: 'connecting', ...(login === undefined ? {} : { login }), ...about };
}

export function createAccountRow(
  first: Account,
  clock: Clock,
  tell: (change: ProviderChange) => void,
  toldEveryMs = TOLD_EVERY_MS,
): AccountRow {
  let account = first;

  function put(next: Account): void {
    const { checkedAt: before = 0, ...one } = account;
    const { checkedAt: after = 0, ...other } = next;
    if (after - before < toldEveryMs && JSON.stringify(one) === JSON.stringify(other)) return;
    account = next;
    tell({ kind: 'account', account });
  }

  return {
    get current() {
      return account;
    },
    take(health) {
      const { problem: _problem, retryAt: _retryAt, ...rest } = account;
      put({ ...rest, ...health, ...(health.state === 'ready' ? { checkedAt: clock.now() } : {}) });
    },
    set: (change) => put({ ...account, ...change }),
  };
}
