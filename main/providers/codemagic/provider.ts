import type { Problem, Result } from '../../contract/problem.ts';
import type { Guide } from '../../contract/session.ts';
import { plainText } from '../../lib/plain-text.ts';
import { fail, ok } from '../../lib/result.ts';
import { createAccountRow, newAccount } from '../account-row.ts';
import { createAppProjects } from '../app-projects.ts';
import { noCapabilities } from '../capabilities.ts';
import type { Provider, ProviderChange, ProviderSession } from '../provider.ts';
import { isOver } from '../build-over.ts';
import { createPolledBuilds } from '../polled-builds.ts';
import { createServerTime } from '../server-time.ts';
import type { ServiceContext } from '../service.ts';
import { createSessionBook } from '../session-book.ts';
import { AccessSession, type Beginning } from './access-session.ts';
import { appPage, legacyOrigin } from './addresses.ts';
import { createCodemagicApi } from './api.ts';
import { createBuildDetails } from './build-details.ts';
import { buildEnvironment } from './build-environment.ts';
import { createBuildList } from './build-list.ts';
import { BuildStore, type KnownBuild } from './build-store.ts';
import { createLogStore } from './log-store.ts';
import { currentManners, legacyManners } from './manners.ts';
import { before } from './new-build.ts';
import { toFailedStep } from './replay.ts';
import { replaySteps } from './replay-steps.ts';

/** Between two looks at the builds that somebody looks at; milliseconds. */
const WATCH_MS = 10_000;

const capabilities = {
  ...noCapabilities,
  builds: true,
  cancel: true,
  rebuild: true,
  rebuildWithAccess: true,
  accessInBrowser: true,
  attach: true,
  endSession: true,
  artifacts: true,
};

const unknownBuild = (): { ok: false; problem: Problem } =>
  fail('not-found', 'This build is not at Codemagic.', 'Refresh the list.');

