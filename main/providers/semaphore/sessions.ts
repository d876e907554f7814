import type { Problem, Result } from '../../contract/problem.ts';
import { createPoller, type Poller } from '../../lib/poller.ts';
import { fail, ok, problem } from '../../lib/result.ts';
import type { ProviderSession } from '../provider.ts';
import type { Timing } from '../service.ts';
import type { SemaphoreApi } from './api.ts';
import type { KnownJobs } from './known-jobs.ts';
import { renewHold } from './renewal.ts';
import { hasAddress, toMachine, toPlaces } from './session-machine.ts';
import { isSelfHosted, type Job } from './wire-job.ts';
import { selfHosted } from './refusals.ts';

const STARTING_INTERVAL_MS = 2_000;
const READY_INTERVAL_MS = 10_000;
/** A running job whose machine is still nowhere after this will not get one. */
const MACHINE_TIMEOUT_MS = 90_000;
/** A machine whose job has not come to its command after this is tried all the same. */
const COMMANDS_TIMEOUT_MS = 20_000;
/** Until the service confirms that a job has stopped. */
const STOP_TIMEOUT_MS = 90_000;
/** The log of a job that sleeps is short. */
const MAX_LOG_BYTES = 1024 * 1024;
/** A debug job that ended this much before its time was ended by somebody. */
const EARLY_MS = 20_000;

/** Asks for another machine of the same kind. `onAsked`: from here on the service may have started one, whatever it says. */
export type Again = (onAsked: () => void) => Promise<Result<ProviderSession>>;

/** A debug job of ours, or the job of somebody that was entered. */
export interface Followed {
  kind: 'debug' | 'attach';
  jobId: string;
  session: ProviderSession;
  again?: Again | undefined;
}

/** Sessions on the machines of jobs, from the first answer of the service to the last. */
export interface Sessions extends Disposable {
  /** Follows a job; what becomes of it is told to the listener. */
  follow(followed: Followed): ProviderSession;
  end(sessionId: string): Promise<Result<undefined>>;
  /** Has the next machine started before this one ends, or not any more. */
  renew(sessionId: string, isOn: boolean): Promise<Result<undefined>>;
  /** The session in which a job's machine is entered right now. */
  attachedTo(jobId: string): ProviderSession | undefined;
}

interface Live extends Followed {
  poller: Poller;
  runningSince: number | undefined;
  isEnding: boolean;
  /** Whether the next machine is wanted, and its session once it was asked for. */
  next: { isOn: boolean; nextSessionId?: string | undefined };
  /** The next machine is being asked for. */
  isRenewing: boolean;
}

interface Options extends Timing {
  api: SemaphoreApi;
  known: KnownJobs;
  onSession(session: ProviderSession): void;
}

/** These say nothing about the session; asking again will tell. */
const passing = new Set<Problem['code']>([
  'offline',
  'timed-out',
  'rate-limited',
  'service-failed',
  'busy',
  'cancelled',
  'keychain-unavailable',
  'token-refused',
]);

function notRenewed(reason: Problem): Problem {
  return { ...reason, message: `The next machine was not started. ${reason.message}` };
}

/** Whether a machine may have been started although the service did not say so: asking again could start a second one. */
function isUnsure({ code, detail = '' }: Problem): boolean {
  if (code === 'offline') return /RESET|CLOSED|ABORTED|EMPTY_RESPONSE|hang up|EPIPE/i.test(detail);
  return code === 'timed-out' || code === 'service-failed' || code === 'cancelled';
}

function perhapsRenewed({ detail }: Problem): Problem {
  return problem(
    'timed-out',
    'Semaphore was asked for the next machine, but did not say whether it has started one.',
    'Look at your jobs at Semaphore, and stop what runs in vain. If there is none, ask again.',
    detail,
  );
}

