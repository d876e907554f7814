import type { Result } from '../../contract/problem.ts';
import { plainText } from '../../lib/plain-text.ts';
import { fail, ok } from '../../lib/result.ts';
import type { ProviderSession } from '../provider.ts';
import type { SemaphoreApi } from './api.ts';
import { debuggedJobOf } from './debug-job.ts';
import type { JobDetails } from './job-details.ts';
import type { KnownJobs } from './known-jobs.ts';
import { selfHosted } from './refusals.ts';
import { toFailedStep, toMachine, toPlaces } from './session-machine.ts';
import type { Again, Sessions } from './sessions.ts';
import { projectNameOf, toBuild } from './to-build.ts';
import { isSelfHosted, type Job } from './wire-job.ts';

/** As the service has it when nobody says how long. */
const DEFAULT_DURATION_MS = 3_600_000;

/** Ways to the machine of a job. */
export interface Access {
  /** A machine like the one of this job, with its commands not run yet. */
  debugJob(jobId: string, durationMs: number | undefined): Promise<Result<ProviderSession>>;
  /** The machine of a job that runs. */
  attach(jobId: string): Promise<Result<ProviderSession>>;
  /** A machine with a project's surroundings, of no job. */
  debugProject(projectId: string, durationMs: number | undefined): Promise<Result<ProviderSession>>;
}

interface Options {
  api: SemaphoreApi;
  known: KnownJobs;
  details: JobDetails;
  sessions: Sessions;
}

export function createAccess({ api, known, details, sessions }: Options): Access {
  const { around } = known;
  const { ids } = around;

  async function jobOf(jobId: string): Promise<Result<Job>> {
    const before = known.get(jobId);
    if (before?.state === 'FINISHED') return ok(before);
    const reply = await api.job(jobId);
    if (reply.ok) known.put(reply.value);
    return reply;
  }

  function titleOf(job: Job): string {
    const { number } = toBuild(job, around);
    const name = plainText(job.name, 60);
    return `${projectNameOf(job, around)}${number > 0 ? ` #${number}` : ''} · ${name}`;
  }

  /** Follows a debug job that the service has taken on, unless it can already be seen that nobody may enter it. */
  async function followDebug(
    job: Job,
    durationMs: number,
    about: Pick<ProviderSession, 'title' | 'buildId' | 'failedStep'>,
    again: Again,
  ): Promise<Result<ProviderSession>> {
    known.put(job);
    const key = await api.debugKey(job.id);
    if (!key.ok && (key.problem.code === 'no-right' || key.problem.code === 'not-supported')) {
      await api.stopJob(job.id);
      return key;
    }
    return ok(
      sessions.follow({
        kind: 'debug',
        jobId: job.id,
        again,
        session: {
          id: ids.debugSession(job.id),
          accountId: around.accountId,
          rebuildId: ids.build(job.id),
          state: 'requested',
          places: [],
          machines: [],
          rule: { kind: 'span', spanMs: durationMs },
          events: {},
          ...about,
        },
      }),
    );
  }

  async function debugJob(jobId: string, durationMs: number, onAsked = () => {}): Promise<Result<ProviderSession>> {
    const row = await jobOf(jobId);
    if (!row.ok) return row;
    // The commands of a debug job are only a long sleep; what is meant is the job it was made for.
    const original = debuggedJobOf(row.value);
    const source = original === undefined ? row : await jobOf(original);
    const job = source.ok ? source.value : row.value;
    if (isSelfHosted(job.machineType)) return { ok: false, problem: selfHosted(plainText(job.agent?.name ?? '', 80)) };
    onAsked();
    const started = await api.debugJob(job.id, durationMs);
    if (!started.ok) return started;
    const log = job.result === 'FAILED' ? await details.log(job) : undefined;
    const failedStep = log?.ok === true ? toFailedStep(log.value, job) : undefined;
    const about = { title: titleOf(job), buildId: ids.build(jobId), failedStep };
    return followDebug(started.value, durationMs, about, (asked) => debugJob(jobId, durationMs, asked));
  }

  async function debugProject(
    projectId: string,
    durationMs: number,
    onAsked = () => {},
  ): Promise<Result<ProviderSession>> {
    const last = known
      .all()
      .find((job) => job.projectId === projectId && !isSelfHosted(job.machineType) && job.machineType !== '');
    // Without a hint the service takes the first Linux machine that the organisation has.
    onAsked();
    const started = await api.debugProject(projectId, durationMs, last?.machineType ?? '');
    if (!started.ok) return started;
    const name = projectNameOf({ projectId }, around);
    const about = { title: `${name} · a machine of its own`, buildId: undefined, failedStep: undefined };
    return followDebug(started.value, durationMs, about, (asked) => debugProject(projectId, durationMs, asked));
  }

  return {
    debugJob: (jobId, durationMs = DEFAULT_DURATION_MS) => debugJob(jobId, durationMs),
    async attach(jobId) {
      const open = sessions.attachedTo(jobId);
      if (open !== undefined) return ok(open);
      const reply = await api.job(jobId);
      if (!reply.ok) return reply;
      const job = reply.value;
      known.put(job);
      if (isSelfHosted(job.machineType))
        return { ok: false, problem: selfHosted(plainText(job.agent?.name ?? '', 80)) };
      if (job.state === 'FINISHED') {
        return fail(
          'session-ended',
          'The job has ended, and its machine went with it.',
          'Rebuild with remote access to get a machine of your own.',
        );
      }
      if (job.state !== 'RUNNING')
        return fail('busy', 'The job has not started yet, so it has no machine.', 'Try again when it runs.');
      const key = await api.debugKey(jobId);
      if (!key.ok) return key;
      const machine = toMachine(job, key.value);
      if (!machine.ok) return machine;
      return ok(
        sessions.follow({
          kind: 'attach',
          jobId,
          session: {
            id: ids.attachSession(jobId),
            accountId: around.accountId,
            buildId: ids.build(jobId),
            rebuildId: ids.build(jobId),
            title: `${titleOf(job)} (ending only disconnects)`,
            state: 'ready',
            places: toPlaces(job, 'attach'),
            machines: [machine.value],
            rule: { kind: 'with-build' },
            events: { startedAt: around.toLocal(job.startedAt) },
          },
        }),
      );
    },
    debugProject: (projectId, durationMs = DEFAULT_DURATION_MS) => debugProject(projectId, durationMs),
  };
}
