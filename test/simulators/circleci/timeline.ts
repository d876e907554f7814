import type { SimJob, SimWorkflow, StepPlan } from './world.ts';

/** A step as it stands at one moment. */
export interface SimStep {
  execution: number;
  num: number;
  name: string;
  type: string;
  command: string | undefined;
  phase: 'started' | 'ended';
  /** v3's word; undefined while it runs. */
  outcome: 'succeeded' | 'failed' | 'canceled' | undefined;
  exitCode: number | undefined;
  startedAt: number;
  endedAt: number | undefined;
  output: Uint8Array;
  /** Apart from the rest, and only when it has ended. */
  errors: Uint8Array;
}

export interface SimJobState {
  phase: 'created' | 'queued' | 'started' | 'ended';
  outcome: 'succeeded' | 'failed' | 'canceled' | undefined;
  startedAt: number | undefined;
  endedAt: number | undefined;
  steps: SimStep[];
}

/** How long a job is known before it gets its number. */
const NUMBER_AFTER_MS = 1_000;
/** CircleCI's own steps have numbers below this one. */
const FIRST_OWN_STEP = 101;

const spinUp: StepPlan = {
  name: 'Spin up environment',
  type: 'spinup_environment',
  lines: [
    'Build-agent version 1.0.31177-fb7ac2b6',
    'Starting container cimg/base:2026.11',
    '  using image cimg/base@sha256:51d0b0a859b1268c6ec7e48279cb6d0f7ddffa1676f1dd22cee54214d08cdc44',
  ],
  durationMs: 2_000,
};
const environmentOf = (execution: number, executions: number): StepPlan => ({
  name: 'Preparing environment variables',
  type: 'prepare_environment',
  lines: [
    'Using build environment variables:',
    '  BASH_ENV=/tmp/.bash_env-localbuild-0',
    '  CI=true',
    '  CIRCLECI=true',
    `  CIRCLE_NODE_INDEX=${execution}`,
    `  CIRCLE_NODE_TOTAL=${executions}`,
    '  CIRCLE_WORKING_DIRECTORY=~/project',
    '',
    'Using environment variables from project settings and/or contexts:',
    '  DEPLOY_TOKEN=**REDACTED**',
    '',
    'The redacted variables listed above will be masked in run step output.',
  ],
  durationMs: 500,
});
const checkout: StepPlan = {
  name: 'Checkout code',
  type: 'checkout',
  lines: ['Cloning git repository', 'HEAD is now at the commit of this build'],
  durationMs: 1_500,
};
const enableSsh: StepPlan = { name: 'Enable SSH', type: 'enable_ssh', lines: [], durationMs: 1_000 };
const waitForSsh: StepPlan = { name: 'Wait for SSH', type: 'wait_for_ssh', lines: [], durationMs: 0 };

interface Planned {
  plan: StepPlan;
  num: number;
  startsAt: number;
  endsAt: number;
}

/** The steps of one execution until the configuration's last one, at the moments at which they begin and end. */
function planned(job: SimJob, execution: number, startedAt: number): Planned[] {
  const hasSsh = job.ssh?.isEnabled === true;
  const own = [checkout, ...(job.plan.executions[execution] ?? [])];
  const failing = own.findIndex(({ exitCode = 0 }) => exitCode !== 0);
  const run = failing === -1 ? own : own.slice(0, failing + 1);
  const numbered: { plan: StepPlan; num: number }[] = [
    { plan: spinUp, num: 0 },
    { plan: environmentOf(execution, job.plan.executions.length), num: 99 },
    ...(hasSsh ? [{ plan: enableSsh, num: 100 }] : []),
    ...run.map((plan, index) => ({ plan, num: FIRST_OWN_STEP + index })),
  ];
  let at = startedAt;
  return numbered.map(({ plan, num }) => {
    const startsAt = at;
    at += plan.durationMs;
    return { plan, num, startsAt, endsAt: at };
  });
}

/** When the configuration's steps were through on every machine. */
export function workEndsAt(job: SimJob): number {
  const startedAt = job.queuedAt + (job.plan.queueMs ?? 2_000);
  return Math.max(...job.plan.executions.map((_, index) => planned(job, index, startedAt).at(-1)?.endsAt ?? startedAt));
}

function outputOf(job: SimJob, execution: number, { plan, startsAt, endsAt }: Planned, now: number): Uint8Array {
  const isSsh = plan === enableSsh || plan === waitForSsh;
  const lines = isSsh ? (job.ssh?.linesOf(execution) ?? []) : plan.lines;
  const share = isSsh || now >= endsAt ? 1 : (now - startsAt) / Math.max(1, endsAt - startsAt);
  const printed = lines.slice(0, Math.floor(lines.length * share));
  return bytesOf(printed);
}

