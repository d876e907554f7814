import type { Problem, Result } from '../../contract/problem.ts';
import type { Guide } from '../../contract/session.ts';
import { plainText } from '../../lib/plain-text.ts';
import { fail, ok } from '../../lib/result.ts';
import { createAccountRow, newAccount } from '../account-row.ts';
import { createAppProjects } from '../app-projects.ts';
import { noCapabilities } from '../capabilities.ts';
import { idSchema } from '../lenient.ts';
import type { Provider, ProviderChange } from '../provider.ts';
import { isOver } from '../build-over.ts';
import { createPolledBuilds } from '../polled-builds.ts';
import { createServerTime } from '../server-time.ts';
import type { ServiceContext } from '../service.ts';
import { createSessionBook } from '../session-book.ts';
import { AccessSession } from './access-session.ts';
import { appPage, buildPage } from './addresses.ts';
import { createBitriseApi } from './api.ts';
import { createBuildDetails } from './build-details.ts';
import { buildEnvironment } from './build-environment.ts';
import { createBuildList } from './build-list.ts';
import { BuildStore, type BuildRef, type KnownBuild } from './build-store.ts';
import { bitriseManners } from './manners.ts';
import { before } from './new-build.ts';
import { replaySteps } from './replay-steps.ts';
import { rebuildParams } from './rebuild-params.ts';

/** Between two looks at the builds that somebody looks at; milliseconds. */
const WATCH_MS = 4_000;

const capabilities = {
  ...noCapabilities,
  builds: true,
  cancel: true,
  rebuild: true,
  rebuildWithAccess: true,
  accessInBrowser: true,
  paste: true,
  endSession: true,
  artifacts: true,
};

const unknownBuild = (): { ok: false; problem: Problem } =>
  fail('not-found', 'This build is not at Bitrise.', 'Refresh the list.');

