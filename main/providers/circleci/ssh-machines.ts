import type { Result } from '../../contract/problem.ts';
import type { MachineKind } from '../../contract/build.ts';
import { ok } from '../../lib/result.ts';
import { plainText } from '../../lib/plain-text.ts';
import type { ProviderMachine } from '../provider.ts';
import type { Api } from './api.ts';
import type { JobRun, JobStep } from './job-run.ts';
import { isOver } from './states.ts';
import { readStdout } from './stdout.ts';
import { readSshText, type SshText } from './enable-ssh-text.ts';

/** The proxy of the cloud; it answers for every job that has SSH: https://circleci.com/docs/ssh-access-jobs/ */
const PROXY_HOST = 'ssh.circleci.com';
const PROXY_PORT = 22;
/** Machines that are reached directly take any name; this is the one jobs run as. */
const USER = 'circleci';
/** Steps of the configuration are numbered from here on; before it come CircleCI's own. */
const FIRST_OWN_STEP = 101;

/** The steps that say where the machine answers. One of the configuration may bear the name too; it has a command. */
export function sshSteps(run: JobRun, execution: number): JobStep[] {
  return run.steps.filter(
    ({ execution: of, name, type, command }) =>
      of === execution && /^(?:Enable|Wait for) SSH$/.test(name.trim()) && type !== 'run' && command === undefined,
  );
}

/** The job does its work already: SSH is enabled before that or not at all. */
export function isAtWork(run: JobRun): boolean {
  return run.steps.some(
    ({ num, type, state }) => state !== 'pending' && (num >= FIRST_OWN_STEP || type === 'run' || type === 'checkout'),
  );
}

/** When the steps of the job were through and it only waited for people; undefined before that. */
export function waitingSince(run: JobRun): JobStep | undefined {
  return run.steps.find(({ name, state }) => name.trim() === 'Wait for SSH' && state !== 'pending');
}

/** Indexes of the machines of a job. */
export function executionsOf(run: JobRun): number[] {
  return [...new Set(run.steps.map(({ execution }) => execution))].sort((one, other) => one - other);
}

interface Context {
  api: Api;
  /** Reads a step's whole output where v3 does not have it. */
  readWhole(step: JobStep): Promise<Result<string>>;
}

/** What the step says; undefined while it has not said it. */
export async function askSshText(
  { api, readWhole }: Context,
  jobId: string,
  run: JobRun,
  step: JobStep,
): Promise<Result<SshText | undefined>> {
  if (run.source === 'v1.1') {
    const text = await readWhole(step);
    return text.ok ? ok(readSshText(text.value)) : text;
  }
  const piece = await readStdout(api, { jobId, execution: step.execution, num: step.num }, 0);
  return piece.ok ? ok(readSshText(new TextDecoder().decode(piece.value.bytes))) : piece;
}

/** The address that the proxy gives every job, for a step that has ended without a word that could be read. */
export function computedText(jobId: string, execution: number): SshText {
  return {
    host: PROXY_HOST,
    port: PROXY_PORT,
    user: `${jobId}-${execution}`,
    shells: [],
    hostKey: undefined,
    idleMs: undefined,
    maxMs: undefined,
  };
}

export function isEnded(step: JobStep): boolean {
  return isOver(step.state);
}

/** A machine as the session shows it. The person's own keys open it. */
export function toMachine(
  text: SshText,
  execution: number,
  about: { name: string | undefined; count: number; os: MachineKind['os'] },
): ProviderMachine {
  const name = plainText(about.name ?? 'job', 60);
  return {
    index: execution,
    name: about.count > 1 ? `${name} ${execution}` : name,
    os: text.shells.length > 0 ? 'windows' : about.os,
    endpoints: [
      {
        kind: 'ssh',
        host: text.host,
        port: text.port,
        user: text.user ?? USER,
        ...(text.shells.length > 0 ? { shells: text.shells } : {}),
      },
    ],
    ...(text.hostKey === undefined ? {} : { hostKey: text.hostKey }),
    identities: [],
    usesOwnKeys: true,
  };
}