function bytesOf(lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(lines.map((line) => `${line}\r\n`).join(''));
}

/** The job as it stands at a moment. Nothing but the moment, a cancel and the people on its machines change it. */
export function stateOf(job: SimJob, now: number): SimJobState {
  const startedAt = job.queuedAt + (job.plan.queueMs ?? 2_000);
  const stoppedAt = job.cancelledAt;
  if (job.plan.isApproval === true)
    return { phase: 'created', outcome: undefined, startedAt: undefined, endedAt: undefined, steps: [] };
  if (now < startedAt || (stoppedAt !== undefined && stoppedAt < startedAt)) {
    const isEnded = stoppedAt !== undefined;
    return {
      phase: isEnded ? 'ended' : 'queued',
      outcome: isEnded ? 'canceled' : undefined,
      startedAt: undefined,
      endedAt: stoppedAt,
      steps: [],
    };
  }
  const workEnd = workEndsAt(job);
  const sshEnd = job.ssh?.isEnabled === true ? job.ssh.endsAt(workEnd) : workEnd;
  const endedAt = Math.min(stoppedAt ?? Infinity, sshEnd);
  const until = Math.min(now, endedAt);
  const steps = job.plan.executions.flatMap((_, execution): SimStep[] => {
    const work = planned(job, execution, startedAt);
    const ownEnd = work.at(-1)?.endsAt ?? startedAt;
    const waiting: Planned[] =
      job.ssh?.isEnabled === true
        ? [{ plan: waitForSsh, num: (work.at(-1)?.num ?? 0) + 1, startsAt: ownEnd, endsAt: sshEnd }]
        : [];
    return [...work, ...waiting]
      .filter(({ startsAt }) => startsAt <= until)
      .map((entry) => {
        const { plan, num, startsAt, endsAt } = entry;
        const isCut = stoppedAt !== undefined && stoppedAt < endsAt && now >= stoppedAt;
        const isEnded = now >= endsAt || isCut;
        const exitCode = plan.exitCode ?? 0;
        return {
          execution,
          num,
          name: plan.name,
          type: plan.type,
          command: plan.command,
          phase: isEnded ? 'ended' : 'started',
          outcome: isEnded ? (isCut ? 'canceled' : exitCode === 0 ? 'succeeded' : 'failed') : undefined,
          exitCode: isEnded && !isCut && plan.command !== undefined ? exitCode : undefined,
          startedAt: startsAt,
          endedAt: isEnded ? Math.min(endsAt, stoppedAt ?? Infinity) : undefined,
          errors: bytesOf(isEnded ? (plan.errors ?? []) : []),
          output: outputOf(job, execution, entry, isCut ? stoppedAt : now),
        };
      });
  });
  if (now < endedAt) return { phase: 'started', outcome: undefined, startedAt, endedAt: undefined, steps };
  const hasFailed = steps.some(({ outcome }) => outcome === 'failed');
  const outcome = endedAt === stoppedAt ? 'canceled' : hasFailed ? 'failed' : 'succeeded';
  return { phase: 'ended', outcome, startedAt, endedAt, steps };
}

/** The number of a job, which it does not have in its first moment. */
export function numberOf(job: SimJob, now: number): number | undefined {
  return job.plan.isApproval === true || now < job.queuedAt + NUMBER_AFTER_MS ? undefined : job.number;
}

/** v2's and v1.1's word for a job. */
export function statusOf(job: SimJob, now: number): string {
  if (job.plan.isApproval === true) return 'on_hold';
  const { phase, outcome } = stateOf(job, now);
  if (phase === 'queued' || phase === 'created') return 'queued';
  if (phase === 'started') return 'running';
  return outcome === 'succeeded' ? 'success' : (outcome ?? 'failed');
}

/** Phase and outcome of a workflow or a run, out of those of its jobs. */
export function summary(
  workflows: readonly SimWorkflow[],
  now: number,
): { phase: string; outcome: string | undefined } {
  // A later rerun of a workflow takes the place of what it repeats.
  const states = workflows.flatMap(({ jobs }) => jobs).map((job) => stateOf(job, now));
  const outcomes = new Set(states.map(({ outcome }) => outcome));
  const outcome = ['failed', 'canceled', 'succeeded'].find((word) => [...outcomes].some((found) => found === word));
  if (states.every(({ phase }) => phase === 'ended')) return { phase: 'ended', outcome };
  return { phase: states.some(({ phase }) => phase !== 'queued') ? 'started' : 'queued', outcome };
}
