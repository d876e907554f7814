import type { Problem, Result } from '../../contract/problem.ts';
import type { SessionState } from '../../contract/session.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Rule, SessionEvents } from '../../lib/deadline/rule.ts';
import { plainText } from '../../lib/plain-text.ts';
import { fail, ok } from '../../lib/result.ts';
import type { ProviderMachine, ProviderSession } from '../provider.ts';
import { keyNotRegistered, machineLost, neverStarted, noAddress, noMachine, stopped } from './access-problems.ts';
import type { Api } from './api.ts';
import { holdOf } from './hold.ts';
import { fromWorkflow } from './job-from-wire.ts';
import { failingStep, scriptOf, type JobRun, type JobStep } from './job-run.ts';
import type { JobRuns } from './job-runs.ts';
import type { JobStore } from './job-store.ts';
import { projectNameOf, type Job } from './job.ts';
import { CLOUD_ORIGIN } from './origin.ts';
import { replayLine, WORKING_FOLDER } from './replay-line.ts';
import { buildIdOf } from './slug.ts';
import {
  askSshText,
  computedText,
  executionsOf,
  isAtWork,
  isEnded,
  sshSteps,
  toMachine,
  waitingSince,
} from './ssh-machines.ts';
import type { SshText } from './enable-ssh-text.ts';
import { isOver, jobState } from './states.ts';

/** Source: https://circleci.com/docs/ssh-access-jobs/ ; which of the two a plan has is only known from the step's text. */
const USUAL_RULE: Rule<'while-connected'> = {
  kind: 'while-connected',
  idleMs: 10 * 60_000,
  limitMs: 60 * 60_000,
  longerLimitMs: 2 * 60 * 60_000,
  isTold: false,
};
/** Looks without the step before it is taken for missing; replies of the service may lag. */
const LOOKS_WITHOUT_STEP = 3;
/** Looks at an ended step without a word in it that could be read. */
const LOOKS_WITHOUT_TEXT = 3;
/** The job of a new workflow appears within seconds, with or without a number; milliseconds. */
const APPEAR_TIMEOUT_MS = 5 * 60_000;
/** A job that waits longer than this waits for a machine or for other jobs; milliseconds. */
const LONG_WAIT_MS = 60_000;
/** Machines that are not there so long after the first one are not waited for eagerly; milliseconds. */
const ALL_MACHINES_MS = 60_000;

interface Options {
  accountId: string;
  origin: string;
  api: Api;
  jobs: JobStore;
  runs: JobRuns;
  clock: Clock;
  readWhole(step: JobStep): Promise<Result<string>>;
}

/** One rebuild with SSH, from the new workflow to the end of its job. It is asked by {@link AccessSession.look}. */
export interface AccessSession {
  readonly id: string;
  view(): ProviderSession;
  /** Asks CircleCI how it goes. */
  look(): Promise<void>;
  /** Asks CircleCI to end it. The end itself is seen by looking. */
  cancel(): Promise<Result<undefined>>;
  /** CircleCI never confirmed the end: the session goes on, and its end can be asked for again. */
  goOn(): void;
  isOver(): boolean;
  /** All machines are there; nothing is left to wait for but the end. */
  isSettled(): boolean;
  /** It waits in a queue, and not just since now. */
  isQueuedLong(): boolean;
  /** The step of the original build that failed. */
  setFailedStep(run: JobRun): void;
}

