import type { Account } from '../contract/account.ts';
import type { Artifact, Build, BuildDetail, LogPage } from '../contract/build.ts';
import type { Result } from '../contract/problem.ts';
import type { TruthStore } from '../ipc/truth.ts';
import { describe, fail, ok } from '../lib/result.ts';
import type { Provider, ProviderChange } from '../providers/provider.ts';
import type { Registry } from '../providers/registry.ts';
import type { CachedAccount } from './build-cache.ts';
import { createCachedBuilds } from './cached-builds.ts';

/** Builds kept of one account, the newest. */
export const MAX_BUILDS = 2_500;

/** The truth about accounts, projects and builds. */
export interface Builds {
  /** Takes what a provider says into the truth. */
  take(change: Exclude<ProviderChange, { kind: 'session' }>): void;
  /** Puts what was known last into the truth, until the providers say otherwise. */
  restore(cached: CachedAccount): void;
  /** The provider has said everything it lists: what was cached, and is not among it, is gone. */
  listed(accountId: string): void;
  /** Forgets everything that came from an account. */
  forget(accountId: string): void;
  /** What is worth keeping of an account for the next start. */
  collect(accountId: string): CachedAccount;
  /** Keeps the details of these builds, and of no others. */
  watch(buildIds: string[]): Promise<Result<undefined>>;
  refresh(): Promise<Result<undefined>>;
  /** Asks for older builds of an account, or of all that have some. */
  loadMore(accountId?: string): Promise<Result<undefined>>;
  readLog(
    buildId: string,
    stepId: string,
    range: { offset?: number | undefined; tailBytes?: number | undefined },
  ): Promise<Result<LogPage>>;
  rebuild(buildId: string): Promise<Result<{ buildId: string }>>;
  cancel(buildId: string): Promise<Result<undefined>>;
  /** `not-supported` */
  artifacts(buildId: string): Promise<Result<Artifact[]>>;
  /** The provider a build came from. */
  providerOf(buildId: string): Result<Provider>;
}