/** One account at Codemagic. */
export function createCodemagicProvider(context: ServiceContext): Provider {
  const { clock, pace, random, log } = context;
  const { id: accountId, origin } = context.account;
  let listener: (change: ProviderChange) => void = () => {};
  const sessions = createSessionBook<AccessSession>(accountId, clock);

  const tell = (change: ProviderChange): void => listener(change);
  const row = createAccountRow(newAccount(context.account, { provider: 'codemagic', capabilities }), clock, tell);
  const secrets = { token: () => context.account.token(), caFile: context.account.caFile };
  const current = context.createHttpClient(currentManners(origin), { ...secrets, onHealth: row.take });
  // The account's row speaks of the API that carries the lists; a problem of the other shows where it is needed.
  const legacy = context.createHttpClient(legacyManners(origin), { ...secrets, onHealth: () => {} });
  const api = createCodemagicApi(current, legacy, { current: origin, legacy: legacyOrigin(origin) });
  const apps = createAppProjects({ accountId, tell, pageOf: (app) => appPage(origin, app) });
  const store = new BuildStore({ accountId, origin, apps, tell });
  const serverTime = createServerTime(clock);
  const logs = createLogStore(clock, api.log);
  const details = createBuildDetails(api, store, logs);
  const list = createBuildList({ api, store, apps, clock, log });

  /** Does something with Codemagic's own id of a build. */
  async function withId<T>(buildId: string, act: (id: string) => Promise<Result<T>>): Promise<Result<T>> {
    const id = store.nativeId(buildId);
    return id === undefined ? unknownBuild() : act(id);
  }

  const builds = createPolledBuilds({
    ...{ context, row, list, tell },
    enrich: () => details.enrich(),
    watchMs: WATCH_MS,
    isActive(buildId) {
      const id = store.nativeId(buildId);
      const seen = id === undefined ? undefined : store.get(id);
      return seen !== undefined && !isOver(seen.row.state);
    },
    detail: (buildId) => withId(buildId, details.load),
  });
  const known = (buildId: string): Promise<Result<KnownBuild>> =>
    withId(buildId, async (id) => {
      const reply = await api.build(id);
      if (!reply.ok) return reply;
      serverTime.note(reply.value.header('date'));
      return ok(store.take(reply.value.value));
    });

  function guideFor({ wire, row }: KnownBuild): Guide {
    const workflow = plainText(wire.workflow.name ?? wire.workflow.id ?? '', 100);
    const what = [
      row.branch === undefined ? undefined : `the branch “${row.branch}”`,
      workflow === '' ? undefined : `the workflow “${workflow}”`,
    ].filter((part) => part !== undefined);
    return {
      steps: [
        'Open the page of the app and press “Start new build”.',
        what.length === 0 ? 'Choose what to build.' : `Choose ${what.join(' and ')}.`,
        'Tick “Enable SSH/VNC access” and start it. Jumpseat notices the build and opens its machine by itself.',
      ],
      link: appPage(origin, wire.app_id),
      wantsPaste: false,
    };
  }

  async function open(build: KnownBuild, beginning: Beginning): Promise<ProviderSession> {
    const steps = await details.steps(build.wire.id);
    const session = new AccessSession(
      {
        api,
        store,
        clock,
        pace,
        random,
        origin,
        serverTime,
        log,
        teamsOf: list.teamsOf,
        limitMs: details.limitMs,
        isTaken: (id) => sessions.all().some(({ rebuild }) => rebuild === id),
        onChange: (next) => tell({ kind: 'session', session: next }),
      },
      {
        id: sessions.newId(),
        accountId,
        buildId: build.row.id,
        title: `${build.row.projectName} #${build.row.number}`,
        failedStep: steps.ok && build.row.machine.os !== 'windows' ? toFailedStep(steps.value) : undefined,
      },
      beginning,
    );
    return sessions.open(session);
  }

  return {
    get account() {
      return row.current;
    },
    start(changed) {
      listener = changed;
      tell({ kind: 'account', account: row.current });
      builds.start();
      return Promise.resolve(ok());
    },
    refresh: () => builds.refresh(),
    detail: (buildId) => withId(buildId, details.load),
    readLog: (buildId, stepId, range) => withId(buildId, (id) => details.readLog(id, stepId, range)),
    cancel: (buildId) =>
      withId(buildId, async (id) => {
        const cancelled = await api.cancel(id);
        if (cancelled.ok) await known(buildId);
        return cancelled;
      }),
    async rebuild(buildId) {
      const old = await known(buildId);
      if (!old.ok) return old;
      const { wire } = old.value;
      const source = wire.branch === undefined ? { tag: wire.tag } : { branch: wire.branch };
      if (wire.workflow.id === undefined || Object.values(source)[0] === undefined) {
        return fail(
          'source-unavailable',
          'Codemagic does not say which workflow and branch this build had.',
          'Start it on the page of the app.',
        );
      }
      const started = await api.start({ appId: wire.app_id, workflowId: wire.workflow.id, ...source });
      if (!started.ok) return started;
      const reply = await api.build(started.value.buildId);
      if (reply.ok) store.take(reply.value.value, { rebuildOf: old.value.row.id });
      return ok({ buildId: store.idOf(started.value.buildId) });
    },
    async rebuildWithAccess(buildId) {
      const build = await known(buildId);
      if (!build.ok) return build;
      const { wire } = build.value;
      const lists = await Promise.all(
        list.teamsOf(wire.app_id).map((team) => api.builds(team, { appId: wire.app_id, pageSize: 50 })),
      );
      const failed = lists.find((reply) => !reply.ok);
      if (failed !== undefined && !failed.ok && lists.every((reply) => !reply.ok)) return failed;
      const builds = lists.flatMap((reply) => (reply.ok ? reply.value.value.data : []));
      return ok(
        await open(build.value, {
          kind: 'search',
          wanted: { appId: wire.app_id, workflowId: wire.workflow.id, source: wire.branch ?? wire.tag },
          before: before([...builds, wire]),
          guide: guideFor(build.value),
        }),
      );
    },
    async attach(buildId) {
      const build = await known(buildId);
      if (!build.ok) return build;
      const { wire } = build.value;
      const running = sessions.all().find((session) => session.rebuild === wire.id && !session.isOver);
      if (running !== undefined) return ok(running.current);
      if (wire.remote_access_enabled !== true) {
        return fail(
          'not-supported',
          'This build was started without remote access, and Codemagic cannot add it later.',
          'Rebuild with remote access: tick “Enable SSH/VNC access” when you start the build.',
        );
      }
      return ok(await open(build.value, { kind: 'build', known: build.value }));
    },
    replaySteps: ({ buildId }) =>
      withId(buildId, async (id) => {
        const steps = await details.steps(id);
        const isWindows = store.get(id)?.row.machine.os === 'windows';
        return steps.ok ? ok(replaySteps(steps.value, isWindows)) : steps;
      }),
    async buildEnvironment({ buildId }) {
      const build = await known(buildId);
      return build.ok ? ok(buildEnvironment(build.value.wire)) : build;
    },
    endSession: (sessionId) => sessions.end(sessionId),
    watch: (buildIds) => builds.watch(buildIds),
    loadMore: () => builds.loadMore(),
    artifacts: (buildId) => withId(buildId, details.artifacts),
    readArtifact: (buildId, artifactId) =>
      withId(buildId, async (id) => {
        const found = await details.artifactAddress(id, artifactId);
        if (!found.ok) return found;
        const stream = await api.download(found.value.address);
        return stream.ok ? ok({ body: stream.value.body, sizeBytes: found.value.sizeBytes }) : stream;
      }),
    rename: (name) => row.set({ label: name }),
    async [Symbol.asyncDispose]() {
      listener = () => {};
      builds[Symbol.dispose]();
      sessions[Symbol.dispose]();
    },
  };
}
