import type { ServiceId } from '../contract/account.ts';
import type { Provider } from './provider.ts';
import type { Service } from './service.ts';

/** The CI services of this release; see services.ts. */
export type Services = ReadonlyMap<ServiceId, Service>;

/** The accounts at work, by id, in the order in which they were added. */
export interface Registry {
  get(accountId: string): Provider | undefined;
  all(): Provider[];
  add(provider: Provider): void;
  remove(accountId: string): void;
}

export function createRegistry(providers: Provider[] = []): Registry {
  const byAccount = new Map(providers.map((provider) => [provider.account.id, provider]));
  return {
    get: (accountId) => byAccount.get(accountId),
    all: () => [...byAccount.values()],
    add: (provider) => void byAccount.set(provider.account.id, provider),
    remove: (accountId) => void byAccount.delete(accountId),
  };
}
