import type { BuildDetail, LogPage } from '../contract/build.ts';
import type { Result } from '../contract/problem.ts';
import type { TruthStore } from '../ipc/truth.ts';
import { fail, ok } from '../lib/result.ts';
import type { Provider, ProviderChange } from '../providers/provider.ts';
import type { Registry } from '../providers/registry.ts';

/** The truth about accounts, projects and builds. */
export interface Builds {
  /** Takes what a provider says into the truth. */
  take(change: Exclude<ProviderChange, { kind: 'session' }>): void;
  /** Keeps the details of these builds, and of no others. */
  watch(buildIds: string[]): Promise<Result<undefined>>;
  refresh(): Promise<Result<undefined>>;
  readLog(
    buildId: string,
    stepId: string,
    range: { offset?: number | undefined; tailBytes?: number | undefined },
  ): Promise<Result<LogPage>>;
  rebuild(buildId: string): Promise<Result<{ buildId: string }>>;
  cancel(buildId: string): Promise<Result<undefined>>;
  /** The provider a build came from. */
  providerOf(buildId: string): Result<Provider>;
}

export function createBuilds(truth: TruthStore, registry: Registry): Builds {
  let watched = new Set<string>();

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

  async function fetchDetail(buildId: string): Promise<Result<undefined>> {
    const provider = providerOf(buildId);
    if (!provider.ok) return provider;
    const detail = await provider.value.detail(buildId);
    if (!detail.ok) return detail;
    keepDetail(detail.value);
    return ok();
  }

  async function onProvider<T>(buildId: string, act: (provider: Provider) => Promise<Result<T>>): Promise<Result<T>> {
    const provider = providerOf(buildId);
    return provider.ok ? act(provider.value) : provider;
  }

  return {
    providerOf,
    take(change) {
      switch (change.kind) {
        case 'account':
          return truth.put('accounts', change.account.id, change.account);
        case 'project':
          if (change.project === null) return truth.drop('projects', change.projectId);
          return truth.put('projects', change.projectId, change.project);
        case 'build':
          if (change.build !== null) return truth.put('builds', change.buildId, change.build);
          truth.drop('details', change.buildId);
          return truth.drop('builds', change.buildId);
        case 'detail':
          return keepDetail(change.detail);
      }
    },
    async watch(buildIds) {
      const known = buildIds.filter((buildId) => truth.get('builds', buildId) !== undefined);
      const added = known.filter((buildId) => !watched.has(buildId));
      for (const buildId of watched) if (!known.includes(buildId)) truth.drop('details', buildId);
      watched = new Set(known);
      const results = await Promise.all(added.map(fetchDetail));
      return results.find((result) => !result.ok) ?? ok();
    },
    async refresh() {
      const results = await Promise.all(registry.all().map((provider) => provider.refresh()));
      return results.find((result) => !result.ok) ?? ok();
    },
    readLog: (buildId, stepId, range) => onProvider(buildId, (provider) => provider.readLog(buildId, stepId, range)),
    rebuild: (buildId) => onProvider(buildId, (provider) => provider.rebuild(buildId)),
    cancel: (buildId) => onProvider(buildId, (provider) => provider.cancel(buildId)),
  };
}
