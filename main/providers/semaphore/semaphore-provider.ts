import type { Account } from '../../contract/account.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import type { Health } from '../../lib/http/http-client.ts';
import { fail, ok } from '../../lib/result.ts';
import { noCapabilities } from '../capabilities.ts';
import type { Provider, ProviderChange } from '../provider.ts';
import { createServerTime } from '../server-time.ts';
import type { ServiceContext } from '../service.ts';
import { createAccess } from './access.ts';
import { buildEnvironment } from './build-environment.ts';
import { debuggedJobOf } from './debug-job.ts';
import { replaySteps } from './replay-steps.ts';
import { createApi } from './api.ts';
import { listArtifacts, readArtifact } from './artifacts.ts';
import { createBuildList } from './build-list.ts';
import { createIds } from './ids.ts';
import { createJobDetails } from './job-details.ts';
import { createKnownJobs } from './known-jobs.ts';
import { createManners } from './manners.ts';
import { rebuildJob } from './rebuild.ts';
import { createSessions } from './sessions.ts';
import type { Job } from './wire-job.ts';

const capabilities = {
  ...noCapabilities,
  builds: true,
  cancel: true,
  rebuild: true,
  rebuildWithAccess: true,
  attach: true,
  debugProject: true,
  duration: true,
  endSession: true,
  artifacts: true,
};

/** One organisation at Semaphore, seen with one token. */
export function createSemaphoreProvider(context: ServiceContext): Provider {
  const { account: given, clock, pace, random } = context;
  let listener: (change: ProviderChange) => void = () => {};
  let isClosed = false;
  const emit = (change: ProviderChange): void => {
    if (!isClosed) listener(change);
  };
  let account: Account = {
    id: given.id,
    provider: 'semaphore',
    label: given.label,
    state: 'connecting',
    host: new URL(given.origin).host,
    login: given.login,
    capabilities,
  };

  function setAccount(change: Partial<Account>): void {
    account = { ...account, ...change };
    emit({ kind: 'account', account });
  }

  let health: Health | undefined;
  /** Why the list cannot be had although the service answers: no such organisation, or no way into it from here. */
  let listProblem: Problem | undefined;

  function showHealth(): void {
    if (health === undefined) return;
    const shown: Health =
      health.state === 'ready' && listProblem !== undefined ? { state: 'failed', problem: listProblem } : health;
    const problem = 'problem' in shown ? shown.problem : undefined;
    const retryAt = shown.state === 'limited' ? shown.retryAt : undefined;
    const isSame = account.state === shown.state && account.problem?.message === problem?.message;
    if (!isSame || account.retryAt !== retryAt) setAccount({ state: shown.state, problem, retryAt });
  }

  function onHealth(next: Health): void {
    health = next;
    showHealth();
  }

  const ids = createIds(given.id);
  const serverTime = createServerTime(clock);
  const http = context.createHttpClient(createManners(given.origin), {
    token: () => given.token(),
    caFile: given.caFile,
    onHealth,
  });
  const api = createApi({ http, onDate: serverTime.note });
  const known = createKnownJobs({
    accountId: given.id,
    origin: given.origin,
    ids,
    toLocal: serverTime.toLocal,
    emit,
  });
  const asking = { api, known, clock, pace, random: () => random() };
  const list = createBuildList({
    ...asking,
    onChecked(hasMoreBuilds) {
      listProblem = undefined;
      showHealth();
      setAccount({ checkedAt: clock.now(), hasMoreBuilds });
    },
    onFailed(reason) {
      listProblem = reason;
      showHealth();
    },
  });
  const details = createJobDetails({ ...asking, onDetail: (detail) => emit({ kind: 'detail', detail }) });
  const sessions = createSessions({ ...asking, onSession: (session) => emit({ kind: 'session', session }) });
  const access = createAccess({ api, known, details, sessions });

  async function withJob<T>(buildId: string, act: (job: Job) => Promise<Result<T>>): Promise<Result<T>> {
    const jobId = ids.wire(buildId);
    const job = known.get(jobId);
    if (job !== undefined) return act(job);
    const reply = jobId === '' ? undefined : await api.job(jobId);
    if (reply === undefined) return fail('not-found', 'This build is not in the list any more.', 'Refresh the list.');
    return reply.ok ? act(reply.value) : reply;
  }

  /** As {@link withJob}; of a debug job, with the job it was made for. */
  function withOriginal<T>(buildId: string, act: (job: Job) => Promise<Result<T>>): Promise<Result<T>> {
    return withJob(buildId, async (job) => {
      const original = debuggedJobOf(job);
      return original === undefined ? act(job) : withJob(ids.build(original), act);
    });
  }

  return {
    get account() {
      return account;
    },
    async start(changed) {
      listener = changed;
      emit({ kind: 'account', account });
      return list.start();
    },
    refresh: () => list.refresh(),
    loadMore: () => list.loadMore(),
    detail: (buildId) => details.detail(ids.wire(buildId)),
    readLog: (buildId, stepId, range) => details.readLog(ids.wire(buildId), stepId, range),
    watch: (buildIds) => details.watch(buildIds.map(ids.wire).filter((jobId) => jobId !== '')),
    async cancel(buildId) {
      const stopped = await api.stopJob(ids.wire(buildId));
      if (stopped.ok) list.lookSoon();
      return stopped;
    },
    rebuild: (buildId) =>
      withJob(buildId, async (job) => {
        const rebuilt = await rebuildJob({ api, known, clock }, job);
        list.lookSoon();
        return rebuilt.ok ? ok({ buildId: ids.build(rebuilt.value.jobId) }) : rebuilt;
      }),
    rebuildWithAccess: (buildId, options) => access.debugJob(ids.wire(buildId), options?.durationMs),
    attach: (buildId) => access.attach(ids.wire(buildId)),
    debugProject: (projectId, options) => access.debugProject(ids.wire(projectId), options.durationMs),
    replaySteps: ({ buildId }) =>
      withOriginal(buildId, async (job) => {
        const log = await details.log(job);
        return log.ok ? ok(replaySteps(log.value, job)) : log;
      }),
    buildEnvironment: ({ buildId }) =>
      withOriginal(buildId, async (job) => {
        const [variables, events] = await Promise.all([api.jobVariables(job.id), api.log(job.id)]);
        return variables.ok ? buildEnvironment(job, variables.value, events.ok ? events.value : undefined) : variables;
      }),
    hold: (sessionId, isOn) => sessions.renew(sessionId, isOn),
    endSession: (sessionId) => sessions.end(sessionId),
    artifacts: (buildId) => listArtifacts(api, ids.wire(buildId)),
    readArtifact: (buildId, artifactId) => readArtifact(api, ids.wire(buildId), artifactId),
    rename: (label) => setAccount({ label }),
    [Symbol.asyncDispose]() {
      isClosed = true;
      list[Symbol.dispose]();
      details[Symbol.dispose]();
      sessions[Symbol.dispose]();
      return Promise.resolve();
    },
  };
}
