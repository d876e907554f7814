import type { Account } from '../contract/account.ts';
import type { Build } from '../contract/build.ts';

/** What an account says right after its first list still belongs to that list. */
export const SETTLE_MS = 3_000;
/** Clocks of services go wrong by some minutes. */
const SKEW_MS = 5 * 60_000;

const endStates: ReadonlySet<Build['state']> = new Set(['passed', 'failed', 'cancelled', 'interrupted']);

/** What is known of builds while the app runs, so that what comes to its end can be told from what had before. */
export interface BuildNews {
  /** An account said something about itself. */
  accountSaid(account: Account, builds: () => Iterable<Build>, now: number): void;
  forgetAccount(accountId: string): void;
  /** A build was set; true when it has just come to its end. */
  take(build: Build, now: number): boolean;
  drop(buildId: string): void;
}

/** Whether an account has given its first list of builds; what was kept from the last run is confirmed by then. */
function hasListed({ state, capabilities, hasMoreBuilds }: Account): boolean {
  return state === 'ready' && (capabilities.folders || hasMoreBuilds !== undefined);
}

export function createBuildNews(): BuildNews {
  /** Since when news of an account are news. */
  const newsSince = new Map<string, number>();
  /** Whether a build had come to its end. */
  const ended = new Map<string, boolean>();

  return {
    accountSaid(account, builds, now) {
      if (newsSince.has(account.id) || !hasListed(account)) return;
      newsSince.set(account.id, now + SETTLE_MS);
      for (const build of builds()) if (build.accountId === account.id) ended.set(build.id, endStates.has(build.state));
    },
    forgetAccount: (accountId) => void newsSince.delete(accountId),
    take(build, now) {
      const since = newsSince.get(build.accountId);
      if (since === undefined) return false;
      const hasEnded = endStates.has(build.state);
      const before = ended.get(build.id);
      ended.set(build.id, hasEnded);
      if (!hasEnded || before === true || now < since) return false;
      // One that nobody saw running may come from a page of older builds.
      return before === false || (build.finishedAt ?? build.queuedAt) >= since - SETTLE_MS - SKEW_MS;
    },
    drop: (buildId) => void ended.delete(buildId),
  };
}
