import type { Account } from '../contract/account.ts';
import type { Build } from '../contract/build.ts';
import type { Settings } from '../contract/settings.ts';

/**
 * The person started this build: the service says so, or names them, or it ran on this computer. Where a service does not
 * say who started a build, nobody knows.
 */
export function isMine(build: Build, account: Account | undefined): boolean {
  if (account?.provider === 'buildhost') return true;
  return build.isMine ?? (build.author !== undefined && build.author === account?.login);
}

/** Whether a build is among those that the person wants to hear of. */
export function isWanted(build: Build, account: Account | undefined, wish: Settings['notifyBuilds']): boolean {
  // Whoever looks into its machine sees how it goes.
  if (build.hasAccess) return false;
  return wish === 'all' || (wish === 'mine' && isMine(build, account));
}
