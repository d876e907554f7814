import type { Result } from '../../contract/problem.ts';
import { hostSchema, portSchema, type FailedStep, type Session } from '../../contract/session.ts';
import { fail, ok } from '../../lib/result.ts';
import type { ProviderMachine } from '../provider.ts';
import type { JobLog } from './job-log.ts';
import { toMachineKind } from './to-machine-kind.ts';
import type { Job } from './wire-job.ts';

/** Everybody's name on Semaphore's machines. Source: cmd/ssh/connection.go of semaphoreci/cli. */
const USER = 'semaphore';

/**
 * The usual shell leads to where the job runs, which may be a container; the other stays on the machine itself.
 * Source: cmd/ssh/session.go of semaphoreci/cli.
 */
const shells = [
  { name: 'Job shell', command: 'bash /tmp/ssh_jump_point' },
  { name: 'Machine', command: 'exec bash -l' },
];

/** Where a debug job finds what the job would have run. Source: debug.ex of the published server. */
const COMMANDS_LINE = 'source ~/commands.sh';
/**
 * Goes to the sources, and gets them first if they are not there. The folder's name is relative to the home folder.
 * Source: docs.semaphore.io/reference/toolbox (checkout), docs.semaphore.io/reference/env-vars (SEMAPHORE_GIT_DIR).
 */
export const ENTER_SOURCES =
  '[ -z "$SEMAPHORE_GIT_DIR" ] || { cd ~ && cd "$SEMAPHORE_GIT_DIR"; } 2>/dev/null || checkout';
/** Longer commands are not typed into a terminal. */
const MAX_TYPED_LENGTH = 2000;

/** Whether the service has said where the machine answers; it does so some time after the job has started. */
export function hasAddress({ agent }: Job): boolean {
  return agent !== undefined && agent.ip !== '' && agent.sshPort !== undefined;
}

/** The machine of a running job, with the key that opens it. What cannot be an address is refused. */
export function toMachine(job: Job, privateKey: string): Result<ProviderMachine> {
  const host = hostSchema.safeParse(job.agent?.ip);
  const port = portSchema.safeParse(job.agent?.sshPort);
  if (!host.success || !port.success) {
    return fail(
      'service-failed',
      'Semaphore gave an address of the machine that is none, so nothing was connected.',
      'Try again. If it stays, tell the support of Semaphore.',
    );
  }
  if (!/^-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(privateKey.trimStart())) {
    return fail(
      'service-failed',
      'Semaphore gave a key for the machine that Jumpseat cannot read.',
      'Try again. If it stays, look for an update of Jumpseat.',
    );
  }
  const { os } = toMachineKind(job);
  return ok({
    index: 0,
    name: os === 'macos' ? 'macOS machine' : 'Machine',
    os,
    endpoints: [{ kind: 'ssh', host: host.data, port: port.data, user: USER, shells }],
    identities: [{ kind: 'private-key', label: "the job's own key", privateKey }],
  });
}

/**
 * The command that failed, to be run again on the machine of a debug session, which begins without the sources. More than
 * one line cannot be typed without running the first at once; the file with all commands of the job can.
 */
export function toFailedStep({ failing }: JobLog, { commands }: Pick<Job, 'commands'>): FailedStep | undefined {
  if (failing?.command === undefined) return undefined;
  const { name, command } = failing;
  const isTypable = command.length <= MAX_TYPED_LENGTH && !/\p{Cc}/u.test(command);
  const isInSources = commands.some((one) => /^checkout(\s|$)/.test(one.trim()));
  const line = isInSources && !command.startsWith('checkout') ? `${ENTER_SOURCES}; ${command}` : command;
  return { name, machine: 0, command, replayLine: isTypable ? line : COMMANDS_LINE };
}

/** Folders worth going to: the home folder, where a debug job has its commands. In a container nobody knows. */
export function toPlaces(job: Job, kind: 'debug' | 'attach'): Session['places'] {
  if (job.isInContainer) return [];
  const { os } = toMachineKind(job);
  return os === 'linux' || os === 'macos'
    ? [{ machine: 0, name: kind === 'debug' ? 'Home (commands.sh)' : 'Home', path: '~' }]
    : [];
}
