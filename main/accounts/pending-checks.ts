import { randomUUID } from 'node:crypto';
import type { ServiceId } from '../contract/account.ts';
import type { Clock } from '../lib/clock.ts';
import type { TokenFacts } from '../providers/service.ts';

/** How long a checked token waits to be stored. */
export const CHECK_LIFE_MS = 15 * 60_000;

/** Where an account lives, as the person said it. */
export interface Installation {
  service: ServiceId;
  host?: string | undefined;
  caFile?: string | undefined;
}

/** A token that was found good, and what was found out. In memory only. */
export interface PendingCheck {
  installation: Installation;
  origin: string;
  token: string;
  facts: TokenFacts;
  isFromBrowser: boolean;
  /** The account that already has this token, because the service ended its former one. */
  storedIn?: string | undefined;
}

export interface PendingChecks extends Disposable {
  keep(check: PendingCheck): string;
  get(checkId: string): PendingCheck | undefined;
  forget(checkId: string): void;
}

export function createPendingChecks(clock: Clock): PendingChecks {
  const checks = new Map<string, { check: PendingCheck; cancel: () => void }>();

  function forget(checkId: string): void {
    checks.get(checkId)?.cancel();
    checks.delete(checkId);
  }

  return {
    keep(check) {
      const checkId = randomUUID();
      checks.set(checkId, { check, cancel: clock.after(CHECK_LIFE_MS, () => forget(checkId)) });
      return checkId;
    },
    get: (checkId) => checks.get(checkId)?.check,
    forget,
    [Symbol.dispose]() {
      for (const checkId of checks.keys()) forget(checkId);
    },
  };
}
