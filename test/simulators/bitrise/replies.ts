import { createHash } from 'node:crypto';
import { json } from '../lib/exchange.ts';
import type { SimulatorReply } from '../lib/exchange.ts';
import type { BitriseWorld, SimulatedApp, SimulatedBuild } from './world.ts';

const iso = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : `${new Date(at).toISOString().slice(0, 19)}Z`;

export function problem(status: number, message: string): SimulatorReply {
  return json({ message }, status);
}

export function appReply({ slug, title }: SimulatedApp): Record<string, unknown> {
  return {
    slug,
    title,
    project_type: 'ios',
    provider: 'github',
    repo_owner: 'acme',
    repo_slug: title,
    repo_url: `git@github.com:acme/${title}.git`,
    is_disabled: false,
    status: 1,
    is_public: false,
    owner: { account_type: 'organization', name: 'acme', slug: 'e1a2b3c4d5e6f708' },
  };
}

export function buildReply(world: BitriseWorld, build: SimulatedBuild): Record<string, unknown> {
  const status = world.status(build);
  return {
    slug: build.slug,
    build_number: build.number,
    status,
    status_text: ['in-progress', 'success', 'error', 'aborted'][status],
    is_on_hold: false,
    branch: build.branch,
    commit_hash: build.commit,
    commit_message: build.message,
    triggered_by: build.triggeredBy,
    triggered_workflow: build.workflow.name,
    triggered_at: iso(build.createdAt),
    started_on_worker_at: iso(world.startedAt(build)),
    finished_at: iso(world.finishedAt(build)),
    stack_identifier: build.workflow.stack,
    machine_type_id: build.workflow.machineType,
    abort_reason: build.abortReason,
    rebuildable: build.isRebuildable,
    log_format: 'json',
    original_build_params: build.params,
  };
}

/** One page of a list with anchors: `next` is the first entry of the page. */
export function anchored<T>(
  items: readonly T[],
  query: URLSearchParams,
  slugOf: (item: T) => string,
  reply: (item: T) => unknown,
): SimulatorReply {
  const limit = Number(query.get('limit') ?? 50);
  if (!(limit >= 1 && limit <= 50)) return problem(400, 'limit: must be between 1 and 50');
  const next = query.get('next');
  const start = next === null ? 0 : items.findIndex((item) => slugOf(item) === next);
  if (start === -1) return problem(400, 'next: invalid anchor');
  const following = items[start + limit];
  return json({
    data: items.slice(start, start + limit).map(reply),
    paging: {
      total_item_count: items.length,
      page_item_limit: limit,
      ...(following === undefined ? {} : { next: slugOf(following) }),
    },
  });
}

/** What signs an address: whoever has it may read. */
export function signatureOf(text: string): string {
  return createHash('sha256').update(`signed:${text}`).digest('hex').slice(0, 24);
}

export function stepUuid({ slug }: SimulatedBuild, position: number): string {
  return `${slug.slice(0, 8)}-0000-4000-8000-${position.toString(16).padStart(12, '0')}`;
}

/** Name and content of what a build has left behind. */
export function artifactsOf(
  world: BitriseWorld,
  build: SimulatedBuild,
): { slug: string; title: string; content: string }[] {
  const isDone = world.finishedAt(build) !== undefined && build.abortedAt === undefined;
  const files = isDone ? Object.entries(build.workflow.artifacts ?? {}) : [];
  return files.map(([title, content]) => ({
    slug: signatureOf(`${build.slug}/${title}`).slice(0, 16),
    title,
    content,
  }));
}
