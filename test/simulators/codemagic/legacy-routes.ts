import type { SimulatorReply, SimulatorRequest } from '../lib/exchange.ts';
import { json, text } from '../lib/exchange.ts';
import type { SimulatorServer } from '../lib/server.ts';
import { scriptForms, type ScriptFacts } from './access-script.ts';
import { artifactsOf, legacyAction, seenSteps, stepLog } from './replies.ts';
import type { Switches } from './v3-routes.ts';
import { MAX_BUILD_MS, type CodemagicWorld, type SimulatedBuild } from './world.ts';

interface Options {
  server: SimulatorServer;
  world: CodemagicWorld;
  switches: Switches;
  /** The text of the scripts with keys. */
  script: { current: (facts: ScriptFacts) => string };
}

export const usualScript = scriptForms['port first'];

interface StartBody {
  appId?: unknown;
  workflowId?: unknown;
  branch?: unknown;
}

export function addLegacyRoutes({ server, world, switches, script }: Options): void {
  const { origin } = server;
  const legacy =
    (act: (request: SimulatorRequest) => SimulatorReply) =>
    (request: SimulatorRequest): SimulatorReply =>
      switches.hasLegacy ? act(request) : json({ error: 'Not found' }, 404);
  const onBuild = (act: (build: SimulatedBuild, request: SimulatorRequest) => SimulatorReply) =>
    legacy((request) => {
      const build = world.build(request.params['id'] ?? '');
      return build === undefined ? json({ error: 'Build not found' }, 404) : act(build, request);
    });

  server.on(
    'GET',
    '/user',
    legacy(() => {
      const personal = world.teams.find(({ isPersonal }) => isPersonal);
      return json({
        user: {
          _id: '60a0b1c2d3e4f56789abcdef',
          user: { fullName: 'Robin Example', email: 'robin@example.com' },
          personalTeam: personal === undefined ? null : { _id: personal.id, name: personal.name },
          teams: world.teams.filter(({ isPersonal }) => !isPersonal).map(({ id, name }) => ({ _id: id, name })),
        },
      });
    }),
  );
  server.on(
    'POST',
    '/builds',
    legacy(({ body }) => {
      const { appId, workflowId, branch } = (body ?? {}) as StartBody;
      const app = world.apps.find(({ id }) => id === appId);
      const workflow = app?.workflows.find(({ id }) => id === workflowId);
      if (app === undefined || workflow === undefined) return json({ error: 'Unknown workflow' }, 400);
      if (typeof branch !== 'string') return json({ error: 'Branch or tag is required' }, 400);
      return json({ buildId: world.start({ app, workflow, branch }).id });
    }),
  );
  server.on(
    'GET',
    '/builds/:id',
    onBuild((build) =>
      json({
        application: {
          _id: build.app.id,
          appName: build.app.name,
          workflows:
            build.workflow.source === 'ui'
              ? { [build.workflow.id]: { _id: build.workflow.id, maxBuildDuration: MAX_BUILD_MS / 1000 } }
              : {},
        },
        build: {
          _id: build.id,
          appId: build.app.id,
          status: world.status(build),
          message: null,
          ...(build.workflow.source === 'ui'
            ? { workflowId: build.workflow.id, fileWorkflowId: null }
            : { workflowId: null, fileWorkflowId: build.workflow.id }),
          buildActions: seenSteps(world, build).map((seen, index) => legacyAction(seen, index, build.id, origin)),
        },
      }),
    ),
  );
  server.on(
    'POST',
    '/builds/:id/cancel',
    onBuild((build) => ({ status: world.cancel(build) ? 200 : 208 })),
  );
  server.on(
    'GET',
    '/builds/:id/step/:step',
    onBuild((build, { params, headers }) => {
      const log = stepLog(world, build, params['step'] ?? '');
      if (log === undefined) return text('', 404);
      const bytes = Buffer.from(log);
      const [, from] = /^bytes=(\d+)-$/.exec(headers.range ?? '') ?? [];
      if (!switches.hasRanges || from === undefined) return text(log);
      if (Number(from) >= bytes.length) return { status: 416, headers: { 'content-range': `bytes */${bytes.length}` } };
      return {
        status: 206,
        headers: { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` },
        bytes: bytes.subarray(Number(from)),
      };
    }),
  );
  server.onOpen('GET', '/artifacts/:id/:index/:name', ({ params, query }) => {
    const build = world.build(params['id'] ?? '');
    const artifact = build === undefined ? undefined : artifactsOf(world, build)[Number(params['index'])];
    const isSigned = build !== undefined && query.get('signature') === build.accessToken.slice(0, 8);
    return artifact === undefined || !isSigned ? text('Forbidden', 403) : { bytes: Buffer.from(artifact[1]) };
  });
  server.onOpen('GET', '/ssh-access/:token/ssh_access_script.sh', ({ params }) => {
    const build = world.builds.find(({ accessToken }) => accessToken === params['token']);
    const machine = build?.machine;
    if (build === undefined || machine === undefined || world.clock.now() >= world.machineEndsAt(build)) {
      return text('Not found', 404);
    }
    const { host, port, privateKey } = machine;
    return text(script.current({ host, port, user: 'builder', privateKey }), 200, {
      'content-type': 'application/x-sh',
    });
  });
}
