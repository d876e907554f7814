import type { Account, ServiceId } from '../../main/contract/account.ts';
import { serviceForms } from '../../main/contract/services.ts';
import type { Look } from './looks.ts';

/** The CI service an account is at; undefined for this computer and for pasted machines. */
export function serviceOf({ provider }: Pick<Account, 'provider'>): ServiceId | undefined {
  return provider === 'buildhost' || provider === 'pasted' ? undefined : provider;
}

/** What people call where an account is: "CircleCI", "this computer". */
export function placeName(account: Pick<Account, 'provider'> | undefined): string {
  if (account === undefined) return 'the service';
  const service = serviceOf(account);
  if (service !== undefined) return serviceForms[service].name;
  return account.provider === 'buildhost' ? 'this computer' : 'the pasted text';
}

const tones: Record<Account['state'], Look['tone']> = {
  connecting: 'run',
  ready: 'ok',
  limited: 'warn',
  offline: 'off',
  failed: 'bad',
};

const labels: Record<Account['state'], string> = {
  connecting: 'Connecting',
  ready: 'Connected',
  limited: 'Asked to wait',
  offline: 'Offline',
  failed: 'Needs attention',
};

export function accountLook(state: Account['state']): Look {
  return { tone: tones[state], label: labels[state] };
}

/** The next moment the service may be asked, as a clock of this computer shows it: "12:40". */
function clock(at: number): string {
  return new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** What keeps an account from being up to date, in one sentence; undefined when nothing does. */
export function accountTrouble({ state, problem, retryAt }: Account): string | undefined {
  switch (state) {
    case 'ready':
    case 'connecting':
      return undefined;
    case 'limited':
      if (retryAt !== undefined) return `The service asked for a pause until ${clock(retryAt)}.`;
      return problem?.message ?? 'The service asked for a pause.';
    case 'offline':
      return problem?.message ?? 'The service cannot be reached.';
    case 'failed':
      return problem?.message ?? 'It cannot be used as it is.';
  }
}

/** How the window speaks of where a secret is kept. */
export function secretPlaceText(place: Account['secretPlace'], keychainName: string): string {
  return place === 'keychain' ? `in the ${keychainName}` : 'only until Jumpseat quits';
}

/** What tells accounts apart in few letters: the service while it has one account only. */
export function shortAccountNames(accounts: readonly Account[]): Map<string, string> {
  const byProvider = Map.groupBy(accounts, ({ provider }) => provider);
  return new Map(
    accounts.map((account) => {
      const service = serviceOf(account);
      const isOnly = byProvider.get(account.provider)?.length === 1;
      return [account.id, service !== undefined && isOnly ? serviceForms[service].name : account.label];
    }),
  );
}
