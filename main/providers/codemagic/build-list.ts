import type { Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { ok } from '../../lib/result.ts';
import type { AppProjects } from '../app-projects.ts';
import { createPagedLists } from '../paged-lists.ts';
import type { PagedBuilds } from '../polled-builds.ts';
import type { CodemagicApi } from './api.ts';
import type { BuildStore } from './build-store.ts';

const PAGE_SIZE = 50;
/** Teams and apps change rarely; milliseconds. */
const PLACES_EVERY_MS = 10 * 60_000;

interface Options {
  api: CodemagicApi;
  store: BuildStore;
  apps: AppProjects;
  clock: Clock;
  log(line: string): void;
}

/** The lists of one account: teams, their apps, their builds page by page. */
export interface BuildList extends PagedBuilds {
  /** Teams whose lists may have builds of the app. */
  teamsOf(appId: string): string[];
}

export function createBuildList({ api, store, apps, clock, log }: Options): BuildList {
  let teams: string[] = [];
  let placesAt = Number.NEGATIVE_INFINITY;
  const lists = createPagedLists();

  async function loadPlaces(isAskedFor: boolean): Promise<Result<undefined>> {
    const found = await api.teams(isAskedFor);
    if (!found.ok) return found;
    const ids = new Set(found.value.map(({ id }) => id));
    // The builds of a person's own apps belong to a team of their own, whose id only the legacy API tells.
    const user = await api.legacyUser();
    const personal = user.ok ? user.value.value.user.personalTeam : undefined;
    if (personal !== undefined) ids.add(personal._id);
    teams = [...ids];
    for (const teamId of teams) {
      const placed = await api.teamApps(teamId);
      if (!placed.ok) {
        log(`codemagic: the apps of a team cannot be listed: ${placed.problem.code}`);
        continue;
      }
      for (const { id, name } of placed.value) {
        store.placeApp(id, teamId);
        apps.name(id, name);
      }
    }
    const own = await api.userApps();
    if (own.ok) {
      for (const { id, name } of own.value) {
        if (personal !== undefined && store.teamOf(id) === undefined) store.placeApp(id, personal._id);
        apps.name(id, name);
      }
    }
    placesAt = clock.now();
    return ok();
  }

  async function loadBuilds(teamId: string, cursor: string | undefined): Promise<Result<{ next: string | undefined }>> {
    const reply = await api.builds(teamId, { cursor, pageSize: PAGE_SIZE });
    if (!reply.ok) return reply;
    const { data, cursor: next } = reply.value.value;
    for (const wire of data) {
      store.placeApp(wire.app_id, teamId);
      store.take(wire);
    }
    return ok({ next });
  }

  return {
    async load(isAskedFor) {
      if (isAskedFor || clock.now() - placesAt >= PLACES_EVERY_MS) {
        const places = await loadPlaces(isAskedFor);
        if (!places.ok) return places;
      }
      return lists.newest(teams, loadBuilds);
    },
    loadMore: () => lists.older(teams, loadBuilds),
    get hasMore() {
      return lists.hasMore;
    },
    teamsOf(appId) {
      const team = store.teamOf(appId);
      return team === undefined ? teams : [team];
    },
  };
}
