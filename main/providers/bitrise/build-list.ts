import type { Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { ok } from '../../lib/result.ts';
import type { AppProjects } from '../app-projects.ts';
import { createPagedLists } from '../paged-lists.ts';
import type { PagedBuilds } from '../polled-builds.ts';
import type { BitriseApi } from './api.ts';
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
  apps: AppProjects;
  clock: Clock;
}

/** The lists of one account: its apps, and their builds page by page. */
export function createBuildList({ api, store, apps, clock }: Options): PagedBuilds {
  /** What is listed: everything at once, or apps one by one. */
  let sources: string[] = [ALL];
  let appSlugs: string[] = [];
  let appsAt = Number.NEGATIVE_INFINITY;
  const lists = createPagedLists();

  async function loadApps(isAskedFor: boolean): Promise<Result<undefined>> {
    const listed = await api.apps(isAskedFor);
    if (!listed.ok) return listed;
    for (const { slug, title } of listed.value) apps.name(slug, title);
    appSlugs = listed.value.filter((app) => app.is_disabled !== true).map(({ slug }) => slug);
    appsAt = clock.now();
    return ok();
  }

  async function loadBuilds(
    source: string,
    cursor: string | undefined,
    isAskedFor: boolean,
  ): Promise<Result<{ next: string | undefined }>> {
    const reply = await api.builds({ appSlug: source === ALL ? undefined : source, next: cursor, isAskedFor });
    if (!reply.ok) return reply;
    for (const wire of reply.value.value.data) {
      const appSlug = source === ALL ? wire.repository?.slug : source;
      // A build of which nobody knows the app has no page and no address.
      if (appSlug === undefined) continue;
      if (wire.repository !== undefined && !apps.has(appSlug)) apps.name(appSlug, wire.repository.title);
      store.take(appSlug, wire);
    }
    return ok({ next: reply.value.value.paging.next });
  }

  return {
    async load(isAskedFor) {
      if (isAskedFor || clock.now() - appsAt >= APPS_EVERY_MS) {
        const loaded = await loadApps(isAskedFor);
        if (!loaded.ok) return loaded;
      }
      const loadPage = (source: string, cursor: string | undefined) => loadBuilds(source, cursor, isAskedFor);
      const loaded = await lists.newest(sources, loadPage);
      const isRefused =
        !loaded.ok && ['not-found', 'no-right', 'bad-request'].includes(loaded.problem.code) && sources[0] === ALL;
      if (!isRefused) return loaded;
      // Not every token may list over all apps.
      sources = appSlugs.slice(0, MAX_SINGLE_APPS);
      return lists.newest(sources, loadPage);
    },
    loadMore: () => lists.older(sources, (source, cursor) => loadBuilds(source, cursor, true)),
    get hasMore() {
      return lists.hasMore;
    },
  };
}
