import type { Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { ok } from '../../lib/result.ts';
import type { ProviderChange } from '../provider.ts';
import type { BitriseApi } from './api.ts';
import { appPage } from './addresses.ts';
import type { BuildStore } from './build-store.ts';

/** Apps change rarely; milliseconds. */
const APPS_EVERY_MS = 10 * 60_000;
/** Apps that are asked one by one when the list over all of them is refused; those with the latest builds. */
const MAX_SINGLE_APPS = 10;
/** Stands for the list over all apps. */
const ALL = '';

interface Options {
  api: BitriseApi;
  store: BuildStore;
  clock: Clock;
  accountId: string;
  origin: string;
  tell(change: ProviderChange): void;
}

/** The lists of one account: its apps, and their builds page by page. */
export interface BuildList {
  load(isAskedFor: boolean): Promise<Result<undefined>>;
  loadMore(): Promise<Result<undefined>>;
  readonly hasMore: boolean;
}

export function createBuildList({ api, store, clock, accountId, origin, tell }: Options): BuildList {
  /** What is listed: everything at once, or apps one by one. */
  let sources: string[] = [ALL];
  let appSlugs: string[] = [];
  let appsAt = Number.NEGATIVE_INFINITY;
  /** Where the next older page of a source begins; null when there is none. */
  const cursors = new Map<string, string | null>();
  const told = new Map<string, string>();

  function tellApp(appSlug: string, title: string): void {
    store.nameApp(appSlug, title);
    const name = store.appName(appSlug);
    if (told.get(appSlug) === name) return;
    told.set(appSlug, name);
    const projectId = store.projectIdOf(appSlug);
    tell({
      kind: 'project',
      projectId,
      project: {
        id: projectId,
        accountId,
        name,
        isGit: true,
        isSample: false,
        config: 'not-here',
        mistakes: [],
        webUrl: appPage(origin, appSlug),
      },
    });
  }

  async function loadApps(isAskedFor: boolean): Promise<Result<undefined>> {
    const apps = await api.apps(isAskedFor);
    if (!apps.ok) return apps;
    for (const { slug, title } of apps.value) tellApp(slug, title);
    appSlugs = apps.value.filter((app) => app.is_disabled !== true).map(({ slug }) => slug);
    appsAt = clock.now();
    return ok();
  }

  async function loadBuilds(source: string, next: string | undefined, isAskedFor: boolean): Promise<Result<undefined>> {
    const reply = await api.builds({ appSlug: source === ALL ? undefined : source, next, isAskedFor });
    if (!reply.ok) return reply;
    for (const wire of reply.value.value.data) {
      const appSlug = source === ALL ? wire.repository?.slug : source;
      // A build of which nobody knows the app has no page and no address.
      if (appSlug === undefined) continue;
      if (wire.repository !== undefined && !told.has(appSlug)) tellApp(appSlug, wire.repository.title);
      store.take(appSlug, wire);
    }
    // The newest page comes again and again; where the older ones go on stays as it is.
    if (next !== undefined || !cursors.has(source)) cursors.set(source, reply.value.value.paging.next ?? null);
    return ok();
  }

  async function each(
    ids: readonly string[],
    act: (id: string) => Promise<Result<undefined>>,
  ): Promise<Result<undefined>> {
    const results = await Promise.all(ids.map(act));
    const failed = results.find((result) => !result.ok);
    return failed !== undefined && results.every((result) => !result.ok) ? failed : ok();
  }

  return {
    async load(isAskedFor) {
      if (isAskedFor || clock.now() - appsAt >= APPS_EVERY_MS) {
        const apps = await loadApps(isAskedFor);
        if (!apps.ok) return apps;
      }
      const loaded = await each(sources, (source) => loadBuilds(source, undefined, isAskedFor));
      const isRefused =
        !loaded.ok && ['not-found', 'no-right', 'bad-request'].includes(loaded.problem.code) && sources[0] === ALL;
      if (!isRefused) return loaded;
      // Not every token may list over all apps.
      sources = appSlugs.slice(0, MAX_SINGLE_APPS);
      return each(sources, (source) => loadBuilds(source, undefined, isAskedFor));
    },
    loadMore: () =>
      each(
        sources.filter((source) => typeof cursors.get(source) === 'string'),
        (source) => loadBuilds(source, cursors.get(source) ?? undefined, true),
      ),
    get hasMore() {
      return [...cursors.values()].some((cursor) => cursor !== null);
    },
  };
}
