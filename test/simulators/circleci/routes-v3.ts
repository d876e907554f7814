import { json } from '../lib/exchange.ts';
import type { SimulatorReply, SimulatorRequest } from '../lib/exchange.ts';
import type { SimulatorServer } from '../lib/server.ts';
import type { CircleCi } from './circle-ci.ts';
import { iso, notFoundV3, refuseV3 } from './replies.ts';
import { stateOf, summary } from './timeline.ts';
import type { SimStep } from './timeline.ts';
import type { SimJob, SimRun, SimWorkflow } from './world.ts';

/** Runs of one page, at most. */
const MAX_RUNS = 20;

function runEntity(service: CircleCi, run: SimRun): Record<string, unknown> {
  const { phase, outcome } = summary(run.workflows, service.clock.now());
  return {
    id: run.id,
    attributes: {
      phase,
      created_at: iso(run.createdAt),
      ...(outcome === undefined ? {} : { current_outcome: outcome }),
    },
    references: {
      event: {
        attributes: {
          type: 'push',
          vcs: {
            branch: run.branch,
            revision: run.revision,
            commit: {
              subject: run.subject,
              url: 'https://github.com/',
              author: { name: 'Robin Doe', login: run.login },
            },
          },
        },
      },
      trigger: { attributes: { event_source: { type: 'webhook' } } },
      project: { id: run.project.id },
      user: { id: service.world.user.id },
    },
  };
}

function workflowEntity(service: CircleCi, workflow: SimWorkflow): Record<string, unknown> {
  const { phase, outcome } = summary([workflow], service.clock.now());
  const told = phase === 'ended' ? { outcome, ended_at: iso(service.clock.now()) } : { current_outcome: outcome };
  return {
    id: workflow.id,
    attributes: { name: workflow.name, phase, created_at: iso(workflow.createdAt), ...told },
    references: { run: { id: workflow.run.id }, project: { id: workflow.run.project.id } },
  };
}

function stepEntity(step: SimStep): Record<string, unknown> {
  return {
    name: step.name,
    type: step.type,
    num: step.num,
    phase: step.phase,
    outcome: step.outcome ?? '',
    ...(step.exitCode === undefined ? {} : { exit_code: step.exitCode }),
    ...(step.command === undefined ? {} : { command: step.command }),
    started_at: iso(step.startedAt),
    ended_at: iso(step.endedAt),
  };
}

function jobEntity(service: CircleCi, job: SimJob): Record<string, unknown> {
  const { phase, outcome, startedAt, endedAt, steps } = stateOf(job, service.clock.now());
  const { workflow, plan } = job;
  const executions = startedAt === undefined ? [] : plan.executions;
  return {
    id: job.id,
    attributes: {
      name: plan.name,
      type: plan.isApproval === true ? 'approval' : 'build',
      phase,
      outcome: outcome ?? '',
      started_at: iso(startedAt),
      ended_at: iso(endedAt),
      parallel_executions: executions.map((_, execution) => ({
        steps: steps.filter((step) => step.execution === execution).map(stepEntity),
      })),
    },
    references: {
      project: { id: workflow.run.project.id },
      pipeline: { id: workflow.run.id },
      workflow: { id: workflow.id },
      user: { id: service.world.user.id },
    },
  };
}

/** "bytes=12-" and "bytes=-12"; undefined without one that is understood. */
function rangeOf(request: SimulatorRequest, length: number, knowsSuffixes: boolean): number | undefined {
  const [, from, last] = /^bytes=(?:(\d+)-|-(\d+))$/.exec(request.headers.range ?? '') ?? [];
  if (from !== undefined) return Number(from);
  return last !== undefined && knowsSuffixes ? Math.max(0, length - Number(last)) : undefined;
}

function output(service: CircleCi, stream: 'output' | 'errors', request: SimulatorRequest): SimulatorReply {
  const job = service.world.job(request.params['id'] ?? '');
  const execution = request.query.get('filter[execution]') ?? '0';
  const num = request.query.get('filter[step_num]');
  if (num === null)
    return refuseV3(
      400,
      'validation_error',
      'Missing Required Filter',
      "Query parameter 'filter[step_num]' is required.",
    );
  const steps = job === undefined ? [] : stateOf(job, service.clock.now()).steps;
  const step = steps.find((one) => String(one.execution) === execution && String(one.num) === num);
  const bytes = step?.[stream];
  if (step === undefined || bytes === undefined || bytes.length === 0) return notFoundV3('output');
  const { length } = bytes;
  const start = rangeOf(request, length, service.knowsSuffixRanges);
  const headers = {
    'content-type': 'application/octet-stream',
    ...(step.phase === 'ended' ? { 'x-terminal': 'true' } : {}),
  };
  if (start === undefined) return { bytes, headers };
  if (start >= length) return { status: 416, headers: { ...headers, 'content-range': `bytes */${length}` }, text: '' };
  return {
    status: 206,
    bytes: bytes.subarray(start),
    headers: { ...headers, 'content-range': `bytes ${start}-${length - 1}/${length}` },
  };
}

/** API v3, as CircleCI's own command line tool uses it: https://github.com/CircleCI-Public/circleci-cli */
export function addV3(server: SimulatorServer, service: CircleCi): void {
  const { world } = service;
  const required = (name: string): SimulatorReply =>
    refuseV3(400, 'validation_error', 'Missing Required Filter', `Query parameter 'filter[${name}]' is required.`);

  server.on('GET', '/api/v3/users', () =>
    json({ data: [{ id: world.user.id, attributes: { name: world.user.name, login: world.user.login } }], page: {} }),
  );
  server.on('GET', '/api/v3/runs', ({ query }) => {
    const limit = Number(query.get('page[limit]') ?? 10);
    if (!Number.isInteger(limit) || limit < 1 || limit > MAX_RUNS)
      return refuseV3(400, 'validation_error', 'Invalid page size', `The page size is at most ${MAX_RUNS}.`);
    if (query.get('filter[user_id]') !== 'me') return required('user_id');
    const from = Number(query.get('page[cursor]') ?? 0);
    const own = world.runs.filter(({ login }) => login === world.user.login).reverse();
    const page = own.slice(from, from + limit);
    const next = from + page.length < own.length ? String(from + page.length) : null;
    return json({ data: page.map((run) => runEntity(service, run)), page: { next, prev: null } });
  });
  server.on('GET', '/api/v3/workflows', ({ query }) => {
    const id = query.get('filter[run_id]');
    if (id === null) return required('run_id');
    const run = world.runs.find((one) => one.id === id);
    if (run === undefined) return notFoundV3('run');
    return json({ data: run.workflows.map((workflow) => workflowEntity(service, workflow)), page: {} });
  });
  server.on('GET', '/api/v3/jobs', ({ query }) => {
    const id = query.get('filter[workflow_id]');
    if (id === null) return required('workflow_id');
    const workflow = world.workflow(id);
    return workflow === undefined
      ? notFoundV3('workflow')
      : json({ data: workflow.jobs.map((job) => jobEntity(service, job)), page: {} });
  });
  server.on('GET', '/api/v3/jobs/:id', ({ params }) => {
    const job = world.job(params['id'] ?? '');
    return job === undefined ? notFoundV3('job') : json({ data: jobEntity(service, job) });
  });
  server.on('GET', '/api/v3/jobs/:id/stdout', (request) => output(service, 'output', request));
  server.on('GET', '/api/v3/jobs/:id/stderr', (request) => output(service, 'errors', request));
}