export function createSessions({ api, known, clock, pace, random, onSession }: Options): Sessions {
  const lives = new Map<string, Live>();
  let isDisposed = false;
  const { toLocal } = known.around;

  function update(live: Live, change: Partial<ProviderSession>): void {
    live.session = { ...live.session, ...change };
    if (live.again !== undefined) live.session = { ...live.session, hold: renewHold(live.session, live.next) };
    onSession(live.session);
  }

  function close(live: Live, state: 'closed' | 'expired' | 'failed', reason?: Problem): void {
    live.poller[Symbol.dispose]();
    lives.delete(live.session.id);
    update(live, { state, machines: [], problem: reason });
  }

  /** Nothing can come of it; a job that only waits would go on costing money. */
  async function abandon(live: Live, reason: Problem): Promise<void> {
    if (live.kind === 'debug') await api.stopJob(live.jobId);
    close(live, 'failed', reason);
  }

  function onFinished(live: Live, job: Job): void {
    const { session, kind } = live;
    update(live, { events: { ...session.events, finishedAt: toLocal(job.finishedAt) ?? clock.now() } });
    if (live.isEnding) return close(live, 'closed');
    if (kind === 'attach') {
      return close(
        live,
        'expired',
        problem(
          'session-ended',
          'The job has ended, and its machine went with it.',
          'Rebuild with remote access to get a machine of your own.',
        ),
      );
    }
    if (session.state !== 'ready' && job.result !== 'STOPPED') {
      return close(live, 'failed', {
        ...problem(
          'service-failed',
          'The debug job ended before its machine could be used.',
          'Its page at Semaphore may say why.',
        ),
        link: jobPage(live.jobId),
      });
    }
    const { startedAt, finishedAt } = live.session.events;
    const spanMs = session.rule.kind === 'span' ? session.rule.spanMs : 0;
    const isEarly = startedAt !== undefined && finishedAt !== undefined && finishedAt < startedAt + spanMs - EARLY_MS;
    if (!isEarly && session.state === 'ready') return close(live, 'expired');
    return close(
      live,
      'closed',
      problem(
        'session-ended',
        'Somebody stopped the debug session, or its machine was switched off.',
        'Rebuild with remote access to get a new one.',
      ),
    );
  }

  const jobPage = (jobId: string): string => `${known.around.origin}/jobs/${encodeURIComponent(jobId)}`;

  /**
   * Whether the job has come to the command that keeps the machine: only then are its shell and surroundings complete. The
   * service's own tool looks for a file on the machine for this; the log tells the same.
   */
  async function hasBegun(job: Job): Promise<boolean> {
    const log = await api.log(job.id, MAX_LOG_BYTES);
    return (
      log.ok && log.value.some(({ event, directive }) => event === 'cmd_started' && job.commands.includes(directive))
    );
  }

  async function onRunning(live: Live, job: Job): Promise<void> {
    const startedAt = toLocal(job.startedAt) ?? clock.now();
    live.runningSince ??= clock.now();
    if (live.session.machines.length > 0) {
      // The service may correct itself; the deadline hangs on it.
      if (live.session.events.startedAt !== startedAt && job.startedAt !== undefined) {
        update(live, { events: { ...live.session.events, startedAt } });
      }
      return;
    }
    if (live.session.state !== 'preparing') {
      update(live, { state: 'preparing', events: { ...live.session.events, startedAt } });
    }
    if (isSelfHosted(job.machineType)) return abandon(live, selfHosted(job.agent?.name ?? ''));
    const isLate = clock.now() - live.runningSince > MACHINE_TIMEOUT_MS;
    if (!hasAddress(job)) {
      if (isLate)
        await abandon(
          live,
          problem(
            'timed-out',
            'The job runs, but Semaphore does not say where its machine is.',
            'Try again, or choose another type of machine.',
          ),
        );
      return;
    }
    const key = await api.debugKey(live.jobId);
    if (!key.ok) {
      if (!passing.has(key.problem.code) || isLate) await abandon(live, key.problem);
      return;
    }
    const machine = toMachine(job, key.value);
    if (!machine.ok) return abandon(live, machine.problem);
    const canWait = clock.now() - live.runningSince < COMMANDS_TIMEOUT_MS;
    if (live.isEnding || (canWait && !(await hasBegun(job)))) return;
    update(live, { state: 'ready', machines: [machine.value], places: toPlaces(job, live.kind) });
    live.poller.every(READY_INTERVAL_MS);
  }

  async function ask(live: Live): Promise<void> {
    const reply = await api.job(live.jobId);
    if (lives.get(live.session.id) !== live) return;
    if (!reply.ok) {
      if (reply.problem.code === 'not-found')
        close(live, live.isEnding ? 'closed' : 'failed', live.isEnding ? undefined : reply.problem);
      return;
    }
    const job = reply.value;
    known.put(job);
    switch (job.state) {
      case 'FINISHED':
        return onFinished(live, job);
      case 'RUNNING':
        if (live.isEnding) return;
        await onRunning(live, job);
        await renewInTime(live);
        return;
      case 'PENDING':
      case 'QUEUED':
        if (!live.isEnding && live.session.state !== 'queued') update(live, { state: 'queued' });
        return;
      case 'OTHER':
    }
  }

  /** Asks for the next machine when it is time for it; looked at with every answer, for timers sleep with the computer. */
  async function renewInTime(live: Live): Promise<Result<undefined>> {
    const { next, session, again } = live;
    const hold = again === undefined ? undefined : renewHold(session, next);
    if (again === undefined || live.isRenewing || live.isEnding || hold?.startsAt === undefined) return ok();
    if (clock.now() < hold.startsAt) return ok();
    live.isRenewing = true;
    let isAsked = false;
    const started = await again(() => (isAsked = true));
    live.isRenewing = false;
    if (started.ok && (isDisposed || live.isEnding || !live.next.isOn)) {
      void giveBack(started.value.id);
      return ok();
    }
    const mayBeThere = !started.ok && isAsked && isUnsure(started.problem);
    if (started.ok) live.next = { isOn: true, nextSessionId: started.value.id };
    // What another try may mend is tried again with the next answer.
    else if (mayBeThere || !passing.has(started.problem.code)) live.next = { isOn: false };
    if (started.ok) {
      if (lives.has(session.id)) update(live, {});
      return ok();
    }
    const reason = mayBeThere ? perhapsRenewed(started.problem) : notRenewed(started.problem);
    if (lives.has(session.id)) update(live, live.next.isOn ? {} : { problem: reason });
    return { ok: false, problem: mayBeThere ? reason : started.problem };
  }

  /** The next machine came when nobody wanted it any more. */
  async function giveBack(sessionId: string): Promise<void> {
    const live = lives.get(sessionId);
    if (live === undefined) return;
    if (!isDisposed) return void (await end(live));
    live.poller[Symbol.dispose]();
    lives.delete(sessionId);
    await api.stopJob(live.jobId);
  }

  /** Waits until the service says that the job has ended. */
  async function confirmed(live: Live): Promise<Result<undefined>> {
    const deadline = clock.now() + STOP_TIMEOUT_MS;
    while (lives.has(live.session.id) && clock.now() < deadline) {
      await live.poller.now();
      if (!lives.has(live.session.id)) break;
      await new Promise<void>((resolve) => void clock.after(STARTING_INTERVAL_MS, resolve));
    }
    if (!lives.has(live.session.id)) return ok();
    live.isEnding = false;
    return {
      ok: false,
      problem: {
        ...problem(
          'timed-out',
          'Semaphore was told to stop the machine, but has not confirmed it.',
          'Look at the page of the job, and stop it there if it still runs.',
        ),
        link: jobPage(live.jobId),
      },
    };
  }

  async function end(live: Live): Promise<Result<undefined>> {
    live.isEnding = true;
    const stopped = await api.stopJob(live.jobId);
    if (!stopped.ok && stopped.problem.code !== 'not-found') {
      live.isEnding = false;
      return stopped;
    }
    return confirmed(live);
  }

  return {
    follow(followed) {
      const live: Live = {
        ...followed,
        runningSince: undefined,
        isEnding: false,
        next: { isOn: false },
        isRenewing: false,
        poller: createPoller({ clock, pace, random, task: () => ask(live), isUrgent: true }),
      };
      lives.set(followed.session.id, live);
      update(live, {});
      live.poller.every(followed.session.state === 'ready' ? READY_INTERVAL_MS : STARTING_INTERVAL_MS);
      return live.session;
    },
    async renew(sessionId, isOn) {
      const live = lives.get(sessionId);
      if (live?.again === undefined)
        return fail('not-supported', 'The machine of a job that was entered goes with its job.');
      if (live.next.nextSessionId !== undefined) return ok();
      live.next = { isOn };
      update(live, {});
      return isOn ? renewInTime(live) : ok();
    },
    attachedTo: (jobId) => [...lives.values()].find((live) => live.kind === 'attach' && live.jobId === jobId)?.session,
    async end(sessionId) {
      const live = lives.get(sessionId);
      // What has ended by itself needs no end.
      if (live === undefined) return ok();
      if (live.kind === 'attach') {
        const left = problem(
          'session-ended',
          'You have left the machine. Its job goes on.',
          'You can enter it again while the job runs.',
        );
        close(live, 'closed', left);
        return ok();
      }
      return end(live);
    },
    [Symbol.dispose]() {
      isDisposed = true;
      for (const { poller } of lives.values()) poller[Symbol.dispose]();
      lives.clear();
    },
  };
}
