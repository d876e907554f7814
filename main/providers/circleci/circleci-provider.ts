import type { Build, LogPage } from '../../contract/build.ts';
import type { Result } from '../../contract/problem.ts';
import { createPoller } from '../../lib/poller.ts';
import { fail, ok } from '../../lib/result.ts';
import { createAccountRow, newAccount } from '../account-row.ts';
import { noCapabilities } from '../capabilities.ts';
import type { Provider, ProviderChange } from '../provider.ts';
import type { ServiceContext } from '../service.ts';
import { createAccess } from './access.ts';
import { createActiveBuilds } from './active-builds.ts';
import { createApi } from './api.ts';
import { createArtifacts } from './artifacts.ts';
import { toDetail } from './detail.ts';
import { createFailingSteps } from './failing-steps.ts';
import { stepId, type JobRun, type JobStep } from './job-run.ts';
import { createJobRuns } from './job-runs.ts';
import { buildEnvironment, folderWord, jobVariables } from './build-environment.ts';
import { replaySteps } from './replay-steps.ts';
import { createJobStore } from './job-store.ts';
import { toBuild } from './job.ts';
import { circleciManners } from './manners.ts';
import { createMyRuns } from './my-runs.ts';
import { CLOUD_ORIGIN } from './origin.ts';
import { createProjects } from './projects.ts';
import { rebuild } from './rebuild.ts';
import { createRecentBuilds } from './recent-builds.ts';
import { buildIdOf } from './slug.ts';
import { createStepLogs } from './step-logs.ts';

/** Pause between two looks at the list; milliseconds. */
const LIST_MS = 60_000;
/** The same while the token is refused: only the person can change that. */
const REFUSED_MS = 15 * 60_000;
/** The followed projects change rarely; they are asked for with every so many looks at the list. */
const PROJECTS_EVERY = 30;

/** The moment of the last answer is told at most this often, in milliseconds. */
const CHECKED_EVERY_MS = 60_000;

const capabilities = {
  ...noCapabilities,
  builds: true,
  cancel: true,
  rebuild: true,
  rebuildWithAccess: true,
  endSession: true,
  artifacts: true,
  ownKeys: true,
};

