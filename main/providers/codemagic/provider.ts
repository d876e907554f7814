import type { Problem, Result } from '../../contract/problem.ts';
import type { Guide } from '../../contract/session.ts';
import { plainText } from '../../lib/plain-text.ts';
import { createPoller } from '../../lib/poller.ts';
import { fail, ok } from '../../lib/result.ts';
import { createAccountRow, newAccount } from '../account-row.ts';
import { noCapabilities } from '../capabilities.ts';
import type { Provider, ProviderChange, ProviderSession } from '../provider.ts';
import { createServerTime } from '../server-time.ts';
import type { ServiceContext } from '../service.ts';
import { AccessSession, type Beginning } from './access-session.ts';
import { appPage, legacyOrigin } from './addresses.ts';
import { createCodemagicApi } from './api.ts';
import { createBuildDetails } from './build-details.ts';
import { createBuildList } from './build-list.ts';
import { isOver } from './build-row.ts';
import { BuildStore, type KnownBuild } from './build-store.ts';
import { createLogStore } from './log-store.ts';
import { currentManners, legacyManners } from './manners.ts';
import { before } from './new-build.ts';
import { toFailedStep } from './replay.ts';

const LIST_MS = 60_000;
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
  let lastLoad: Result<undefined> = ok();
  let isAskedFor = false;
  let watched: string[] = [];
  let sessionCount = 0;
  const sessions = new Map<string, AccessSession>();

  const tell = (change: ProviderChange): void => listener(change);
  const row = createAccountRow(newAccount(context.account, { provider: 'codemagic', capabilities }), clock, tell);
  const secrets = { token: () => context.account.token(), caFile: context.account.caFile };
  const current = context.createHttpClient(currentManners(origin), { ...secrets, onHealth: row.take });
  // The account's row speaks of the API that carries the lists; a problem of the other shows where it is needed.
  const legacy = context.createHttpClient(legacyManners(origin), { ...secrets, onHealth: () => {} });
  const api = createCodemagicApi(current, legacy, { current: origin, legacy: legacyOrigin(origin) });
  const store = new BuildStore({ accountId, origin, tell });
  const serverTime = createServerTime(clock);
  const logs = createLogStore(clock, api.log);
  const details = createBuildDetails(api, store, logs);
  const list = createBuildList({ api, store, clock, accountId, origin, tell, log });

  async function load(): Promise<void> {
    const asked = isAskedFor;
    isAskedFor = false;
    lastLoad = await list.load(asked);
    row.set({ hasMoreBuilds: list.hasMore });
    if (lastLoad.ok && pace.current === 'active') await details.enrich();
  }
  const listPoller = createPoller({ clock, pace, random, task: load });
  const watchPoller = createPoller({ clock, pace, random, task: loadWatched });

  async function loadWatched(): Promise<void> {
    const active = watched.filter((id) => {
      const known = store.get(id);
      return known !== undefined && !isOver(known.row.state);
    });
    for (const id of active) {
      const detail = await details.load(id);
      if (detail.ok) tell({ kind: 'detail', detail: detail.value });
    }
  }

  async function known(buildId: string): Promise<Result<KnownBuild>> {
    const id = store.nativeId(buildId);
    if (id === undefined) return unknownBuild();
    const reply = await api.build(id);
    if (!reply.ok) return reply;
    serverTime.note(reply.value.header('date'));
    return ok(store.take(reply.value.value));
  }

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
    sessionCount += 1;
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
        isTaken: (id) => [...sessions.values()].some(({ rebuild }) => rebuild === id),
        onChange: (next) => tell({ kind: 'session', session: next }),
      },
      {
        id: `${accountId}:session:${clock.now()}-${sessionCount}`,
        accountId,
        buildId: build.row.id,
        title: `${build.row.projectName} #${build.row.number}`,
        failedStep: steps.ok && build.row.machine.os !== 'windows' ? toFailedStep(steps.value) : undefined,
      },
      beginning,
    );
    sessions.set(session.current.id, session);
    void session.begin();
    return session.current;
  }

  return {
    get account() {
      return row.current;
    },
    start(changed) {
      listener = changed;
      tell({ kind: 'account', account: row.current });
      void listPoller.now();
      listPoller.every(LIST_MS);
      return Promise.resolve(ok());
    },
    async refresh() {
      isAskedFor = true;
      await listPoller.now();
      // It may have been asking already, without the hurry.
      if (isAskedFor) await listPoller.now();
      return lastLoad;
    },
    async detail(buildId) {
      const id = store.nativeId(buildId);
      return id === undefined ? unknownBuild() : details.load(id);
    },
    async readLog(buildId, stepId, range) {
      const id = store.nativeId(buildId);
      return id === undefined ? unknownBuild() : details.readLog(id, stepId, range);
    },
    async cancel(buildId) {
      const id = store.nativeId(buildId);
      if (id === undefined) return unknownBuild();
      const cancelled = await api.cancel(id);
      if (cancelled.ok) await known(buildId);
      return cancelled;
    },
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
      const running = [...sessions.values()].find((session) => session.rebuild === wire.id && !session.isOver);
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
    async endSession(sessionId) {
      const session = sessions.get(sessionId);
      if (session === undefined) return fail('not-found', 'This session is not known any more.');
      const ended = await session.end();
      if (ended.ok) sessions.delete(sessionId);
      return ended;
    },
    watch(buildIds) {
      watched = buildIds.flatMap((buildId) => store.nativeId(buildId) ?? []);
      watchPoller.every(watched.length === 0 ? undefined : WATCH_MS);
    },
    async loadMore() {
      const loaded = await list.loadMore();
      row.set({ hasMoreBuilds: list.hasMore });
      return loaded;
    },
    async artifacts(buildId) {
      const id = store.nativeId(buildId);
      return id === undefined ? unknownBuild() : details.artifacts(id);
    },
    async readArtifact(buildId, artifactId) {
      const id = store.nativeId(buildId);
      if (id === undefined) return unknownBuild();
      const found = await details.artifactAddress(id, artifactId);
      if (!found.ok) return found;
      const stream = await api.download(found.value.address);
      return stream.ok ? ok({ body: stream.value.body, sizeBytes: found.value.sizeBytes }) : stream;
    },
    rename: (name) => row.set({ label: name }),
    async [Symbol.asyncDispose]() {
      listener = () => {};
      listPoller[Symbol.dispose]();
      watchPoller[Symbol.dispose]();
      for (const session of sessions.values()) session[Symbol.dispose]();
      sessions.clear();
    },
  };
}
