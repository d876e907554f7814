import type { BuildDetail } from '../contract/build.ts';
import type { Result } from '../contract/problem.ts';
import { createPoller } from '../lib/poller.ts';
import { ok } from '../lib/result.ts';
import type { AccountRow } from './account-row.ts';
import type { ProviderChange } from './provider.ts';
import type { Timing } from './service.ts';

/** Between two looks at the lists; milliseconds. */
const LIST_MS = 60_000;

/** Lists of builds that come page by page. */
export interface PagedBuilds {
  /** Asks for the newest builds; with everything around them when the person asked for it. */
  load(isAskedFor: boolean): Promise<Result<undefined>>;
  loadMore(): Promise<Result<undefined>>;
  readonly hasMore: boolean;
}

interface Options {
  context: Timing;
  row: AccountRow;
  list: PagedBuilds;
  /** Asks for what the lists leave out, while somebody looks. */
  enrich(): Promise<unknown>;
  /** Between two looks at the builds that somebody looks at; milliseconds. */
  watchMs: number;
  /** Something about the build may still change. */
  isActive(buildId: string): boolean;
  detail(buildId: string): Promise<Result<BuildDetail>>;
  tell(change: ProviderChange): void;
}

/** The builds of a service that only answers: it is asked for its lists, and for the builds that somebody looks at. */
export interface PolledBuilds extends Disposable {
  start(): void;
  /** Asks for the lists soon; nobody waits for it. */
  lookSoon(): void;
  refresh(): Promise<Result<undefined>>;
  loadMore(): Promise<Result<undefined>>;
  watch(buildIds: readonly string[]): void;
}

export function createPolledBuilds(options: Options): PolledBuilds {
  const { row, list, watchMs, isActive, detail, tell } = options;
  const { clock, pace, random } = options.context;
  let lastLoad: Result<undefined> = ok();
  let isAskedFor = false;
  let watched: readonly string[] = [];

  async function load(): Promise<void> {
    const asked = isAskedFor;
    isAskedFor = false;
    lastLoad = await list.load(asked);
    row.set({ hasMoreBuilds: list.hasMore });
    if (lastLoad.ok && pace.current === 'active') await options.enrich();
  }

  async function loadWatched(): Promise<void> {
    for (const buildId of watched.filter(isActive)) {
      const loaded = await detail(buildId);
      if (loaded.ok) tell({ kind: 'detail', detail: loaded.value });
    }
  }

  const lists = createPoller({ clock, pace, random, task: load });
  const watching = createPoller({ clock, pace, random, task: loadWatched });
  return {
    start() {
      void lists.now();
      lists.every(LIST_MS);
    },
    lookSoon: () => void lists.now(),
    async refresh() {
      isAskedFor = true;
      await lists.now();
      // It may have been asking already, without the hurry.
      if (isAskedFor) await lists.now();
      return lastLoad;
    },
    async loadMore() {
      const loaded = await list.loadMore();
      row.set({ hasMoreBuilds: list.hasMore });
      return loaded;
    },
    watch(buildIds) {
      watched = [...buildIds];
      watching.every(watched.length === 0 ? undefined : watchMs);
    },
    [Symbol.dispose]() {
      lists[Symbol.dispose]();
      watching[Symbol.dispose]();
    },
  };
}
