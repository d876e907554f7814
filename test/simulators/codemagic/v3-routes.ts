import type { SimulatorReply, SimulatorRequest } from '../lib/exchange.ts';
import { json } from '../lib/exchange.ts';
import type { SimulatorServer } from '../lib/server.ts';
import { actionReply, classicPage, listedBuild, seenSteps, v3Error, wholeBuild } from './replies.ts';
import type { CodemagicWorld, SimulatedBuild } from './world.ts';

/** From the start of a build until its machine can be entered. */
const ACCESS_AFTER_MS = 8_000;

/** What is not said about the real service, to be tried both ways. */
export interface Switches {
  /** `script_url` is what comes after `/ssh-access/`, as in the legacy API. */
  isScriptUrlRelative: boolean;
  /** The legacy API answers. */
  hasLegacy: boolean;
  /** Logs can be read from a byte on. */
  hasRanges: boolean;
}

interface Options {
  server: SimulatorServer;
  world: CodemagicWorld;
  switches: Switches;
}

export function addV3Routes({ server, world, switches }: Options): void {
  const { origin } = server;
  const onBuild = (request: SimulatorRequest, act: (build: SimulatedBuild) => SimulatorReply): SimulatorReply => {
    const build = world.build(request.params['id'] ?? '');
    return build === undefined ? v3Error(404, 'Build not found') : act(build);
  };

  server.on('GET', '/api/v3/user', () => {
    const permissions = world.teams.map(({ id }) => [id, ['can_read_apps', 'can_read_builds']]);
    return json({
      data: { id: '60a0b1c2d3e4f56789abcdef', avatar_url: null, permissions: Object.fromEntries(permissions) },
    });
  });
  server.on('GET', '/api/v3/user/teams', ({ query }) => {
    const teams = world.teams.filter(({ isPersonal }) => !isPersonal);
    return classicPage(
      teams.map(({ id, name }) => ({ id, name, icon_url: null })),
      query,
    );
  });
  server.on('GET', '/api/v3/user/apps', ({ query }) => {
    const lastOf = (appId: string) => world.visible().find(({ app }) => app.id === appId)?.id ?? '';
    const apps = world.apps.map(({ id, name }) => ({
      id,
      name,
      icon_url: null,
      last_build_id: lastOf(id),
      archived: false,
    }));
    return classicPage(apps, query);
  });
  server.on('GET', '/api/v3/teams/:id/apps', ({ params, query }) => {
    if (!world.teams.some(({ id }) => id === params['id'])) return v3Error(404, 'Team not found');
    const apps = world.apps.filter(({ team }) => team.id === params['id']);
    return classicPage(
      apps.map(({ id, name, workflows }) => ({
        id,
        name,
        repository: { url: `https://github.com/acme/${name}.git` },
        settings_source: workflows[0]?.source ?? 'file',
        icon_url: null,
        project_type: 'flutter-app',
        archived: false,
      })),
      query,
    );
  });
  server.on('GET', '/api/v3/teams/:id/builds', ({ params, query }) => {
    if (!world.teams.some(({ id }) => id === params['id'])) return v3Error(404, 'Team not found');
    const size = Number(query.get('page_size') ?? 30);
    if (!(size >= 1 && size <= 100)) return v3Error(400, 'Validation failed for GET');
    const cursor = query.get('cursor');
    const appId = query.get('app_id');
    const builds = world
      .visible()
      .filter(({ app }) => app.team.id === params['id'] && (appId === null || app.id === appId))
      .filter(({ id }) => cursor === null || id < cursor);
    const page = builds.slice(0, size);
    return json({
      data: page.map((build) => listedBuild(world, build, origin)),
      page_size: size,
      cursor: builds.length > size ? (page.at(-1)?.id ?? null) : null,
    });
  });
  server.on('GET', '/api/v3/builds/:id', (request) =>
    onBuild(request, (build) => json({ data: wholeBuild(world, build, origin) })),
  );
  server.on('GET', '/api/v3/builds/:id/actions', (request) =>
    onBuild(request, (build) => classicPage(seenSteps(world, build).map(actionReply), request.query)),
  );
  server.on('GET', '/api/v3/builds/:id/remote-access', (request) =>
    onBuild(request, (build) => {
      if (!build.hasAccess) return v3Error(400, 'Remote access is not enabled for this build');
      const now = world.clock.now();
      if (now >= world.machineEndsAt(build)) return { status: 410 };
      if (build.machine === undefined || now < build.startAt + ACCESS_AFTER_MS) return { status: 202 };
      const path = `${build.accessToken}/ssh_access_script.sh`;
      const { host, port, password } = build.machine;
      return json({
        data: {
          ssh: { script_url: switches.isScriptUrlRelative ? path : `${origin}/ssh-access/${path}` },
          // Screens are simulated elsewhere: this one is where the terminal is.
          vnc: { host, port, username: 'builder', password },
        },
      });
    }),
  );
}
