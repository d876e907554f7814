import { createHash } from 'node:crypto';
import type { SimulatorServer } from '../lib/server.ts';
import { json, text } from '../lib/exchange.ts';
import type { CircleCi } from './circle-ci.ts';
import { iso, v11 } from './replies.ts';
import { numberOf, stateOf, statusOf } from './timeline.ts';
import type { SimStep } from './timeline.ts';
import type { SimJob } from './world.ts';

const longNames: Record<string, string> = { gh: 'github', bb: 'bitbucket' };

function row(service: CircleCi, job: SimJob): Record<string, unknown> {
  const now = service.clock.now();
  const { workflow, plan } = job;
  const { run } = workflow;
  const [vcs = '', username = '', reponame = ''] = run.project.slug.split('/');
  const { phase, outcome, startedAt, endedAt } = stateOf(job, now);
  const status = statusOf(job, now);
  return {
    ssh_users: [],
    build_url: `${service.origin}/${run.project.slug}/${job.number}`,
    parallel: plan.executions.length,
    failed: outcome === undefined ? null : outcome === 'failed',
    branch: run.branch,
    username,
    reponame,
    why: job.ssh === undefined ? (job.retryOf === undefined ? 'github' : 'retry') : 'ssh',
    vcs_revision: run.revision,
    workflows: {
      workflow_id: workflow.id,
      workflow_name: workflow.name,
      workspace_id: workflow.id,
      job_name: plan.name,
      job_id: job.id,
      upstream_job_ids: [],
      upstream_concurrency_map: {},
    },
    vcs_tag: null,
    build_num: job.number,
    infrastructure_fail: false,
    previous: null,
    status,
    committer_name: run.login,
    subject: run.subject,
    vcs_type: longNames[vcs] ?? vcs,
    timedout: false,
    lifecycle: { created: 'not_running', queued: 'queued', started: 'running', ended: 'finished' }[phase],
    start_time: iso(startedAt),
    stop_time: iso(endedAt),
    ssh_disabled: run.project.isSshDisabled,
    build_time_millis: startedAt === undefined || endedAt === undefined ? null : endedAt - startedAt,
    picard: {
      build_agent: { image: 'circleci/picard:1.0.31177', properties: {} },
      resource_class: { class: plan.resourceClass, cpu: plan.cpu ?? 2, ram: 4096, name: plan.resourceClass },
      executor: plan.executor,
    },
    platform: '2.0',
    outcome: phase === 'ended' ? status : null,
    vcs_url: `https://github.com/${username}/${reponame}`,
    author_name: run.login,
    node: null,
    queued_at: iso(job.queuedAt),
    canceled: outcome === 'canceled',
    retry_of: job.retryOf ?? null,
    user: { is_user: true, login: run.login, name: run.login, vcs_type: 'github', id: 1 },
  };
}

/** The signature of a step's output address; whoever has it needs no token. */
function signature(job: SimJob, { execution, num }: SimStep): string {
  return createHash('sha256').update(`${job.id} ${execution} ${num}`).digest('hex').slice(0, 32);
}

function action(service: CircleCi, job: SimJob, step: SimStep): Record<string, unknown> {
  const isEnded = step.phase === 'ended';
  const statuses = { succeeded: 'success', failed: 'failed', canceled: 'canceled' };
  return {
    truncated: false,
    index: step.execution,
    parallel: job.plan.executions.length > 1,
    failed: step.outcome === 'failed' ? true : null,
    infrastructure_fail: null,
    name: step.name,
    bash_command: step.command ?? null,
    status: step.outcome === undefined ? 'running' : statuses[step.outcome],
    timedout: null,
    continue: null,
    end_time: iso(step.endedAt),
    type: step.type === 'run' ? 'test' : 'infrastructure',
    allocation_id: `${job.id}-${step.execution}-build/ABCDEF`,
    start_time: iso(step.startedAt),
    background: false,
    exit_code: step.exitCode ?? null,
    insignificant: false,
    canceled: step.outcome === 'canceled' ? true : null,
    step: step.num,
    run_time_millis: step.endedAt === undefined ? null : step.endedAt - step.startedAt,
    has_output: step.output.length > 0,
    // While a step runs its output is nowhere to be had.
    ...(isEnded && step.output.length > 0
      ? { output_url: `${service.server.origin}/action-output/${signature(job, step)}?X-Amz-Expires=600` }
      : {}),
  };
}

