import type { SimulatorReply, SimulatorRequest } from '../lib/exchange.ts';
import { json, text } from '../lib/exchange.ts';
import type { SimulatorServer } from '../lib/server.ts';
import type { Switches } from './build-routes.ts';
import { logPieces, logText, stepMessages } from './log-text.ts';
import { problem, signatureOf, stepUuid } from './replies.ts';
import type { BitriseWorld, SimulatedBuild } from './world.ts';

/** From the end of a build until its log is put away. */
const ARCHIVED_AFTER_MS = 10_000;

interface Options {
  server: SimulatorServer;
  world: BitriseWorld;
  switches: Switches;
}

export function addLogRoutes({ server, world, switches }: Options): void {
  const { origin } = server;
  const onBuild =
    (act: (build: SimulatedBuild, request: SimulatorRequest) => SimulatorReply) =>
    (request: SimulatorRequest): SimulatorReply => {
      const build = world.build(request.params['app'], request.params['build']);
      const isVisible = build !== undefined && !build.isHidden && world.startedAt(build) !== undefined;
      return isVisible ? act(build, request) : problem(404, 'Not Found');
    };
  const isArchived = (build: SimulatedBuild): boolean => {
    const finishedAt = world.finishedAt(build);
    return finishedAt !== undefined && world.clock.now() >= finishedAt + ARCHIVED_AFTER_MS;
  };
  const withoutBoxes = (line: string): string => (switches.hasBoxes ? line : line.replace(/^[+|].*\n?/gm, ''));

  server.on(
    'GET',
    '/v0.1/apps/:app/builds/:build/log',
    onBuild((build, { query }) => {
      if (isArchived(build)) {
        return json({
          is_archived: true,
          expiring_raw_log_url: `${origin}/raw-logs/${build.slug}?signature=${signatureOf(build.slug)}`,
          log_chunks: [],
          generated_log_chunks_num: logPieces(build).length,
        });
      }
      const after = Date.parse(query.get('after_timestamp') ?? '') || 0;
      const now = world.clock.now();
      const chunks = logPieces(build)
        .map(({ at, text: chunk }, position) => ({ at, chunk: withoutBoxes(chunk), position }))
        .filter(({ at }) => at > after && at <= now)
        .map(({ chunk, position }) => ({ chunk, position }))
        // They come as they were written by several processes.
        .reverse();
      const isOver = world.finishedAt(build) !== undefined;
      return json({
        is_archived: false,
        generated_log_chunks_num: logPieces(build).length,
        log_chunks: chunks,
        timestamp: new Date(now).toISOString(),
        ...(isOver ? {} : { next_after_timestamp: new Date(now).toISOString() }),
      });
    }),
  );
  server.onOpen('GET', '/raw-logs/:build', ({ params, query }) => {
    const build = world.builds.find(({ slug }) => slug === params['build']);
    const isSigned = query.get('signature') === signatureOf(params['build'] ?? '');
    return build === undefined || !isSigned ? text('AccessDenied', 403) : text(withoutBoxes(logText(world, build)));
  });
  server.on(
    'GET',
    '/v0.1/apps/:app/builds/:build/log/summary',
    onBuild((build) => {
      if (!switches.hasSummary) return problem(404, 'Not Found');
      const now = Math.min(world.clock.now(), build.abortedAt ?? Infinity);
      const steps = build.timeline.steps.flatMap((step, position) => {
        const { script, startAt, endAt, outcome } = step;
        const isStarted = startAt !== undefined && startAt <= now;
        const isDone = endAt !== undefined && endAt <= now;
        if (!isStarted && world.finishedAt(build) === undefined) return [];
        return [
          {
            uuid: stepUuid(build, position),
            step_id: 'script',
            title: script.name,
            version: '1.2.1',
            ...(isDone || startAt === undefined ? { status: outcome } : {}),
            ...(build.abortedAt !== undefined && isStarted && !isDone ? { status: 'aborted' } : {}),
            ...(isStarted ? { started_at: new Date(startAt).toISOString() } : {}),
            ...(isDone ? { finished_at: new Date(endAt).toISOString() } : {}),
          },
        ];
      });
      return json({
        app_id: build.app.slug,
        build_id: build.slug,
        is_log_archived: isArchived(build),
        execution: { workflows: [{ uuid: stepUuid(build, 0xff), workflow_id: build.workflow.name, steps }] },
      });
    }),
  );
  server.on(
    'GET',
    '/v0.1/apps/:app/builds/:build/log/steps/:step',
    onBuild((build, { params }) =>
      !switches.hasSummary || !isArchived(build)
        ? problem(404, 'Not Found')
        : json({
            expiring_raw_log_url: `${origin}/step-logs/${build.slug}/${params['step']}?signature=${signatureOf(params['step'] ?? '')}`,
          }),
    ),
  );
  server.onOpen('GET', '/step-logs/:build/:step', ({ params, query }) => {
    const build = world.builds.find(({ slug }) => slug === params['build']);
    const step = build?.timeline.steps.find((_step, position) => stepUuid(build, position) === params['step']);
    const isSigned = query.get('signature') === signatureOf(params['step'] ?? '');
    return step === undefined || !isSigned ? text('AccessDenied', 403) : json(stepMessages(world, step));
  });
}
