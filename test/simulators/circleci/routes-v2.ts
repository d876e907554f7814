import { z } from 'zod';
import type { SimulatorReply } from '../lib/exchange.ts';
import { json } from '../lib/exchange.ts';
import type { SimulatorServer } from '../lib/server.ts';
import type { CircleCi } from './circle-ci.ts';
import { iso, refuse } from './replies.ts';
import { numberOf, stateOf, statusOf, summary } from './timeline.ts';
import type { SimJob } from './world.ts';

/** Three parts of a path, or one with encoded slashes. */
const SLUG = ':slug([^\\/]+\\/[^\\/]+\\/[^\\/]+|[^\\/]+%2F[^\\/]+%2F[^\\/]+)';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const rerunBody = z.strictObject({
  jobs: z.array(z.string().regex(UUID)).optional(),
  from_failed: z.boolean().optional(),
  enable_ssh: z.boolean().optional(),
  sparse_tree: z.boolean().optional(),
});

function jobItem(service: CircleCi, job: SimJob): Record<string, unknown> {
  const now = service.clock.now();
  const { startedAt, endedAt } = stateOf(job, now);
  const number = numberOf(job, now);
  return {
    id: job.id,
    name: job.plan.name,
    type: job.plan.isApproval === true ? 'approval' : 'build',
    status: statusOf(job, now),
    dependencies: [],
    project_slug: job.workflow.run.project.slug,
    // The published schema has a moment in any case.
    started_at: iso(startedAt ?? job.queuedAt),
    ...(endedAt === undefined ? {} : { stopped_at: iso(endedAt) }),
    ...(number === undefined ? {} : { job_number: number }),
  };
}

function jobDetail(service: CircleCi, job: SimJob): Record<string, unknown> {
  const now = service.clock.now();
  const { workflow, plan } = job;
  const { project } = workflow.run;
  const { startedAt, endedAt } = stateOf(job, now);
  const page = `pipelines/${project.slug}/${workflow.run.number}/workflows/${workflow.id}/jobs/${job.number}`;
  return {
    web_url: `${service.origin}/${page}`,
    project: {
      id: project.id,
      slug: project.slug,
      name: project.name,
      external_url: `https://github.com/${project.name}`,
    },
    parallel_runs: plan.executions.map((_, index) => ({ index, status: statusOf(job, now) })),
    started_at: iso(startedAt ?? job.queuedAt),
    latest_workflow: { id: workflow.id, name: workflow.name },
    name: plan.name,
    executor: { resource_class: plan.resourceClass, type: plan.executor },
    parallelism: plan.executions.length,
    status: statusOf(job, now),
    number: job.number,
    pipeline: { id: workflow.run.id },
    duration: startedAt === undefined || endedAt === undefined ? null : endedAt - startedAt,
    created_at: iso(job.queuedAt),
    messages: [],
    contexts: [],
    organization: { name: project.organisation },
    queued_at: iso(job.queuedAt),
    stopped_at: iso(endedAt),
  };
}