/** One account at CircleCI, cloud or server. */
export function createCircleciProvider(context: ServiceContext): Provider {
  const { account: given, clock, pace, random, log } = context;
  const { id: accountId, origin } = given;
  const isCloud = origin === CLOUD_ORIGIN;
  const ending = new AbortController();
  let listener: (change: ProviderChange) => void = () => {};
  let login = given.login;
  let looks = 0;
  let isAskedFor = false;
  let lastResult: Result<undefined> = ok();

  const tell = (change: ProviderChange): void => {
    if (!ending.signal.aborted) listener(change);
  };
  const host = isCloud ? {} : { host: new URL(origin).host };
  const about = { provider: 'circleci' as const, capabilities, ...host };
  const row = createAccountRow(newAccount(given, about), clock, tell, CHECKED_EVERY_MS);
  const clientFor = (base: string) =>
    context.createHttpClient(circleciManners(base), {
      token: given.token,
      caFile: given.caFile,
      // What keeps artifacts says nothing about the account.
      onHealth: (health) => base === origin && row.take(health),
    });
  const http = clientFor(origin);
  const api = createApi(http, ending.signal);
  const jobs = createJobStore(accountId, (job) => {
    const build: Build = toBuild(accountId, job);
    tell({ kind: 'build', buildId: build.id, build });
  });
  const projects = createProjects({
    accountId,
    origin,
    api,
    onChange: (projectId, project) => tell({ kind: 'project', projectId, project }),
  });
  const recent = createRecentBuilds({ api, jobs, projects, login: () => login });
  const mine = createMyRuns({ api, jobs, projects, isCloud, log });
  const runs = createJobRuns({ accountId, api, jobs, hasV3: mine.isThere });
  const logs = createStepLogs({ api, http, clock });
  const artifacts = createArtifacts({ api, http, origin, clientFor });
  const fillFailingSteps = createFailingSteps({ accountId, jobs, runs });
  const active = createActiveBuilds({
    ...{ accountId, jobs, runs, logs, clock, pace, random },
    onDetail: (detail) => tell({ kind: 'detail', detail }),
  });
  const access = createAccess({
    ...{ accountId, origin, api, jobs, runs, clock, pace, random },
    readWhole: logs.text,
    onChange: (session) => tell({ kind: 'session', session }),
  });

  async function lookAtList(): Promise<Result<undefined>> {
    const asked = isAskedFor;
    isAskedFor = false;
    if (login === undefined) {
      const who = await api.me({ isAskedFor: asked });
      if (!who.ok) return who;
      login = who.value.login;
      row.set(login === undefined ? {} : { login });
    }
    if (looks % PROJECTS_EVERY === 0 || asked) {
      const followed = await projects.refresh(asked);
      if (!followed.ok && followed.problem.code !== 'not-found') return followed;
    }
    looks += 1;
    const flat = await recent.refresh(asked);
    if (!flat.ok) return flat;
    const own = await mine.refresh(asked);
    row.set({ hasMoreBuilds: recent.hasMore() || mine.hasMore() });
    if (own.ok) await fillFailingSteps();
    active.review();
    return own;
  }

  const list = createPoller({
    ...{ clock, pace, random },
    async task() {
      lastResult = await lookAtList();
      list.every(!lastResult.ok && lastResult.problem.code === 'token-refused' ? REFUSED_MS : LIST_MS);
    },
  });

  async function look(): Promise<Result<undefined>> {
    await list.now();
    return lastResult;
  }

  /** Does something with how a job went, and with what reads the output of its steps. */
  async function withRun<T>(
    buildId: string,
    act: (run: JobRun, read: (step: JobStep, offset: number) => Promise<Result<LogPage>>) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const job = await runs.resolve(buildId);
    if (!job.ok) return job;
    const run = await runs.load(job.value);
    if (!run.ok) return run;
    const logged = { buildId, jobId: job.value.jobId };
    return act(run.value, (step, offset) => logs.read(logged, run.value, step, { offset }));
  }

  return {
    get account() {
      return row.current;
    },
    start(changed) {
      listener = changed;
      tell({ kind: 'account', account: row.current });
      return look();
    },
    async refresh() {
      isAskedFor = true;
      const result = await look();
      await active.now();
      return result;
    },
    async detail(buildId) {
      const job = await runs.resolve(buildId);
      if (!job.ok) return job;
      const [run, facts] = await Promise.all([runs.load(job.value), runs.facts(job.value)]);
      if (!run.ok) return run;
      const now = jobs.get(buildId) ?? job.value;
      active.review();
      return ok(toDetail(buildId, now, run.value, facts, (step) => logs.endOf(buildId, step)));
    },
    async readLog(buildId, step, range) {
      const job = await runs.resolve(buildId);
      if (!job.ok) return job;
      const known = runs.last(job.value);
      const run = known === undefined ? await runs.load(job.value) : ok(known);
      if (!run.ok) return run;
      const found = run.value.steps.find((one) => stepId(one) === step);
      if (found === undefined) return fail('not-found', 'This step is not there any more.', 'Refresh the build.');
      return logs.read({ buildId, jobId: job.value.jobId }, run.value, found, range);
    },
    async cancel(buildId) {
      const job = await runs.resolve(buildId);
      if (!job.ok) return job;
      const result = await api.cancelJob(job.value);
      if (!result.ok) return result;
      await runs.load(job.value);
      active.review();
      return ok();
    },
    async rebuild(buildId) {
      const source = await runs.resolve(buildId);
      if (!source.ok) return source;
      const job = await rebuild({ api, jobs, clock, signal: ending.signal }, source.value);
      active.review();
      return job.ok ? ok({ buildId: buildIdOf(accountId, job.value) }) : job;
    },
    async rebuildWithAccess(buildId) {
      const source = await runs.resolve(buildId);
      return source.ok ? access.start(source.value) : source;
    },
    replaySteps: ({ buildId }) =>
      withRun(buildId, async (run, read) => {
        const variables = await jobVariables(run, 0, read);
        return ok(replaySteps(run, folderWord(variables['CIRCLE_WORKING_DIRECTORY'])));
      }),
    buildEnvironment: ({ buildId }, machine) => withRun(buildId, (run, read) => buildEnvironment(run, machine, read)),
    endSession: (sessionId) => access.end(sessionId),
    watch: (buildIds) => active.watch(buildIds),
    async loadMore() {
      const results = [
        ...(recent.hasMore() ? [await recent.more()] : []),
        ...(mine.hasMore() ? [await mine.more()] : []),
      ];
      row.set({ hasMoreBuilds: recent.hasMore() || mine.hasMore() });
      return results.find((result) => !result.ok) ?? ok();
    },
    async artifacts(buildId) {
      const job = await runs.resolve(buildId);
      return job.ok ? artifacts.list(job.value) : job;
    },
    async readArtifact(buildId, artifactId) {
      const job = await runs.resolve(buildId);
      return job.ok ? artifacts.read(job.value, artifactId) : job;
    },
    rename: (label) => row.set({ label }),
    async [Symbol.asyncDispose]() {
      ending.abort();
      list[Symbol.dispose]();
      active[Symbol.dispose]();
      access[Symbol.dispose]();
      await Promise.resolve();
    },
  };
}
