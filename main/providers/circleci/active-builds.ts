import type { BuildDetail } from '../../contract/build.ts';
import { createPoller } from '../../lib/poller.ts';
import type { Timing } from '../service.ts';
import { toDetail } from './detail.ts';
import type { JobRuns } from './job-runs.ts';
import type { JobStore } from './job-store.ts';
import type { Job } from './job.ts';
import { buildIdOf } from './slug.ts';
import { isOver } from './states.ts';
import type { StepLogs } from './step-logs.ts';

/** Pause between two looks at a build that somebody watches or waits for; milliseconds. */
const ACTIVE_MS = 5_000;
/** The person's own builds under way that are looked at without being watched. */
const MAX_OWN = 3;

/** The builds that are looked at more often than the list: watched ones, and the person's own while they are under way. */
export interface ActiveBuilds extends Disposable {
  watch(buildIds: readonly string[]): void;
  /** The list changed; there may be more or fewer of them. */
  review(): void;
  /** Looks at once. */
  now(): Promise<void>;
}

interface Options extends Timing {
  accountId: string;
  jobs: JobStore;
  runs: JobRuns;
  logs: StepLogs;
  onDetail(detail: BuildDetail): void;
}

export function createActiveBuilds({
  accountId,
  jobs,
  runs,
  logs,
  clock,
  pace,
  random,
  onDetail,
}: Options): ActiveBuilds {
  let watched: readonly string[] = [];
  const poller = createPoller({ clock, pace, random, task: lookAtAll });

  function targets(): Job[] {
    const seen = watched.map((buildId) => jobs.get(buildId)).filter((job) => job !== undefined);
    const own = jobs
      .all()
      .filter((job) => job.isMine === true && !isOver(job.state) && !seen.includes(job))
      .sort((one, other) => (other.queuedAt ?? 0) - (one.queuedAt ?? 0));
    return [...seen.filter(({ state }) => !isOver(state)), ...own.slice(0, MAX_OWN)];
  }

  async function look(job: Job): Promise<void> {
    const run = await runs.load(job);
    if (!run.ok) return;
    const buildId = buildIdOf(accountId, job);
    if (!watched.includes(buildId)) return;
    await logs.follow({ buildId, jobId: job.jobId }, run.value);
    const now = jobs.get(buildId) ?? job;
    // Its page and messages are asked for once, when it is over.
    const facts = isOver(now.state) ? await runs.facts(now) : undefined;
    onDetail(toDetail(buildId, jobs.get(buildId) ?? now, run.value, facts, (step) => logs.endOf(buildId, step)));
  }

  async function lookAtAll(): Promise<void> {
    await Promise.all(targets().map(look));
    review();
  }

  function review(): void {
    poller.every(targets().length > 0 ? ACTIVE_MS : undefined);
  }

  return {
    watch(buildIds) {
      watched = [...buildIds];
      review();
    },
    review,
    now: () => poller.now(),
    [Symbol.dispose]: () => poller[Symbol.dispose](),
  };
}