/** API v2, as far as it is used: https://circleci.com/docs/api/v2/ */
export function addV2(server: SimulatorServer, service: CircleCi): void {
  const { world, clock } = service;
  const withJob = (params: Record<string, string>, act: (job: SimJob) => SimulatorReply): SimulatorReply => {
    const { slug = '', number = '' } = params;
    if (world.project(slug) === undefined) return refuse(404, 'Project not found');
    const job = world.jobByNumber(slug, number);
    return job === undefined ? refuse(404, 'Job not found') : act(job);
  };

  server.on('GET', '/api/v2/me', () => json({ ...world.user }));
  server.on('GET', '/api/v2/me/collaborations', () => {
    const organisations = Map.groupBy(world.projects, ({ organisation }) => organisation);
    return json(
      [...organisations].map(([name, [project]]) => ({
        id: project?.organisationId,
        'vcs-type': project?.slug.startsWith('circleci/') === true ? 'circleci' : 'github',
        name,
        avatar_url: 'https://example.com/avatar.png',
        slug: project?.slug.split('/').slice(0, 2).join('/'),
      })),
    );
  });
  server.on('GET', `/api/v2/project/${SLUG}/job/:number(\\d+)`, ({ params }) =>
    withJob(params, (job) => json(jobDetail(service, job))),
  );
  server.on('POST', `/api/v2/project/${SLUG}/job/:number(\\d+)/cancel`, ({ params }) =>
    withJob(params, (job) => {
      if (stateOf(job, clock.now()).phase === 'ended') return refuse(400, 'Job is not running');
      service.cancel(job);
      return json({ message: 'Job cancellation requested.' }, 202);
    }),
  );
  server.on('GET', `/api/v2/project/${SLUG}/:number(\\d+)/artifacts`, ({ params }) =>
    withJob(params, (job) =>
      json({
        items: (job.plan.artifacts ?? []).map(({ path }) => ({
          path,
          node_index: 0,
          url: `${service.server.origin}/output/job/${job.id}/artifacts/0/${encodeURI(path)}`,
        })),
        next_page_token: null,
      }),
    ),
  );
  server.on('GET', `/api/v2/project/${SLUG}`, ({ params }) => {
    const project = world.project(params['slug'] ?? '');
    if (project === undefined) return refuse(404, 'Project not found');
    return json({
      slug: project.slug,
      name: project.name,
      id: project.id,
      organization_name: project.organisation,
      organization_slug: project.slug.split('/').slice(0, 2).join('/'),
      organization_id: project.organisationId,
      vcs_info: { vcs_url: `https://github.com/${project.name}`, provider: 'GitHub', default_branch: 'main' },
    });
  });
  server.on('GET', '/api/v2/workflow/:id/job', ({ params, query }) => {
    const workflow = world.workflow(params['id'] ?? '');
    if (workflow === undefined) return refuse(404, 'Workflow not found');
    const from = Number(query.get('page-token') ?? 0);
    const items = workflow.jobs.slice(from, from + service.pageSize);
    const isLast = from + items.length >= workflow.jobs.length;
    return json({
      items: items.map((job) => jobItem(service, job)),
      next_page_token: isLast ? null : String(from + items.length),
    });
  });
  server.on('GET', '/api/v2/workflow/:id', ({ params }) => {
    const workflow = world.workflow(params['id'] ?? '');
    if (workflow === undefined) return refuse(404, 'Workflow not found');
    const { phase, outcome } = summary([workflow], clock.now());
    const ended = { failed: 'failed', canceled: 'canceled', succeeded: 'success' }[outcome ?? ''];
    return json({
      pipeline_id: workflow.run.id,
      id: workflow.id,
      name: workflow.name,
      project_slug: workflow.run.project.slug,
      status: phase === 'ended' ? (ended ?? 'success') : 'running',
      started_by: world.user.id,
      pipeline_number: workflow.run.number,
      created_at: iso(workflow.createdAt),
      stopped_at: null,
    });
  });
  server.on('POST', '/api/v2/workflow/:id/cancel', ({ params }) => {
    const workflow = world.workflow(params['id'] ?? '');
    if (workflow === undefined) return refuse(404, 'Workflow not found');
    for (const job of workflow.jobs) service.cancel(job);
    return json({ message: 'Accepted.' }, 202);
  });
  server.on('POST', '/api/v2/workflow/:id/rerun', async ({ params, body }) => {
    const workflow = world.workflow(params['id'] ?? '');
    if (workflow === undefined) return refuse(404, 'Workflow not found');
    const parsed = rerunBody.safeParse(body ?? {});
    if (!parsed.success) return refuse(400, `Unexpected body: ${z.prettifyError(parsed.error)}`);
    const { jobs = [], enable_ssh: withSsh = false, from_failed: fromFailed = false } = parsed.data;
    if (fromFailed && (jobs.length > 0 || withSsh)) return refuse(400, 'from_failed and jobs are mutually exclusive');
    if (withSsh && jobs.length === 0) return refuse(400, 'enable_ssh requires jobs');
    const { project } = workflow.run;
    if (withSsh && project.isSshDisabled) return refuse(403, 'SSH reruns are disabled for this project');
    const chosen = jobs.length === 0 ? workflow.jobs : workflow.jobs.filter(({ id }) => jobs.includes(id));
    if (jobs.some((id) => !workflow.jobs.some((job) => job.id === id)))
      return refuse(400, 'jobs must belong to the workflow');
    const rerun = await service.rerun(workflow, chosen, withSsh);
    return json({ workflow_id: rerun.id }, 202);
  });
  server.on('GET', '/output/job/:id/artifacts/0/:path(.+)', ({ params }) => {
    const found = world.job(params['id'] ?? '')?.plan.artifacts?.find(({ path }) => path === params['path']);
    return found === undefined ? refuse(404, 'Not found') : { bytes: new TextEncoder().encode(found.content) };
  });
}