export function createAccessSession(options: Options, source: Job, workflowId: string): AccessSession {
  const { accountId, origin, api, jobs, runs, clock } = options;
  const requestedAt = clock.now();
  const id = `${accountId}/ssh/${workflowId}`;
  const machines = new Map<number, ProviderMachine>();
  const blindLooks = new Map<number, number>();
  let state: SessionState = 'requested';
  let problem: Problem | undefined;
  let jobId: string | undefined;
  let job: Job | undefined;
  let rule = USUAL_RULE;
  let events: SessionEvents = {};
  let failedStep: ProviderSession['failedStep'];
  let looksWithoutStep = 0;
  let expected = 0;
  let lookedAt = requestedAt;
  let isCancelAsked = false;
  let readyAt: number | undefined;

  function end(next: 'closed' | 'expired' | 'failed', reason?: Problem): void {
    state = next;
    problem = reason;
  }

  function move(next: SessionState): void {
    // What the person asked for stands until it has happened.
    if (!isCancelAsked && !isEndState(state)) state = next;
  }

  /** Finds the job of the same name in the new workflow. True when there is one with a number. */
  async function findJob(): Promise<boolean> {
    if (job !== undefined) return true;
    const found = await api.jobsOf(workflowId);
    if (!found.ok) {
      if (found.problem.code === 'token-refused' || found.problem.code === 'no-right') end('failed', found.problem);
      return false;
    }
    const own = found.value.filter(({ name, type }) => type !== 'approval' && name === source.name);
    const entry = own.find(({ job_number: number }) => number !== undefined) ?? own[0];
    if (entry !== undefined) {
      jobId = entry.id;
      const started = fromWorkflow(entry, workflowId);
      if (started !== undefined) {
        job = jobs.put({ ...inherited(source), ...started, queuedAt: requestedAt });
        return true;
      }
      // It may wait for others of its workflow for as long as they take, but not for those that are over.
      const isBlocked = found.value.every(({ id: other, status }) => other === jobId || isOver(jobState(status)));
      const isOut = ['unauthorized', 'not_run', 'canceled'].includes(entry.status ?? '');
      if (isOut || (entry.status === 'blocked' && isBlocked && found.value.length > 1))
        end(isCancelAsked ? 'closed' : 'failed', isCancelAsked ? undefined : noMachine(entry.status ?? ''));
    } else if (clock.now() - requestedAt > APPEAR_TIMEOUT_MS) end('failed', neverStarted());
    move('queued');
    return false;
  }

  function addMachine(execution: number, text: SshText): void {
    const about = { name: source.name, count: expected, os: source.machine?.os ?? 'other' };
    machines.set(execution, toMachine(text, execution, about));
    if (text.idleMs !== undefined && text.maxMs !== undefined)
      rule = { kind: 'while-connected', idleMs: text.idleMs, limitMs: text.maxMs, isTold: true };
  }

  async function findMachine(run: JobRun, execution: number): Promise<void> {
    const steps = sshSteps(run, execution);
    if (steps.length === 0 || machines.has(execution) || jobId === undefined) return;
    for (const step of steps) {
      const text = await askSshText({ api, readWhole: options.readWhole }, jobId, run, step);
      if (!text.ok) return;
      if (text.value !== undefined) return addMachine(execution, text.value);
    }
    if (!steps.some(isEnded)) return;
    const looks = (blindLooks.get(execution) ?? 0) + 1;
    blindLooks.set(execution, looks);
    if (looks < LOOKS_WITHOUT_TEXT) return;
    if (origin === CLOUD_ORIGIN) addMachine(execution, computedText(jobId, execution));
    else if (machines.size === 0) end('failed', noAddress());
  }

  /** When the job was through with its steps, on the clock of this computer. */
  function noteEvents(run: JobRun): void {
    const waiting = waitingSince(run);
    const finishedAt = waiting?.startedAt ?? (isOver(run.state) ? run.finishedAt : undefined);
    const isFinished = waiting !== undefined || isOver(run.state);
    // The service's clock may be another one: it happened since the last look, in any case.
    const clamp = (at: number): number => Math.min(clock.now(), Math.max(at, lookedAt));
    events = {
      startedAt: events.startedAt ?? (run.startedAt === undefined ? undefined : clamp(run.startedAt)),
      finishedAt: events.finishedAt ?? (isFinished ? clamp(finishedAt ?? clock.now()) : undefined),
    };
  }

  function judgeEnd(run: JobRun): void {
    if (run.state === 'cancelled') return machines.size > 0 || isCancelAsked ? end('closed') : end('failed', stopped());
    if (machines.size > 0) return end('expired', run.state === 'interrupted' ? machineLost() : undefined);
    if (isCancelAsked) return end('closed');
    const hasStep = executionsOf(run).some((execution) => sshSteps(run, execution).length > 0);
    if (run.state === 'interrupted' || hasStep) return end('failed', hasStep ? noAddress() : noMachine(run.state));
    end('failed', keyNotRegistered(origin));
  }

  async function lookAtJob(at: Job): Promise<void> {
    const loaded = await runs.load(at);
    if (!loaded.ok) return;
    const run = loaded.value;
    job = jobs.get(buildIdOf(accountId, at)) ?? at;
    jobId = job.jobId ?? jobId;
    noteEvents(run);
    const executions = executionsOf(run);
    expected = Math.max(executions.length, source.machine?.count ?? 1);
    if (!isOver(run.state)) for (const execution of executions) await findMachine(run, execution);
    lookedAt = clock.now();
    if (isEndState(state)) return;
    if (isOver(run.state)) return judgeEnd(run);
    if (run.state === 'queued') return move('queued');
    if (machines.size > 0) {
      jobs.put({ slug: at.slug, number: at.number, state: run.state, hasAccess: true });
      readyAt ??= clock.now();
      return move('ready');
    }
    const hasStep = executions.some((execution) => sshSteps(run, execution).length > 0);
    looksWithoutStep = !hasStep && isAtWork(run) ? looksWithoutStep + 1 : 0;
    if (looksWithoutStep >= LOOKS_WITHOUT_STEP && !isCancelAsked) return end('failed', keyNotRegistered(origin));
    move('preparing');
  }

  return {
    id,
    async look() {
      if (isEndState(state) || !(await findJob()) || job === undefined) return;
      await lookAtJob(job);
    },
    async cancel() {
      if (isEndState(state)) return ok();
      const before = state;
      isCancelAsked = true;
      state = 'closing';
      const result = job === undefined ? await api.cancelWorkflow(workflowId) : await api.cancelJob(job);
      // A job that is over already cannot be cancelled; looking will tell.
      if (result.ok || result.problem.code === 'bad-request' || result.problem.code === 'not-found') return ok();
      isCancelAsked = false;
      state = before;
      return fail(result.problem.code, `The session was not ended: ${result.problem.message}`, result.problem.hint);
    },
    goOn() {
      if (isEndState(state)) return;
      isCancelAsked = false;
      state = machines.size > 0 ? 'ready' : 'preparing';
    },
    isOver: () => isEndState(state),
    isSettled: () => state === 'ready' && (machines.size >= expected || clock.now() - (readyAt ?? 0) > ALL_MACHINES_MS),
    isQueuedLong: () => state === 'queued' && clock.now() - requestedAt > LONG_WAIT_MS,
    setFailedStep(run) {
      const step = failingStep(run);
      const command = step?.command;
      if (step === undefined || command === undefined) return;
      failedStep = {
        name: plainText(step.name, 200),
        machine: step.execution,
        command: scriptOf(command).script.slice(0, 10_000),
        replayLine: replayLine(command),
      };
    },
    view: () => ({
      id,
      accountId,
      buildId: buildIdOf(accountId, source),
      rebuildId: job === undefined ? undefined : buildIdOf(accountId, job),
      title: `${projectNameOf(source)} #${source.number}`,
      state,
      machines: isEndState(state) ? [] : [...machines.values()].sort((one, other) => one.index - other.index),
      rule,
      events,
      ...(state === 'ready' ? { hold: holdOf(rule) } : {}),
      failedStep,
      places: [...machines.keys()].map((machine) => ({ machine, name: 'Project', path: WORKING_FOLDER })),
      problem,
    }),
  };
}

function isEndState(state: SessionState): boolean {
  return state === 'closed' || state === 'expired' || state === 'failed';
}

/** What a job that is run again has in common with the one before. */
export function inherited(source: Job): Omit<Job, 'slug' | 'number' | 'state'> {
  const { name, projectName, subject, branch, commit, machine, isSshDisabled, number } = source;
  return { name, projectName, subject, branch, commit, machine, isSshDisabled, isMine: true, retryOf: number };
}
