import type { Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { ok } from '../../lib/result.ts';
import type { ProviderChange } from '../provider.ts';
import type { CodemagicApi } from './api.ts';
import { appPage } from './addresses.ts';
import type { BuildStore } from './build-store.ts';

const PAGE_SIZE = 50;
/** Teams and apps change rarely; milliseconds. */
const PLACES_EVERY_MS = 10 * 60_000;

interface Options {
  api: CodemagicApi;
  store: BuildStore;
  clock: Clock;
  accountId: string;
  origin: string;
  tell(change: ProviderChange): void;
  log(line: string): void;
}

/** The lists of one account: teams, their apps, their builds page by page. */
export interface BuildList {
  /** Asks for the newest builds of every team; for teams and apps when it is time, or asked for. */
  load(isAskedFor: boolean): Promise<Result<undefined>>;
  /** Asks for the next page of every team that has one. */
  loadMore(): Promise<Result<undefined>>;
  readonly hasMore: boolean;
  /** Teams whose lists may have builds of the app. */
  teamsOf(appId: string): string[];
}

export function createBuildList({ api, store, clock, accountId, origin, tell, log }: Options): BuildList {
  let teams: string[] = [];
  let placesAt = Number.NEGATIVE_INFINITY;
  /** Where the next older page of a team begins; null when there is none. */
  const cursors = new Map<string, string | null>();
  const told = new Map<string, string>();

  function tellApp(appId: string, name: string): void {
    store.nameApp(appId, name);
    const projectName = store.appName(appId);
    if (told.get(appId) === projectName) return;
    told.set(appId, projectName);
    const projectId = store.projectIdOf(appId);
    tell({
      kind: 'project',
      projectId,
      project: {
        id: projectId,
        accountId,
        name: projectName,
        isGit: true,
        isSample: false,
        config: 'not-here',
        mistakes: [],
        webUrl: appPage(origin, appId),
      },
    });
  }

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
      const apps = await api.teamApps(teamId);
      if (!apps.ok) {
        log(`codemagic: the apps of a team cannot be listed: ${apps.problem.code}`);
        continue;
      }
      for (const { id, name } of apps.value) {
        store.placeApp(id, teamId);
        tellApp(id, name);
      }
    }
    const own = await api.userApps();
    if (own.ok) {
      for (const { id, name } of own.value) {
        if (personal !== undefined && store.teamOf(id) === undefined) store.placeApp(id, personal._id);
        tellApp(id, name);
      }
    }
    placesAt = clock.now();
    return ok();
  }

  async function loadBuilds(teamId: string, cursor: string | undefined): Promise<Result<undefined>> {
    const reply = await api.builds(teamId, { cursor, pageSize: PAGE_SIZE });
    if (!reply.ok) return reply;
    const { data, cursor: next } = reply.value.value;
    for (const wire of data) {
      store.placeApp(wire.app_id, teamId);
      store.take(wire);
    }
    // The newest page comes again and again; where the older ones go on stays as it is.
    if (cursor !== undefined || !cursors.has(teamId)) cursors.set(teamId, next ?? null);
    return ok();
  }

  /** Good when any of them is; else the first problem. */
  async function each(
    ids: readonly string[],
    act: (teamId: string) => Promise<Result<undefined>>,
  ): Promise<Result<undefined>> {
    const results = await Promise.all(ids.map(act));
    const failed = results.find((result) => !result.ok);
    return failed !== undefined && results.every((result) => !result.ok) ? failed : ok();
  }

  return {
    async load(isAskedFor) {
      if (isAskedFor || clock.now() - placesAt >= PLACES_EVERY_MS) {
        const places = await loadPlaces(isAskedFor);
        if (!places.ok) return places;
      }
      return each(teams, (teamId) => loadBuilds(teamId, undefined));
    },
    loadMore: () =>
      each(
        teams.filter((teamId) => typeof cursors.get(teamId) === 'string'),
        (teamId) => loadBuilds(teamId, cursors.get(teamId) ?? undefined),
      ),
    get hasMore() {
      return [...cursors.values()].some((cursor) => cursor !== null);
    },
    teamsOf(appId) {
      const team = store.teamOf(appId);
      return team === undefined ? teams : [team];
    },
  };
}
