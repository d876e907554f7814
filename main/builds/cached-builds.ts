import type { Build } from '../contract/build.ts';
import type { TruthStore } from '../ipc/truth.ts';
import type { CachedAccount } from './build-cache.ts';

/** Entries that were read from the cache and that no provider has spoken of in this run. */
export interface CachedBuilds {
  /** Puts what was cached into the truth, where no provider was faster. */
  restore(cached: CachedAccount): void;
  /** A provider spoke of it: it is news from here on. */
  confirmBuild(build: Build): void;
  confirmProject(projectId: string): void;
  /** The account's row is another now; what waited for it to be complete is settled. */
  accountSaid(accountId: string): void;
  /**
   * The provider has said everything it lists now, or will have once its row says whether there is more: what ought to be
   * among it and is not is gone.
   */
  settle(accountId: string): void;
  forget(accountId: string): void;
}

interface Unconfirmed {
  builds: Set<string>;
  projects: Set<string>;
  /** When the oldest build was queued that the provider listed, by project. */
  oldest: Map<string, number>;
  isToSettle: boolean;
}

/** Whether a build that was not listed would have been, were it still there. */
function isGone(build: Build, { oldest, projects }: Unconfirmed, hasMore: boolean): boolean {
  // Nobody knows how it went on, and it is not among those that run.
  if (build.state === 'other') return true;
  const oldestOfProject = oldest.get(build.projectId);
  // Nothing of its project was listed: the project is gone, or could not be read this time.
  if (oldestOfProject === undefined) return !hasMore && projects.has(build.projectId);
  // What is older than the page that was read may still be there; it stays until more is read.
  return !hasMore || build.queuedAt >= oldestOfProject;
}

const isUnfinished = ({ state }: Build): boolean => state === 'queued' || state === 'running';

export function createCachedBuilds(truth: TruthStore, dropBuild: (buildId: string) => void): CachedBuilds {
  const byAccount = new Map<string, Unconfirmed>();
  const accountOf = (accountId: string): Unconfirmed => {
    const found = byAccount.get(accountId) ?? {
      builds: new Set(),
      projects: new Set(),
      oldest: new Map(),
      isToSettle: false,
    };
    byAccount.set(accountId, found);
    return found;
  };

  function settle(accountId: string): void {
    const account = byAccount.get(accountId);
    if (account === undefined) return;
    account.isToSettle = true;
    const row = truth.get('accounts', accountId);
    // Providers may begin well and list later; only then do they know whether there is more.
    const hasListed = row?.capabilities.folders === true || (row?.state === 'ready' && row.hasMoreBuilds !== undefined);
    if (!hasListed) return;
    byAccount.delete(accountId);
    for (const buildId of account.builds) {
      const build = truth.get('builds', buildId);
      if (build !== undefined && isGone(build, account, row.hasMoreBuilds === true)) dropBuild(buildId);
    }
    const inUse = new Set(truth.all('builds').map(({ projectId }) => projectId));
    for (const projectId of account.projects) if (!inUse.has(projectId)) truth.drop('projects', projectId);
  }

  return {
    restore({ builds, projects }) {
      for (const project of projects) {
        if (truth.get('projects', project.id) !== undefined) continue;
        truth.put('projects', project.id, project);
        accountOf(project.accountId).projects.add(project.id);
      }
      for (const build of builds) {
        if (truth.get('builds', build.id) !== undefined) continue;
        // Nobody knows how it went on: it must not be shown as running for days.
        truth.put('builds', build.id, isUnfinished(build) ? { ...build, state: 'other' } : build);
        accountOf(build.accountId).builds.add(build.id);
      }
    },
    confirmBuild({ id, accountId, projectId, queuedAt }) {
      const account = byAccount.get(accountId);
      if (account === undefined) return;
      account.builds.delete(id);
      account.oldest.set(projectId, Math.min(queuedAt, account.oldest.get(projectId) ?? queuedAt));
    },
    confirmProject(projectId) {
      for (const { projects } of byAccount.values()) projects.delete(projectId);
    },
    accountSaid(accountId) {
      if (byAccount.get(accountId)?.isToSettle === true) settle(accountId);
    },
    settle,
    forget: (accountId) => void byAccount.delete(accountId),
  };
}
