import type { Account, Capabilities } from '../../main/contract/account.ts';
import type { Build, BuildDetail } from '../../main/contract/build.ts';
import type { Key } from '../../main/contract/key.ts';
import type { Keychain } from '../../main/contract/keychain.ts';
import type { Project } from '../../main/contract/project.ts';
import type { Session } from '../../main/contract/session.ts';
import type { Settings } from '../../main/contract/settings.ts';
import type { Truth } from '../../main/contract/state.ts';
import { shortAccountNames } from './accounts.ts';
import { countByAccount, latestByProject, newestFirst, sharedNames } from './select-builds.ts';
import { useTruth } from './truth.ts';

/** Works something out from one part of the truth, once per change of that part. */
function derive<Part extends object, Value>(part: (truth: Truth) => Part, work: (value: Part) => Value): () => Value {
  let last: { from: Part; value: Value } | undefined;
  return function useDerived() {
    return useTruth(({ truth }) => {
      const from = part(truth);
      if (last?.from !== from) last = { from, value: work(from) };
      return last.value;
    });
  };
}

const builds = (truth: Truth): Record<string, Build> => truth.builds;

/** All builds, newest first. */
export const useBuilds = derive(builds, newestFirst);
export const useBuildCounts = derive(builds, (all) => countByAccount(Object.values(all)));
export const useLatestBuilds = derive(builds, (all) => latestByProject(newestFirst(all)));

/** Accounts in the order they were added. */
export const useAccounts = derive(
  (truth) => truth.accounts,
  (all): Account[] => Object.values(all),
);

/** Accounts that have builds: all but the one that pasted machines belong to. */
export const useBuildAccounts = derive(
  (truth) => truth.accounts,
  (all): Account[] => Object.values(all).filter(({ capabilities }) => capabilities.builds),
);

export const useAccountLabels = derive(
  (truth) => truth.accounts,
  (all): ReadonlyMap<string, string> => new Map(Object.values(all).map(({ id, label }) => [id, label])),
);

/** The name of its service, where an account is the only one there; otherwise its own. */
export const useShortAccountNames = derive(
  (truth) => truth.accounts,
  (all): ReadonlyMap<string, string> => shortAccountNames(Object.values(all)),
);

/** The person's own keys, in the order in which they are offered. */
export const useKeys = derive(
  (truth) => truth.keys,
  (all): Key[] => Object.values(all).sort((left, right) => left.position - right.position),
);

/** Names that projects of more than one account have; only there is the account needed to tell builds apart. */
export const useSharedProjectNames = derive(
  (truth) => truth.projects,
  (all): ReadonlySet<string> => sharedNames(Object.values(all)),
);

/** Projects by name, the sample last. */
export const useProjects = derive(
  (truth) => truth.projects,
  (all): Project[] =>
    Object.values(all).sort(
      (left, right) => Number(left.isSample) - Number(right.isSample) || left.name.localeCompare(right.name),
    ),
);

/** Sessions in the order they were asked for. */
export const useSessions = derive(
  (truth) => truth.sessions,
  (all): Session[] => Object.values(all),
);

export function useBuild(buildId: string | undefined): Build | undefined {
  return useTruth(({ truth }) => (buildId === undefined ? undefined : truth.builds[buildId]));
}

export function useDetail(buildId: string | undefined): BuildDetail | undefined {
  return useTruth(({ truth }) => (buildId === undefined ? undefined : truth.details[buildId]));
}

export function useProject(projectId: string | undefined): Project | undefined {
  return useTruth(({ truth }) => (projectId === undefined ? undefined : truth.projects[projectId]));
}

export function useSession(sessionId: string): Session | undefined {
  return useTruth(({ truth }) => truth.sessions[sessionId]);
}

export function useSettings(): Settings {
  return useTruth(({ truth }) => truth.settings);
}

export function useKeychain(): Keychain {
  return useTruth(({ truth }) => truth.keychain);
}

export function useAccount(accountId: string | undefined): Account | undefined {
  return useTruth(({ truth }) => (accountId === undefined ? undefined : truth.accounts[accountId]));
}

export function useCapabilities(accountId: string | undefined): Capabilities | undefined {
  return useTruth(({ truth }) => (accountId === undefined ? undefined : truth.accounts[accountId]?.capabilities));
}