/** One account at Bitrise. */
export function createBitriseProvider(context: ServiceContext): Provider {
  const { clock, pace, random } = context;
  const { id: accountId, origin, login } = context.account;
  let listener: (change: ProviderChange) => void = () => {};
  const sessions = createSessionBook<AccessSession>(accountId, clock);
  const startedHere = new Set<string>();

  const tell = (change: ProviderChange): void => listener(change);
  const row = createAccountRow(newAccount(context.account, { provider: 'bitrise', capabilities }), clock, tell);

  const client = context.createHttpClient(bitriseManners(origin), {
    token: () => context.account.token(),
    caFile: context.account.caFile,
    onHealth: row.take,
  });
  const api = createBitriseApi(client);
  const apps = createAppProjects({ accountId, tell, pageOf: (app) => appPage(origin, app) });
  const store = new BuildStore({ accountId, origin, apps, login, tell });
  const serverTime = createServerTime(clock);
  const details = createBuildDetails(api, store, clock);
  const list = createBuildList({ api, store, apps, clock });

  /** Does something with Bitrise's own name of a build. */
  async function withRef<T>(buildId: string, act: (ref: BuildRef) => Promise<Result<T>>): Promise<Result<T>> {
    const ref = store.refOf(buildId);
    return ref === undefined ? unknownBuild() : act(ref);
  }

  const builds = createPolledBuilds({
    ...{ context, row, list, tell },
    enrich: () => details.enrich(),
    watchMs: WATCH_MS,
    isActive(buildId) {
      const ref = store.refOf(buildId);
      const seen = ref === undefined ? undefined : store.get(ref);
      return seen !== undefined && !isOver(seen.row.state);
    },
    detail: (buildId) => withRef(buildId, details.load),
  });
  const known = (buildId: string): Promise<Result<KnownBuild>> =>
    withRef(buildId, async (ref) => {
      const reply = await api.build(ref);
      if (!reply.ok) return reply;
      serverTime.note(reply.value.header('date'));
      return ok(store.take(ref.appSlug, reply.value.value));
    });

  function guideFor({ ref, wire }: KnownBuild): Guide {
    const isPipeline = wire.pipeline_workflow_id !== undefined;
    return {
      steps: [
        'Open the page of the build.',
        isPipeline
          ? 'Press the arrow beside “Rebuild” and choose “Rebuild unsuccessful Workflows with remote access” or “Rebuild entire Pipeline with remote access”.'
          : 'Press the arrow beside “Rebuild” and choose “Rebuild with remote access”.',
        'On the page of the new build, copy the SSH command and the password; the Screen share tab too, if there is one.',
        'Paste it here. Everything at once is fine.',
      ],
      link: buildPage(origin, ref.appSlug, ref.buildSlug),
      wantsPaste: true,
    };
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
    detail: (buildId) => withRef(buildId, details.load),
    readLog: (buildId, stepId, range) => withRef(buildId, (ref) => details.readLog(ref, stepId, range)),
    cancel: (buildId) =>
      withRef(buildId, async (ref) => {
        const aborted = await api.abort(ref, 'Cancelled from Jumpseat');
        const after = await known(buildId);
        // It ended by itself in the meantime, which is what was wanted.
        return !aborted.ok && after.ok && isOver(after.value.row.state) ? ok() : aborted;
      }),
    async rebuild(buildId) {
      const old = await known(buildId);
      if (!old.ok) return old;
      const params = old.value.wire.rebuildable === false ? undefined : rebuildParams(old.value.wire);
      if (params === undefined) {
        return fail(
          'source-unavailable',
          'Bitrise cannot rebuild this build any more.',
          'Start a new one on the page of the app.',
        );
      }
      const { appSlug } = old.value.ref;
      const started = await api.trigger(appSlug, params);
      if (!started.ok) return started;
      const { results, build_slug: first, build_number: firstNumber, message } = started.value;
      const slug = idSchema.safeParse(results?.[0]?.build_slug ?? first).data;
      if (slug === undefined) {
        return fail(
          'service-failed',
          'Bitrise did not say which build it started.',
          'Refresh the list in a moment.',
          plainText(message ?? '', 300),
        );
      }
      startedHere.add(slug);
      const { finished_at: _f, started_on_worker_at: _s, abort_reason: _a, ...rest } = old.value.wire;
      // A build that was just started is not found for up to half a minute; until then it is shown as what it repeats.
      const provisional = {
        ...rest,
        slug,
        build_number: results?.[0]?.build_number ?? firstNumber ?? 0,
        status: 0,
        triggered_at: clock.now(),
        started_on_worker_at: undefined,
        finished_at: undefined,
        abort_reason: undefined,
        triggered_by: login === undefined ? undefined : `manual-${login}`,
      };
      const shown = store.take(appSlug, provisional, { rebuildOf: old.value.row.id });
      builds.lookSoon();
      return ok({ buildId: shown.row.id });
    },
    async rebuildWithAccess(buildId) {
      const source = await known(buildId);
      if (!source.ok) return source;
      const { ref, wire } = source.value;
      const reply = await api.builds({ appSlug: ref.appSlug });
      if (!reply.ok) return reply;
      serverTime.note(reply.value.header('date'));
      const session = new AccessSession(
        {
          api,
          store,
          clock,
          pace,
          random,
          origin,
          serverTime,
          isTaken: (ref) =>
            startedHere.has(ref.buildSlug) ||
            sessions.all().some(({ rebuild }) => rebuild?.buildSlug === ref.buildSlug),
          onChange: (next) => tell({ kind: 'session', session: next }),
        },
        {
          id: sessions.newId(),
          accountId,
          source: source.value,
          wanted: { workflow: wire.triggered_workflow, commit: wire.commit_hash },
          before: before([...reply.value.value.data, wire]),
          guide: guideFor(source.value),
        },
      );
      return ok(sessions.open(session));
    },
    takeMachine: (sessionId, machine) => sessions.withSession(sessionId, (session) => session.take(machine)),
    replaySteps: ({ buildId }) =>
      withRef(buildId, async (ref) => {
        const steps = await details.steps(ref);
        return steps.ok ? ok(replaySteps(steps.value, store.get(ref)?.wire.triggered_workflow)) : steps;
      }),
    async buildEnvironment({ buildId }) {
      const build = await known(buildId);
      return build.ok ? ok(buildEnvironment(build.value.wire)) : build;
    },
    endSession: (sessionId) => sessions.end(sessionId),
    watch: (buildIds) => builds.watch(buildIds),
    loadMore: () => builds.loadMore(),
    artifacts: (buildId) => withRef(buildId, details.artifacts),
    readArtifact: (buildId, artifactId) =>
      withRef(buildId, async (ref) => {
        const slug = idSchema.safeParse(artifactId).data;
        if (slug === undefined) return unknownBuild();
        const found = await api.artifactAddress(ref, slug);
        if (!found.ok) return found;
        const { expiring_download_url: address, file_size_bytes: sizeBytes } = found.value;
        if (address === undefined)
          return fail('not-found', 'The file is not at Bitrise any more.', 'Refresh the build.');
        const stream = await api.download(address);
        return stream.ok ? ok({ body: stream.value.body, sizeBytes }) : stream;
      }),
    rename: (label) => row.set({ label }),
    async [Symbol.asyncDispose]() {
      listener = () => {};
      builds[Symbol.dispose]();
      sessions[Symbol.dispose]();
    },
  };
}