/** API v1.1, as far as it is used: https://circleci.com/docs/api/v1/ */
export function addV11(server: SimulatorServer, service: CircleCi): void {
  const { world, clock } = service;
  server.on('GET', '/api/v1.1/me', (request) => v11(request, { login: world.user.login, name: world.user.name }));
  server.on('GET', '/api/v1.1/projects', (request) =>
    v11(
      request,
      world.projects
        .filter(({ isFollowed }) => isFollowed)
        .map(({ slug, name }) => {
          const [vcs = '', username, reponame] = slug.split('/');
          const type = longNames[vcs] ?? vcs;
          return {
            vcs_url: `https://github.com/${username}/${reponame}`,
            followed: true,
            username,
            reponame,
            vcs_type: type,
            slug,
            name,
            branches: {},
          };
        }),
    ),
  );
  server.on('GET', '/api/v1.1/recent-builds', (request) => {
    const limit = Number(request.query.get('limit') ?? 30);
    const offset = Number(request.query.get('offset') ?? 0);
    if (!Number.isInteger(limit) || limit < 1 || limit > 100)
      return v11(request, { message: 'limit must be between 1 and 100' }, 400);
    if (!Number.isInteger(offset) || offset < 0) return v11(request, { message: 'offset must not be negative' }, 400);
    const rows = world.jobs
      .filter((job) => job.workflow.run.project.isFollowed && numberOf(job, clock.now()) !== undefined)
      .sort((one, other) => other.queuedAt - one.queuedAt || other.number - one.number);
    return v11(
      request,
      rows.slice(offset, offset + limit).map((job) => row(service, job)),
    );
  });
  server.on('GET', '/api/v1.1/project/:vcs/:org/:repo/:number(\\d+)', (request) => {
    const { vcs = '', org, repo, number = '' } = request.params;
    const short = Object.entries(longNames).find(([, long]) => long === vcs)?.[0] ?? vcs;
    const job = world.jobByNumber(`${short}/${org}/${repo}`, number);
    if (job === undefined) return v11(request, { message: 'Build not found' }, 404);
    const { steps } = stateOf(job, clock.now());
    const groups = Map.groupBy(steps, ({ num }) => num);
    return v11(request, {
      ...row(service, job),
      steps: [...groups.values()].map((group) => ({
        name: group[0]?.name,
        actions: group.map((step) => action(service, job, step)),
      })),
    });
  });
  server.onOpen('GET', '/action-output/:signature', (request) => {
    // The storage behind a signed address refuses a second kind of authorization.
    if (request.headers.authorization !== undefined || request.headers['circle-token'] !== undefined)
      return text('<Error><Code>InvalidArgument</Code></Error>', 400, { 'content-type': 'application/xml' });
    for (const job of world.jobs) {
      const step = stateOf(job, clock.now()).steps.find((one) => signature(job, one) === request.params['signature']);
      if (step === undefined) continue;
      const part = (bytes: Uint8Array, type: 'out' | 'err') => ({
        message: new TextDecoder().decode(bytes),
        time: iso(step.startedAt),
        type,
        truncated: false,
      });
      return json([part(step.output, 'out'), ...(step.errors.length > 0 ? [part(step.errors, 'err')] : [])]);
    }
    return text('<Error><Code>AccessDenied</Code></Error>', 403, { 'content-type': 'application/xml' });
  });
}
