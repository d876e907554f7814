import type { SimulatorReply, SimulatorRequest } from '../lib/exchange.ts';
import { json } from '../lib/exchange.ts';
import type { SimulatorServer } from '../lib/server.ts';
import { anchored, appReply, artifactsOf, buildReply, problem, signatureOf } from './replies.ts';
import type { BitriseWorld, SimulatedBuild } from './world.ts';

/** What is not said about the real service, or goes wrong with it, to be tried both ways. */
export interface Switches {
  /** The token belongs to a workspace, which has no profile. */
  isWorkspaceToken: boolean;
  /** The list over all apps is refused. */
  hasGlobalList: boolean;
  /** `log/summary` and `log/steps` answer. */
  hasSummary: boolean;
  /** The log has boxes around steps. */
  hasBoxes: boolean;
  /** A build that was just started is not found by itself for this long; milliseconds. */
  hiddenForMs: number;
}

interface Options {
  server: SimulatorServer;
  world: BitriseWorld;
  switches: Switches;
}

interface TriggerBody {
  hook_info?: { type?: unknown };
  build_params?: Record<string, unknown>;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

export function addBuildRoutes({ server, world, switches }: Options): void {
  const { origin } = server;
  const onBuild =
    (act: (build: SimulatedBuild, request: SimulatorRequest) => SimulatorReply) =>
    (request: SimulatorRequest): SimulatorReply => {
      const build = world.build(request.params['app'], request.params['build']);
      const isHidden = build !== undefined && world.clock.now() - build.createdAt < switches.hiddenForMs;
      return build === undefined || isHidden || build.isHidden ? problem(404, 'Not Found') : act(build, request);
    };
  const listed = (): SimulatedBuild[] => world.visible().filter(({ isHidden }) => !isHidden);

  server.on('GET', '/v0.1/me', () =>
    switches.isWorkspaceToken
      ? problem(404, 'Not Found')
      : json({ data: { username: 'robin', slug: '5d6e7f8091a2b3c4', email: 'robin@example.com', avatar_url: '' } }),
  );
  server.on('GET', '/v0.1/apps', ({ query }) => anchored(world.apps, query, ({ slug }) => slug, appReply));
  server.on('GET', '/v0.1/builds', ({ query }) =>
    switches.hasGlobalList
      ? anchored(
          listed(),
          query,
          ({ slug }) => slug,
          (build) => {
            // As published, the list over all apps says less about each build.
            const { log_format: _format, rebuildable: _rebuildable, ...reply } = buildReply(world, build);
            return { ...reply, repository: appReply(build.app) };
          },
        )
      : problem(404, 'Not Found'),
  );
  server.on('GET', '/v0.1/apps/:app/builds', ({ params, query }) => {
    if (!world.apps.some(({ slug }) => slug === params['app'])) return problem(404, 'Not Found');
    const after = Number(query.get('after') ?? 0) * 1000;
    const builds = listed().filter(({ app, createdAt }) => app.slug === params['app'] && createdAt > after);
    return anchored(
      builds,
      query,
      ({ slug }) => slug,
      (build) => buildReply(world, build),
    );
  });
  server.on(
    'GET',
    '/v0.1/apps/:app/builds/:build',
    onBuild((build) => json({ data: buildReply(world, build) })),
  );
  server.on('POST', '/v0.1/apps/:app/builds', ({ params, body }) => {
    const app = world.apps.find(({ slug }) => slug === params['app']);
    if (app === undefined) return problem(404, 'Not Found');
    const { hook_info: hook, build_params: wanted = {} } = (body ?? {}) as TriggerBody;
    if (hook?.type !== 'bitrise') return problem(400, 'hook_info: type must be bitrise');
    const workflow = app.workflows.find(({ name }) => name === wanted['workflow_id']);
    const refusal = `Workflow (${String(wanted['workflow_id'])}) did not match any workflows defined in app config`;
    if (workflow === undefined) return problem(400, refusal);
    const commit = text(wanted['commit_hash']);
    const build = world.start({
      app,
      workflow,
      branch: text(wanted['branch']) ?? 'main',
      message: text(wanted['commit_message']) ?? '',
      params: wanted,
      ...(commit === undefined ? {} : { commit }),
    });
    const result = {
      status: 'ok',
      message: `triggered build ${build.slug}`,
      build_slug: build.slug,
      build_number: build.number,
      build_url: `${origin}/app/${app.slug}/build/${build.slug}`,
      triggered_workflow: workflow.name,
    };
    return json({ ...result, service: 'bitrise', slug: app.slug, results: [result] }, 201);
  });
  server.on(
    'POST',
    '/v0.1/apps/:app/builds/:build/abort',
    onBuild((build, { body }) => {
      const reason = text((body as { abort_reason?: unknown } | undefined)?.abort_reason) ?? '';
      return world.abort(build, reason) ? json({ status: 'ok' }) : problem(400, 'Build is not running');
    }),
  );
  server.on(
    'GET',
    '/v0.1/apps/:app/builds/:build/artifacts',
    onBuild((build, { query }) =>
      anchored(
        artifactsOf(world, build),
        query,
        ({ slug }) => slug,
        ({ slug, title, content }) => ({
          slug,
          title,
          artifact_type: 'file',
          is_public_page_enabled: false,
          file_size_bytes: Buffer.byteLength(content),
        }),
      ),
    ),
  );
  server.on(
    'GET',
    '/v0.1/apps/:app/builds/:build/artifacts/:artifact',
    onBuild((build, { params }) => {
      const artifact = artifactsOf(world, build).find(({ slug }) => slug === params['artifact']);
      if (artifact === undefined) return problem(404, 'Not Found');
      return json({
        data: {
          slug: artifact.slug,
          title: artifact.title,
          artifact_type: 'file',
          is_public_page_enabled: false,
          file_size_bytes: Buffer.byteLength(artifact.content),
          expiring_download_url: `${origin}/storage/${build.slug}/${artifact.slug}?signature=${signatureOf(artifact.slug)}`,
        },
      });
    }),
  );
  server.onOpen('GET', '/storage/:build/:artifact', ({ params, query }) => {
    const build = world.builds.find(({ slug }) => slug === params['build']);
    const artifact =
      build === undefined ? undefined : artifactsOf(world, build).find(({ slug }) => slug === params['artifact']);
    const isSigned = query.get('signature') === signatureOf(params['artifact'] ?? '');
    return artifact === undefined || !isSigned
      ? { status: 403, text: 'AccessDenied' }
      : { bytes: Buffer.from(artifact.content) };
  });
}
