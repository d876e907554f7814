import type { Problem, Result } from '../../contract/problem.ts';
import { createPoller } from '../../lib/poller.ts';
import { ok } from '../../lib/result.ts';
import type { Timing } from '../service.ts';
import { allStates, unfinishedStates, type SemaphoreApi } from './api.ts';
import { addDetails } from './add-details.ts';
import type { KnownJobs } from './known-jobs.ts';
import type { Job } from './wire-job.ts';
import type { WireProject } from './wire-project.ts';

const LIST_INTERVAL_MS = 60_000;
const RUNNING_INTERVAL_MS = 10_000;
/** Projects come and go rarely. */
const PROJECTS_INTERVAL_MS = 10 * 60_000;
/** The API has no page beyond. */
const MAX_PROJECT_PAGES = 100;
/** Pages that are fetched to close the gap to what is known; more is left to `loadMore`. */
const MAX_CATCH_UP_PAGES = 4;
/** Jobs that left the list of unfinished ones are asked for one by one up to here, else the whole list is. */
const MAX_SINGLE_JOBS = 5;

/** The list of an account's jobs, kept up to date. */
export interface BuildList extends Disposable {
  start(): Promise<Result<undefined>>;
  refresh(): Promise<Result<undefined>>;
  loadMore(): Promise<Result<undefined>>;
  /** Something was started or stopped. */
  lookSoon(): void;
}

interface Options extends Timing {
  api: SemaphoreApi;
  known: KnownJobs;
  onChecked(hasMoreBuilds: boolean): void;
  /** The list could not be had. */
  onFailed(reason: Problem): void;
}

const lacksService = ({ code }: Problem): boolean =>
  ['offline', 'timed-out', 'rate-limited', 'service-failed'].includes(code);

export function createBuildList({ api, known, clock, pace, random, onChecked, onFailed }: Options): BuildList {
  /** Leads to the page after the oldest job in the list; empty at the end, undefined before the first page. */
  let olderToken: string | undefined;
  let projectsAskedAt: number | undefined;
  let listedAt = Number.NEGATIVE_INFINITY;
  let lastUpdate: Result<undefined> = ok();
  let isDisposed = false;

  async function fetchProjects(isAskedFor: boolean): Promise<Result<undefined>> {
    const found: WireProject[] = [];
    for (let page = 1; page <= MAX_PROJECT_PAGES; page += 1) {
      const reply = await api.projects(page, isAskedFor);
      if (!reply.ok) return reply;
      found.push(...reply.value.projects);
      if (!reply.value.hasMore) break;
    }
    projectsAskedAt = clock.now();
    known.putProjects(found);
    return ok();
  }

  /** The newest jobs, back to what is known already. */
  async function fetchNewest(isAskedFor: boolean): Promise<Result<undefined>> {
    const pages = olderToken === undefined ? 1 : MAX_CATCH_UP_PAGES;
    let token: string | undefined;
    for (let page = 0; page < pages; page += 1) {
      const reply = await api.jobs(allStates, token, isAskedFor);
      if (!reply.ok) return reply;
      const { jobs, nextPageToken } = reply.value;
      const meetsKnown = jobs.some(({ id }) => known.get(id) !== undefined);
      for (const job of jobs) known.put(job);
      if (meetsKnown && olderToken !== undefined) return ok();
      token = nextPageToken;
      if (token === '') break;
    }
    // What is older than this is not known without a gap: `loadMore` goes on from here.
    olderToken = token ?? '';
    return ok();
  }

  async function fetchNamesOfUnknownProjects(isAskedFor: boolean): Promise<Result<undefined>> {
    const isLongAgo = projectsAskedAt === undefined || clock.now() - projectsAskedAt >= PROJECTS_INTERVAL_MS;
    const isMissing = known.all().some(({ projectId }) => projectId !== '' && !known.hasProject(projectId));
    const wasJustAsked = projectsAskedAt !== undefined && clock.now() - projectsAskedAt < LIST_INTERVAL_MS;
    return isLongAgo || (isMissing && !wasJustAsked) ? fetchProjects(isAskedFor) : ok();
  }

  async function update(isAskedFor: boolean): Promise<Result<undefined>> {
    const newest = await fetchNewest(isAskedFor);
    if (!newest.ok) {
      onFailed(newest.problem);
      return newest;
    }
    listedAt = clock.now();
    const projects = await fetchNamesOfUnknownProjects(isAskedFor);
    watchRunning();
    onChecked(olderToken !== '');
    return projects;
  }

  /** Asks for one job that is not where it was. */
  async function fetchJob({ id }: Job): Promise<boolean> {
    const reply = await api.job(id);
    if (reply.ok) known.put(reply.value);
    else if (reply.problem.code === 'not-found') known.drop(id);
    else return !lacksService(reply.problem);
    return true;
  }

  const unfinished = (): Job[] => known.all().filter(({ state }) => state !== 'FINISHED' && state !== 'OTHER');

  /** All unfinished jobs come in one reply; those that are missing there have ended. */
  async function updateRunning(): Promise<void> {
    const before = unfinished();
    // The whole list has just come; running jobs are in it.
    if (before.length === 0 || clock.now() - listedAt < RUNNING_INTERVAL_MS / 2) return;
    const reply = await api.jobs(unfinishedStates);
    if (!reply.ok) return;
    const present = new Set(reply.value.jobs.map(({ id }) => id));
    for (const job of reply.value.jobs) known.put(job);
    const oldestShown = reply.value.jobs.at(-1)?.createdAt ?? 0;
    const isWhole = reply.value.nextPageToken === '';
    const gone = before.filter(({ id, createdAt }) => !present.has(id) && (isWhole || (createdAt ?? 0) > oldestShown));
    if (gone.length > MAX_SINGLE_JOBS && !(await fetchNewest(false)).ok) return;
    const missing = gone.filter(({ id, state }) => known.get(id)?.state === state);
    for (const job of missing.slice(0, MAX_SINGLE_JOBS)) {
      if (!(await fetchJob(job))) return;
    }
    watchRunning();
    if (gone.length > 0) void details();
  }

  function watchRunning(): void {
    runningPoller.every(unfinished().length > 0 ? RUNNING_INTERVAL_MS : undefined);
  }

  let adding: Promise<void> | undefined;
  function details(): Promise<void> {
    adding ??= addDetails({ api, known, isOver: () => isDisposed }).finally(() => {
      adding = undefined;
    });
    return adding;
  }

  const newestPoller = createPoller({
    clock,
    pace,
    random,
    task: async () => {
      lastUpdate = await update(false);
      if (lastUpdate.ok) void details();
    },
  });
  const runningPoller = createPoller({ clock, pace, random, task: updateRunning });

  return {
    async start() {
      await newestPoller.now();
      newestPoller.every(LIST_INTERVAL_MS);
      return lastUpdate;
    },
    async refresh() {
      const projects = await fetchProjects(true);
      if (!projects.ok) return projects;
      const updated = await update(true);
      if (updated.ok) void details();
      return updated;
    },
    async loadMore() {
      if (olderToken === undefined || olderToken === '') return ok();
      const reply = await api.jobs(allStates, olderToken, true);
      if (!reply.ok) return reply;
      for (const job of reply.value.jobs) known.put(job);
      olderToken = reply.value.nextPageToken;
      onChecked(olderToken !== '');
      watchRunning();
      void details();
      return ok();
    },
    lookSoon() {
      void newestPoller.now();
    },
    [Symbol.dispose]() {
      isDisposed = true;
      newestPoller[Symbol.dispose]();
      runningPoller[Symbol.dispose]();
    },
  };
}
