import type { Result } from '../../contract/problem.ts';
import { createPoller, type Poller } from '../../lib/poller.ts';
import { fail, ok } from '../../lib/result.ts';
import type { ProviderSession } from '../provider.ts';
import type { Timing } from '../service.ts';
import { createAccessSession, type AccessSession } from './access-session.ts';
import type { Api } from './api.ts';
import type { JobStep } from './job-run.ts';
import type { JobRuns } from './job-runs.ts';
import type { JobStore } from './job-store.ts';
import type { Job } from './job.ts';
import { sshDisabledProblem } from './manners.ts';

/** Pause between two looks while somebody waits for the machine or for its end. CircleCI's own tools look as often. */
const WAIT_MS = 2_000;
/** Pause while the machine is in use and only its end is of interest. */
const WATCH_MS = 5_000;
/** CircleCI confirms the end of a job within seconds. */
const END_TIMEOUT_MS = 60_000;

interface Options extends Timing {
  accountId: string;
  origin: string;
  api: Api;
  jobs: JobStore;
  runs: JobRuns;
  readWhole(step: JobStep): Promise<Result<string>>;
  onChange(session: ProviderSession): void;
}

interface Live {
  session: AccessSession;
  /** Goes on although nobody looks: somebody waits. */
  waiting: Poller;
  watching: Poller;
  /** What was told last. */
  told: string;
}

/** The sessions of an account: rebuilds with SSH that are followed until they end. */
export interface Access extends Disposable {
  start(job: Job): Promise<Result<ProviderSession>>;
  end(sessionId: string): Promise<Result<undefined>>;
}

export function createAccess(options: Options): Access {
  const { api, runs, clock, pace, random } = options;
  const live = new Map<string, Live>();
  let isDisposed = false;

  function tell(entry: Live): void {
    const view = entry.session.view();
    const text = JSON.stringify(view);
    if (text === entry.told) return;
    entry.told = text;
    options.onChange(view);
  }

  function schedule({ session, waiting, watching }: Live): void {
    const isWatched = session.isSettled();
    const waitMs = session.isQueuedLong() ? WATCH_MS : WAIT_MS;
    waiting.every(session.isOver() || isWatched ? undefined : waitMs);
    watching.every(isWatched ? WATCH_MS : undefined);
  }

  async function look(entry: Live): Promise<void> {
    await entry.session.look();
    tell(entry);
    schedule(entry);
    if (!entry.session.isOver()) return;
    entry.waiting[Symbol.dispose]();
    entry.watching[Symbol.dispose]();
  }

  function follow(session: AccessSession): Live {
    const task = (): Promise<void> => look(entry);
    const entry: Live = {
      session,
      told: '',
      waiting: createPoller({ clock, pace, random, task, isUrgent: true }),
      watching: createPoller({ clock, pace, random, task }),
    };
    live.set(session.id, entry);
    return entry;
  }

  return {
    async start(job) {
      if (job.isSshDisabled === true) return { ok: false, problem: sshDisabledProblem() };
      const { jobId, workflowId } = job;
      if (jobId === undefined || workflowId === undefined || job.name === undefined)
        return fail(
          'not-supported',
          'CircleCI does not say which workflow this job belongs to, so it cannot be run again from here.',
          'Open its page and choose "Rerun job with SSH" there. The ssh command can then be pasted into Jumpseat.',
        );
      const workflow = await api.rerun(workflowId, jobId, true);
      if (!workflow.ok) return workflow;
      const session = createAccessSession(options, job, workflow.value);
      const entry = follow(session);
      entry.told = JSON.stringify(session.view());
      schedule(entry);
      void entry.waiting.now();
      void runs.load(job).then((run) => {
        if (!run.ok) return;
        session.setFailedStep(run.value);
        if (!session.isOver()) tell(entry);
      });
      return ok(session.view());
    },
    async end(sessionId) {
      const entry = live.get(sessionId);
      if (entry === undefined) return fail('not-found', 'This session is not in the list any more.');
      const asked = entry.session.cancel();
      tell(entry);
      const result = await asked;
      schedule(entry);
      if (!result.ok) {
        tell(entry);
        return result;
      }
      const until = clock.now() + END_TIMEOUT_MS;
      while (!entry.session.isOver()) {
        await entry.waiting.now();
        if (entry.session.isOver()) break;
        if (clock.now() >= until || isDisposed) {
          entry.session.goOn();
          tell(entry);
          return fail(
            'timed-out',
            'CircleCI was asked to end the job, but has not confirmed it.',
            'Look at its page, and cancel it there if it still runs.',
          );
        }
        await new Promise<void>((resolve) => void clock.after(WAIT_MS, resolve));
      }
      return ok();
    },
    [Symbol.dispose]() {
      isDisposed = true;
      for (const { waiting, watching } of live.values()) {
        waiting[Symbol.dispose]();
        watching[Symbol.dispose]();
      }
      live.clear();
    },
  };
}
