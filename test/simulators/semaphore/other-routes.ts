import { json, text } from '../lib/exchange.ts';
import type { SimulatorServer } from '../lib/server.ts';
import { projectReply } from './replies.ts';
import type { SemaphoreWorld, SimulatedJob } from './world.ts';

const API = '/api/v1alpha';
const PROJECTS_PER_PAGE = 500;
const MAX_PROJECT_PAGE = 100;
const NO_ARTIFACTS_API = 'The artifacts api feature is not enabled for your organization. Please contact support';

/** What an organisation has switched on. */
export interface Switches {
  artifactsApi: boolean;
  /** What the token may not see, although it belongs to the organisation. */
  hidden?: 'logs' | 'artifacts' | undefined;
}

interface Options {
  server: SimulatorServer;
  world: SemaphoreWorld;
  switches: Switches;
}

/** Sent as it stands there: the service answers with a JSON text of its own making. */
function log(world: SemaphoreWorld, job: SimulatedJob): string {
  const now = world.clock.now();
  const events = job.events.filter(({ at }) => at <= now).map(({ event }) => JSON.stringify(event));
  return `{ "events": [${events.join(',')}] }`;
}

/** The direct children of a folder. */
function childrenOf(files: Readonly<Record<string, string>>, folder: string): object[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const children = new Map<string, object>();
  for (const [path, content] of Object.entries(files)) {
    if (!path.startsWith(prefix)) continue;
    const [name = '', ...deeper] = path.slice(prefix.length).split('/');
    const child = { name, path: `${prefix}${name}` };
    children.set(
      name,
      deeper.length > 0
        ? { ...child, is_directory: true }
        : { ...child, is_directory: false, size: Buffer.byteLength(content) },
    );
  }
  return [...children.values()];
}

export function addOtherRoutes({ server, world, switches }: Options): void {
  server.on('GET', `${API}/projects`, ({ query }) => {
    const page = Number(query.get('page') ?? 1);
    if (!Number.isInteger(page)) return json({ message: 'page must be a number' }, 400);
    if (page > MAX_PROJECT_PAGE) return json({ message: `page must be at most ${MAX_PROJECT_PAGE}` }, 400);
    const shown = world.projects.slice((page - 1) * PROJECTS_PER_PAGE, page * PROJECTS_PER_PAGE);
    const hasMore = page * PROJECTS_PER_PAGE < world.projects.length;
    return json(shown.map(projectReply), 200, { 'x-page': String(page), 'x-has-more': String(hasMore) });
  });

  server.on('GET', `${API}/projects/:name`, ({ params }) => {
    const project = world.projects.find(({ name }) => name === params['name']);
    return project === undefined ? json({ message: 'Not found' }, 404) : json(projectReply(project));
  });

  server.on('GET', `${API}/logs/:id`, ({ params }) => {
    if (switches.hidden === 'logs') return text('Permission denied', 401);
    const job = world.job(params['id'] ?? '');
    if (job === undefined) return json('Not found', 404);
    if (job.startAt === undefined || (job.endAt !== undefined && job.endAt < job.startAt)) {
      const isStopped = world.stateOf(job) === 'FINISHED' && job.result === 'STOPPED';
      const why = isStopped
        ? 'This job was stopped before it started, so no logs were produced.'
        : 'This job never started, so no logs were produced.';
      return json(why, 404);
    }
    // The logs of self-hosted agents are kept elsewhere, behind an address with a key of its own.
    if (job.script.machineType?.startsWith('s1-') === true) {
      return { status: 302, headers: { location: `${server.origin}/api/v1/logs/${job.id}?jwt=signed` } };
    }
    return text(log(world, job), 200, { 'content-type': 'application/json; charset=utf-8' });
  });

  server.onOpen('GET', '/api/v1/logs/:id', ({ params, query }) => {
    const job = world.job(params['id'] ?? '');
    if (job === undefined || query.get('jwt') !== 'signed') return text('Unauthorized', 401);
    return text(log(world, job), 200, { 'content-type': 'application/json' });
  });

  server.on('GET', `${API}/artifacts`, ({ query }) => {
    if (!switches.artifactsApi) return text(NO_ARTIFACTS_API, 403);
    if (switches.hidden === 'artifacts') return text('Permission denied', 401);
    const job = world.job(query.get('scope_id') ?? '');
    if (query.get('scope') !== 'jobs' || job === undefined) return json('Not found', 404);
    const children = childrenOf(job.script.artifacts ?? {}, query.get('path') ?? '');
    return children.length === 0 ? json('Path not found', 404) : json({ artifacts: children });
  });

  server.on('GET', `${API}/artifacts/signed_url`, ({ query }) => {
    if (!switches.artifactsApi) return text(NO_ARTIFACTS_API, 403);
    const job = world.job(query.get('scope_id') ?? '');
    const path = query.get('path') ?? '';
    if (job?.script.artifacts?.[path] === undefined) return json('Artifact not found', 404);
    const file = path.split('/').map(encodeURIComponent).join('/');
    return json({ items: [{ path, url: `${server.origin}/storage/artifacts/jobs/${job.id}/${file}?signature=good` }] });
  });

  server.onOpen('GET', '/storage/artifacts/jobs/:id/:path(.+)', ({ params, query, headers }) => {
    // Storage of this kind refuses a second kind of authorisation.
    if (headers.authorization !== undefined) return text('Only one auth mechanism allowed', 400);
    const content = world.job(params['id'] ?? '')?.script.artifacts?.[params['path'] ?? ''];
    if (content === undefined || query.get('signature') !== 'good') return text('AccessDenied', 403);
    const bytes = new TextEncoder().encode(content);
    return { bytes, headers: { 'content-length': String(bytes.length) } };
  });
}
