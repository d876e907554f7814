import type { SimulatorReply, SimulatorRequest } from '../lib/exchange.ts';
import { json, text } from '../lib/exchange.ts';
import type { SimulatorServer } from '../lib/server.ts';
import type { JobMachines } from './machines.ts';
import { pipelineListReply, pipelineReply, workflowReply } from './replies.ts';
import type { SemaphoreWorld, SimulatedPipeline } from './world.ts';

const API = '/api/v1alpha';

interface Options {
  server: SimulatorServer;
  world: SemaphoreWorld;
  machines: JobMachines;
}

/** A page of a list, with the address of the next in its `Link` header. */
function page<T>(
  request: SimulatorRequest,
  origin: string,
  items: readonly T[],
  toReply: (item: T) => object,
): SimulatorReply {
  const number = Number(request.query.get('page') ?? 1) || 1;
  const size = Number(request.query.get('page_size') ?? 30) || 30;
  const shown = items.slice((number - 1) * size, number * size);
  const next = new URLSearchParams(request.query);
  next.set('page', String(number + 1));
  const link = number * size < items.length ? { link: `<${origin}${request.path}?${next}>; rel="next"` } : {};
  return json(shown.map(toReply), 200, link);
}

export function addPipelineRoutes({ server, world, machines }: Options): void {
  const newestFirst = (): SimulatedPipeline[] =>
    world.pipelines
      .filter(({ createdAt }) => createdAt <= world.clock.now())
      .toSorted((one, other) => other.createdAt - one.createdAt);
  const byId = (id: string | undefined): SimulatedPipeline | undefined => newestFirst().find((one) => one.id === id);
  const byWorkflow = (id: string | undefined): SimulatedPipeline | undefined =>
    newestFirst().findLast((one) => one.workflowId === id);

  function stop(pipeline: SimulatedPipeline): SimulatorReply {
    for (const job of pipeline.blocks.flatMap(({ jobs }) => jobs)) {
      world.stop(job);
      machines.endWith(job);
    }
    return json('Pipeline termination started.');
  }

  server.on('GET', `${API}/pipelines`, (request) => {
    const project = request.query.get('project_id');
    const workflow = request.query.get('wf_id');
    if (project === null && workflow === null) return json('Missing required parameter: project_id or wf_id', 400);
    const matching = newestFirst().filter(
      (one) => (project === null || one.project.id === project) && (workflow === null || one.workflowId === workflow),
    );
    return page(request, server.origin, matching, (one) => pipelineListReply(world, one));
  });

  server.on('GET', `${API}/pipelines/:id`, ({ params, query }) => {
    const pipeline = byId(params['id']);
    if (pipeline === undefined) return text('Not Found', 404);
    return json(pipelineReply(world, pipeline, query.get('detailed') === 'true'));
  });

  server.on('PATCH', `${API}/pipelines/:id`, ({ params, body }) => {
    const pipeline = byId(params['id']);
    if (pipeline === undefined) return text('Not Found', 404);
    if ((body as { terminate_request?: unknown } | undefined)?.terminate_request !== true) {
      return json("Value of 'terminate_request' field must be boolean value 'true'.", 400);
    }
    return stop(pipeline);
  });

  server.on('POST', `${API}/pipelines/:id/partial_rebuild`, ({ params, query, body }) => {
    const pipeline = byId(params['id']);
    if (pipeline === undefined) return text('Not Found', 404);
    const token = query.get('request_token') ?? (body as { request_token?: unknown } | undefined)?.request_token;
    if (typeof token !== 'string' || token === '') return json('Missing required post parameter request_token.', 400);
    const result = world.resultOf(pipeline);
    // The service's own sentences for this are not published.
    if (result === undefined) return json('Only pipelines which are done can be partially rebuilt.', 400);
    if (result === 'passed') return json('Pipelines which passed can not be partially rebuilt.', 400);
    return json({ pipeline_id: world.runAgain(pipeline, 'failed blocks').id, message: '' });
  });

  server.on('GET', `${API}/plumber-workflows`, (request) => {
    const project = request.query.get('project_id');
    if (project === null) return json('Missing required parameter: project_id', 400);
    const matching = newestFirst().filter((one) => one.project.id === project);
    return page(request, server.origin, matching, workflowReply);
  });

  server.on('GET', `${API}/plumber-workflows/:id`, ({ params }) => {
    const pipeline = byWorkflow(params['id']);
    return pipeline === undefined ? text('Not Found', 404) : json({ workflow: workflowReply(pipeline) });
  });

  server.on('POST', `${API}/plumber-workflows/:id/terminate`, ({ params }) => {
    const pipeline = byWorkflow(params['id']);
    return pipeline === undefined ? text('Not Found', 404) : stop(pipeline);
  });

  server.on('POST', `${API}/plumber-workflows/:id/reschedule`, ({ params, query }) => {
    const pipeline = byWorkflow(params['id']);
    if (pipeline === undefined) return text('Not Found', 404);
    if ((query.get('request_token') ?? '') === '') return json('Missing required post parameter request_token.', 400);
    const again = world.runAgain(pipeline, 'workflow');
    return json({ wf_id: again.workflowId, ppl_id: again.id });
  });
}
