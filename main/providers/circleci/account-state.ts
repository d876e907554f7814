import type { Account } from '../../contract/account.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Health } from '../../lib/http/http-client.ts';
import type { ServiceAccount } from '../service.ts';
import { CLOUD_ORIGIN } from './origin.ts';

/** The moment of the last answer is told at most this often, in milliseconds. */
const CHECKED_EVERY_MS = 60_000;

const capabilities = {
  builds: true,
  run: false,
  cancel: true,
  rebuild: true,
  rebuildWithAccess: true,
  accessInBrowser: false,
  paste: false,
  attach: false,
  debugProject: false,
  duration: false,
  endSession: true,
  artifacts: true,
  ownKeys: true,
  folders: false,
};

/** What the window sees of the account; changes are told to the listener. */
export interface AccountState {
  current(): Account;
  take(health: Health): void;
  set(change: Partial<Pick<Account, 'label' | 'hasMoreBuilds' | 'login'>>): void;
}

export function createAccountState(
  { id, label, origin, login }: ServiceAccount,
  clock: Clock,
  onChange: (account: Account) => void,
): AccountState {
  let account: Account = {
    id,
    provider: 'circleci',
    label,
    state: 'connecting',
    ...(login === undefined ? {} : { login }),
    ...(origin === CLOUD_ORIGIN ? {} : { host: new URL(origin).host }),
    capabilities,
  };

  function put(next: Account): void {
    const { checkedAt: before = 0, ...one } = account;
    const { checkedAt: after = 0, ...other } = next;
    const isOld = JSON.stringify(one) === JSON.stringify(other) && after - before < CHECKED_EVERY_MS;
    if (isOld) return;
    account = next;
    onChange(account);
  }

  return {
    current: () => account,
    take(health) {
      const { problem: _problem, retryAt: _retryAt, ...rest } = account;
      switch (health.state) {
        case 'ready':
          return put({ ...rest, state: 'ready', checkedAt: clock.now() });
        case 'limited':
          return put({ ...rest, state: 'limited', problem: health.problem, retryAt: health.retryAt });
        case 'offline':
        case 'failed':
          return put({ ...rest, state: health.state, problem: health.problem });
      }
    },
    set(change) {
      put({ ...account, ...change });
    },
  };
}
