import type { Result } from '../../contract/problem.ts';
import { fail, ok } from '../../lib/result.ts';
import type { Api } from './api.ts';
import { factsOfRun, fromWorkflow } from './job-from-wire.ts';
import type { JobStore } from './job-store.ts';
import type { Projects } from './projects.ts';
import { cleanSlug } from './slug.ts';
import type { RunV3 } from './wire-v3.ts';

/**
 * What the person started, of v3: shows the builds of projects that v1.1 does not list, such as those of organisations
 * that are CircleCI's own kind. A run that has ended is taken apart once and never again.
 */
export interface MyRuns {
  refresh(isAskedFor: boolean): Promise<Result<undefined>>;
  more(): Promise<Result<undefined>>;
  hasMore(): boolean;
  /** False once the installation has turned out not to have v3. */
  isThere(): boolean;
}

interface Options {
  api: Api;
  jobs: JobStore;
  projects: Projects;
  isCloud: boolean;
  log(line: string): void;
}

/** Runs whose end is remembered. */
const MAX_ENDED = 5000;

export function createMyRuns({ api, jobs, projects, isCloud, log }: Options): MyRuns {
  /** How a run ended; a rerun ends it in another way, or begins it again. */
  const ended = new Map<string, string>();
  const slugs = new Map<string, string>();
  let isThere = true;
  let next: string | undefined;
  let hasLoaded = false;

  function isListed(run: RunV3): boolean {
    const slug = slugs.get(run.references.project?.id ?? '');
    return slug !== undefined && projects.isFollowed(slug);
  }

  async function take(run: RunV3): Promise<Result<undefined>> {
    const { phase, current_outcome: outcome } = run.attributes;
    const key = phase === 'ended' ? `${outcome ?? ''} ${run.attributes.outcome ?? ''}` : undefined;
    if (isListed(run) || (key !== undefined && ended.get(run.id) === key)) return ok();
    const workflows = await api.workflowsOf(run.id);
    if (!workflows.ok) {
      // A run whose workflows have not come into being yet is not found.
      if (workflows.problem.code !== 'not-found') return workflows;
    }
    for (const workflowId of workflows.ok ? workflows.value : []) {
      const found = await api.jobsOf(workflowId);
      if (!found.ok) return found;
      const slug = found.value.map(({ project_slug: text }) => cleanSlug(text)).find((text) => text !== undefined);
      if (slug === undefined) continue;
      if (run.references.project !== undefined) slugs.set(run.references.project.id, slug);
      if (projects.isFollowed(slug)) return ok();
      const projectName = await projects.nameOf(slug);
      for (const entry of found.value) {
        const job = fromWorkflow(entry, workflowId);
        if (job !== undefined) jobs.put({ ...factsOfRun(run), ...job, projectName });
      }
    }
    if (key !== undefined) {
      ended.set(run.id, key);
      const [oldest] = ended.keys();
      if (ended.size > MAX_ENDED && oldest !== undefined) ended.delete(oldest);
    }
    return ok();
  }

  async function load(cursor: string | undefined, isAskedFor: boolean): Promise<Result<string | undefined>> {
    const page = await api.myRuns(cursor, { isAskedFor });
    if (!page.ok) {
      const { code } = page.problem;
      // An installation of somebody's own may be older than v3, and answer with its web page.
      const isAbsent = code === 'not-found' || code === 'bad-request' || (!isCloud && code === 'service-failed');
      if (!isAbsent) return page;
      isThere = false;
      log(`CircleCI: no list of own runs here (${page.problem.detail ?? code})`);
      return ok(undefined);
    }
    for (const run of page.value.runs) {
      const taken = await take(run);
      if (taken.ok) continue;
      if (['rate-limited', 'offline', 'timed-out', 'cancelled', 'token-refused'].includes(taken.problem.code))
        return taken;
      log(`CircleCI: run ${run.id} left out: ${taken.problem.message}`);
    }
    return ok(page.value.next === '' ? undefined : page.value.next);
  }

  return {
    async refresh(isAskedFor) {
      if (!isThere) return ok();
      const result = await load(undefined, isAskedFor);
      if (!result.ok) return result;
      if (!hasLoaded) next = result.value;
      hasLoaded = true;
      return ok();
    },
    async more() {
      if (next === undefined) return fail('not-found', 'There are no older builds.');
      const result = await load(next, true);
      if (!result.ok) return result;
      next = result.value;
      return ok();
    },
    hasMore: () => next !== undefined,
    isThere: () => isThere,
  };
}