/** @param changed the account's builds or projects are others now */
export function createBuilds(
  truth: TruthStore,
  registry: Registry,
  changed: (accountId: string) => void = () => {},
): Builds {
  let watched = new Set<string>();
  const counts = new Map<string, number>();
  const overfull = new Set<string>();
  /** Of full accounts: when their oldest build was queued. What is older is not let in again. */
  const floors = new Map<string, number>();
  const cached = createCachedBuilds(truth, dropBuild);

  function providerOf(buildId: string): Result<Provider> {
    const build = truth.get('builds', buildId);
    const provider = build === undefined ? undefined : registry.get(build.accountId);
    if (provider === undefined)
      return fail('not-found', 'This build is not in the list any more.', 'Refresh the list.');
    return ok(provider);
  }

  function keepDetail(detail: BuildDetail): void {
    if (watched.has(detail.buildId)) truth.put('details', detail.buildId, detail);
  }

  function buildsOf(accountId: string): Build[] {
    return truth.all('builds').filter((build) => build.accountId === accountId);
  }

  function countUp(accountId: string, by: number): void {
    const count = (counts.get(accountId) ?? 0) + by;
    counts.set(accountId, count);
    if (count <= MAX_BUILDS || overfull.has(accountId)) return;
    overfull.add(accountId);
    // Once for all that arrives together.
    setImmediate(() => {
      overfull.delete(accountId);
      const sorted = buildsOf(accountId).toSorted((one, other) => other.queuedAt - one.queuedAt);
      for (const { id } of sorted.slice(MAX_BUILDS)) dropBuild(id);
      floors.set(accountId, sorted[MAX_BUILDS - 1]?.queuedAt ?? 0);
    });
  }

  function dropBuild(buildId: string): void {
    const build = truth.get('builds', buildId);
    truth.drop('details', buildId);
    if (build === undefined) return;
    truth.drop('builds', buildId);
    countUp(build.accountId, -1);
    if ((counts.get(build.accountId) ?? 0) < MAX_BUILDS) floors.delete(build.accountId);
    changed(build.accountId);
  }

  function putBuild(build: Build): void {
    const before = truth.get('builds', build.id);
    if (before === undefined && build.queuedAt < (floors.get(build.accountId) ?? 0)) return;
    truth.put('builds', build.id, build);
    if (before === undefined) countUp(build.accountId, 1);
    if (truth.get('builds', build.id) !== before) changed(build.accountId);
  }

  function takeAccount(account: Account): void {
    const wasConnecting = truth.get('accounts', account.id)?.state === 'connecting';
    truth.put('accounts', account.id, account);
    cached.accountSaid(account.id);
    if (!wasConnecting || account.state === 'connecting') return;
    for (const buildId of watched)
      if (truth.get('builds', buildId)?.accountId === account.id && truth.get('details', buildId) === undefined)
        void fetchDetail(buildId);
  }

  function takeProject({ projectId, project }: Extract<ProviderChange, { kind: 'project' }>): void {
    const before = truth.get('projects', projectId);
    cached.confirmProject(projectId);
    if (project === null) truth.drop('projects', projectId);
    else truth.put('projects', projectId, project);
    const accountId = project?.accountId ?? before?.accountId;
    if (accountId !== undefined && truth.get('projects', projectId) !== before) changed(accountId);
  }

  /** A provider that throws is a bug of one account, and no reason for the others to stop. */
  async function guarded<T>(provider: Provider, act: (provider: Provider) => Promise<Result<T>>): Promise<Result<T>> {
    try {
      return await act(provider);
    } catch (error) {
      return fail('internal', `Something went wrong with ${provider.account.label}.`, undefined, describe(error));
    }
  }

  async function fetchDetail(buildId: string): Promise<Result<undefined>> {
    const accountId = truth.get('builds', buildId)?.accountId ?? '';
    // A build of the last run, whose provider has not begun: it is asked as soon as it can answer.
    if (truth.get('accounts', accountId)?.state === 'connecting') return ok();
    const detail = await onProvider(buildId, (provider) => provider.detail(buildId));
    if (!detail.ok) return detail;
    keepDetail(detail.value);
    return ok();
  }

  async function onProvider<T>(buildId: string, act: (provider: Provider) => Promise<Result<T>>): Promise<Result<T>> {
    const provider = providerOf(buildId);
    return provider.ok ? guarded(provider.value, act) : provider;
  }

  /** One account that fails says so in its own row; only when all do, the whole has failed. */
  async function onAll(
    providers: Provider[],
    act: (provider: Provider) => Promise<Result<undefined>>,
  ): Promise<Result<undefined>> {
    const results = await Promise.all(providers.map((provider) => guarded(provider, act)));
    return results.every((result) => !result.ok) ? (results[0] ?? ok()) : ok();
  }

  return {
    providerOf,
    take(change) {
      switch (change.kind) {
        case 'account':
          return takeAccount(change.account);
        case 'project':
          return takeProject(change);
        case 'build':
          if (change.build === null) return dropBuild(change.buildId);
          cached.confirmBuild(change.build);
          return putBuild(change.build);
        case 'detail':
          return keepDetail(change.detail);
      }
    },
    restore(account) {
      cached.restore(account);
      for (const accountId of new Set(account.builds.map((build) => build.accountId))) {
        counts.set(accountId, buildsOf(accountId).length);
        countUp(accountId, 0);
      }
    },
    listed: (accountId) => cached.settle(accountId),
    forget(accountId) {
      cached.forget(accountId);
      for (const { id } of buildsOf(accountId)) dropBuild(id);
      for (const project of truth.all('projects'))
        if (project.accountId === accountId) truth.drop('projects', project.id);
      counts.delete(accountId);
    },
    collect: (accountId) => ({
      builds: buildsOf(accountId),
      projects: truth.all('projects').filter((project) => project.accountId === accountId),
    }),
    async watch(buildIds) {
      const known = buildIds.filter((buildId) => truth.get('builds', buildId) !== undefined);
      const added = known.filter((buildId) => !watched.has(buildId));
      for (const buildId of watched) if (!known.includes(buildId)) truth.drop('details', buildId);
      watched = new Set(known);
      for (const provider of registry.all()) {
        const own = known.filter((buildId) => truth.get('builds', buildId)?.accountId === provider.account.id);
        provider.watch?.(own);
      }
      const results = await Promise.all(added.map(fetchDetail));
      return results.find((result) => !result.ok) ?? ok();
    },
    refresh: () =>
      onAll(registry.all(), async (provider) => {
        const refreshed = await provider.refresh();
        if (refreshed.ok) cached.settle(provider.account.id);
        return refreshed;
      }),
    async loadMore(accountId) {
      const providers = registry
        .all()
        .filter(({ account }) => (accountId === undefined ? account.hasMoreBuilds : account.id === accountId));
      const room = providers.filter(({ account }) => (counts.get(account.id) ?? 0) < MAX_BUILDS);
      if (providers.length > 0 && room.length === 0) {
        const message = `Only the newest ${MAX_BUILDS.toLocaleString('en')} builds of an account are kept here.`;
        return fail('not-supported', message, 'Older ones are on the pages of the service.');
      }
      return onAll(room, async (provider) => provider.loadMore?.() ?? ok());
    },
    readLog: (buildId, stepId, range) => onProvider(buildId, (provider) => provider.readLog(buildId, stepId, range)),
    rebuild: (buildId) => onProvider(buildId, (provider) => provider.rebuild(buildId)),
    cancel: (buildId) => onProvider(buildId, (provider) => provider.cancel(buildId)),
    artifacts: (buildId) =>
      onProvider(buildId, async (provider) => {
        const { label } = provider.account;
        return provider.artifacts?.(buildId) ?? fail('not-supported', `${label} has no list of files here.`);
      }),
  };
}
