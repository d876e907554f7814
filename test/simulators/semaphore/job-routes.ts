import type { SimulatorReply, SimulatorRequest } from '../lib/exchange.ts';
import { json } from '../lib/exchange.ts';
import type { SimulatorServer } from '../lib/server.ts';
import type { JobMachines } from './machines.ts';
import { jobReply } from './replies.ts';
import type { SemaphoreWorld, SimulatedJob } from './world.ts';

const MAX_PAGE = 30;
/** From the moment a debug job was asked for to the one when its machine is being made. */
const WAIT_MS = 3_000;

/** Sentences with which the service refuses; none is set at first. */
export interface Refusals {
  debug?: string | undefined;
  debugProject?: string | undefined;
  key?: string | undefined;
}

interface Options {
  server: SimulatorServer;
  world: SemaphoreWorld;
  machines: JobMachines;
  refusals: Refusals;
}

/** An error as grpc-gateway sends it. */
export function grpcError(code: 3 | 5 | 7 | 9, message: string): SimulatorReply {
  const status = { 3: 400, 5: 404, 7: 403, 9: 400 }[code];
  return json({ code, message, details: [] }, status);
}

function durationOf({ body }: SimulatorRequest): number {
  const { duration } = (body ?? {}) as { duration?: unknown };
  const seconds = Number(duration ?? 0);
  return seconds === 0 ? 3600 : seconds;
}

export function addJobRoutes({ server, world, machines, refusals }: Options): void {
  const found = (request: SimulatorRequest, act: (job: SimulatedJob) => SimulatorReply | Promise<SimulatorReply>) => {
    const jobId = request.params['id'] ?? '';
    if (!/^[0-9a-f-]{36}$/.test(jobId)) return grpcError(3, `Job id ${jobId} is invalid`);
    const job = world.job(jobId);
    return job === undefined ? grpcError(5, `Job ${jobId} not found`) : act(job);
  };

  /** A machine is made for it, and then it runs for as long as was asked for. */
  function startDebugJob(job: SimulatedJob, seconds: number): SimulatorReply {
    world.clock.after(WAIT_MS, () => {
      if (world.stateOf(job) === 'FINISHED') return;
      void machines.provide(job).then(
        () => {
          // It may have been stopped meanwhile.
          if (job.endAt === undefined) world.begin(job, seconds);
          machines.endWith(job);
        },
        () => {
          job.result = 'FAILED';
          job.endAt = world.clock.now();
        },
      );
    });
    return json(jobReply(world, job));
  }

  server.on('GET', '/api/v1alpha/jobs', ({ query }) => {
    const size = Number(query.get('page_size') ?? 0) || MAX_PAGE;
    if (size > MAX_PAGE) return grpcError(3, `Page size can't exceed ${MAX_PAGE}`);
    const states = query.getAll('states');
    const jobs = world.visibleJobs().filter((job) => states.includes(world.stateOf(job)));
    const after = Buffer.from(query.get('page_token') ?? '', 'base64url').toString();
    const start = after === '' ? 0 : jobs.findIndex(({ id }) => id === after) + 1;
    const page = jobs.slice(start, start + size);
    const hasMore = start + size < jobs.length;
    return json({
      jobs: page.map((job) => jobReply(world, job)),
      next_page_token: hasMore ? Buffer.from(page.at(-1)?.id ?? '').toString('base64url') : '',
    });
  });

  server.on('GET', '/api/v1alpha/jobs/:id', (request) => found(request, (job) => json(jobReply(world, job))));

  server.on('POST', '/api/v1alpha/jobs/:id/stop', (request) =>
    found(request, (job) => {
      world.stop(job);
      machines.endWith(job);
      return json({});
    }),
  );

  server.on('GET', '/api/v1alpha/jobs/:id/debug_ssh_key', (request) =>
    found(request, (job) => {
      if (refusals.key !== undefined) return grpcError(7, refusals.key);
      if (job.script.machineType?.startsWith('s1-') === true) {
        return grpcError(7, 'SSH keys are not available for self-hosted jobs');
      }
      if (job.script.isRestricted === true) return grpcError(7, 'Attaching to this job is blocked.');
      if (world.stateOf(job) !== 'RUNNING') {
        return grpcError(9, "Job's debug SSH is only available while the job is running");
      }
      return json({ key: job.privateKey ?? '' });
    }),
  );

  server.on('POST', '/api/v1alpha/jobs/project_debug/:project', (request) => {
    const asked = request.params['project'] ?? '';
    const project = world.projects.find(({ id, name }) => id === asked || name === asked);
    if (project === undefined) return grpcError(5, `Project ${asked} not found`);
    if (refusals.debugProject !== undefined) return grpcError(7, refusals.debugProject);
    const seconds = durationOf(request);
    const { machine_type: type } = (request.body ?? {}) as { machine_type?: unknown };
    const machineType = typeof type === 'string' && type !== '' ? type : 'f1-standard-2';
    return startDebugJob(world.addDebugJob(project, seconds, machineType), seconds);
  });

  server.on('POST', '/api/v1alpha/jobs/:id/debug', (request) =>
    found(request, (job) => {
      if (refusals.debug !== undefined) return grpcError(7, refusals.debug);
      if (job.script.isRestricted === true) return grpcError(7, 'The debug session is blocked for this job.');
      const seconds = durationOf(request);
      return startDebugJob(world.addDebugJob(job, seconds), seconds);
    }),
  );
}
