import type { Provider } from './provider.ts';

/** The accounts at work, by id. */
export interface Registry {
  get(accountId: string): Provider | undefined;
  all(): Provider[];
}

export function createRegistry(providers: Provider[]): Registry {
  const byAccount = new Map(providers.map((provider) => [provider.account.id, provider]));
  return { get: (accountId) => byAccount.get(accountId), all: () => [...byAccount.values()] };
}
