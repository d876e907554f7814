import type { Result } from '../../contract/problem.ts';
import { ok } from '../../lib/result.ts';
import { PAGE_ROWS, type Api } from './api.ts';
import { fromV11 } from './job-from-wire.ts';
import type { JobStore } from './job-store.ts';
import type { Projects } from './projects.ts';

/** The flat list of v1.1: the jobs of all projects that the person follows, one request for a hundred of them. */
export interface RecentBuilds {
  refresh(isAskedFor: boolean): Promise<Result<undefined>>;
  /** The next page of older ones. */
  more(): Promise<Result<undefined>>;
  hasMore(): boolean;
}

interface Options {
  api: Api;
  jobs: JobStore;
  projects: Projects;
  login(): string | undefined;
}

export function createRecentBuilds({ api, jobs, projects, login }: Options): RecentBuilds {
  let loaded = 0;
  let hasMore = false;

  async function load(offset: number, isAskedFor: boolean): Promise<Result<number>> {
    const reply = await api.recentBuilds(offset, { isAskedFor });
    if (!reply.ok) return reply;
    const { count, rows } = reply.value.value;
    if (!reply.value.isUnchanged || offset > 0) {
      for (const row of rows) {
        const job = fromV11(row, login());
        if (job === undefined) continue;
        projects.seen(job.slug, job.projectName);
        jobs.put(job);
      }
    }
    return ok(count);
  }

  return {
    async refresh(isAskedFor) {
      const count = await load(0, isAskedFor);
      if (!count.ok) return count;
      if (loaded === 0) hasMore = count.value >= PAGE_ROWS;
      loaded = Math.max(loaded, count.value);
      return ok();
    },
    async more() {
      // Builds that came meanwhile push older ones on: some rows come twice, none is left out.
      const count = await load(loaded, true);
      if (!count.ok) return count;
      loaded += count.value;
      hasMore = count.value >= PAGE_ROWS;
      return ok();
    },
    hasMore: () => hasMore,
  };
}
