import type { SimulatorReply } from '../lib/exchange.ts';
import { json } from '../lib/exchange.ts';
import { printed, type TimedStep } from '../scripted-builds/timeline.ts';
import type { CodemagicWorld, SimulatedBuild } from './world.ts';

const iso = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());

/** An error as the API v3 sends it. */
export function v3Error(status: number, detail: string): SimulatorReply {
  return json({ status_code: status, detail, extra: {} }, status);
}

/** One page of a list with page numbers. */
export function classicPage(items: readonly unknown[], query: URLSearchParams): SimulatorReply {
  const size = Number(query.get('page_size') ?? 30);
  const page = Number(query.get('page') ?? 1);
  if (!(size >= 1 && size <= 100) || !(page >= 1)) return v3Error(400, `Validation failed for GET`);
  return json({
    data: items.slice((page - 1) * size, page * size),
    page_size: size,
    current_page: page,
    total_pages: Math.ceil(items.length / size),
  });
}

/** Name and content of what a build has left behind. */
export function artifactsOf(world: CodemagicWorld, build: SimulatedBuild): [string, string][] {
  const isDone = world.finishedAt(build) !== undefined && build.cancelledAt === undefined;
  return isDone ? Object.entries(build.workflow.artifacts ?? {}) : [];
}

export function listedBuild(world: CodemagicWorld, build: SimulatedBuild, origin: string): Record<string, unknown> {
  const hash = world.commitOf(build);
  return {
    id: build.id,
    app_id: build.app.id,
    workflow: { id: build.workflow.id, name: build.workflow.name, source: build.workflow.source },
    status: world.status(build),
    index: build.index,
    artifacts: artifactsOf(world, build).map(([name, content], index) => ({
      name,
      size_in_bytes: Buffer.byteLength(content),
      type: name.endsWith('.ipa') ? 'ipa' : 'log',
      short_lived_download_url: `${origin}/artifacts/${build.id}/${index}/${encodeURIComponent(name)}?signature=${build.accessToken.slice(0, 8)}`,
      version_code: null,
      version_name: null,
    })),
    labels: [],
    release_notes: [],
    created_at: iso(build.createdAt),
    commit: {
      hash,
      message: build.message,
      author_name: build.author,
      author_email: `${build.author.toLowerCase()}@example.com`,
      avatar_url: null,
      url: `https://github.com/acme/${build.app.name}/commit/${hash}`,
    },
    branch: build.branch,
    tag: null,
    pull_request: null,
    app_store_connect_status: null,
    started_at: iso(world.startedAt(build)),
    finished_at: iso(world.finishedAt(build)),
  };
}

export function wholeBuild(world: CodemagicWorld, build: SimulatedBuild, origin: string): Record<string, unknown> {
  return {
    ...listedBuild(world, build, origin),
    instance_type: build.workflow.instanceType,
    config: {
      flutter_mode: null,
      shorebird_mode: null,
      flutter_version: null,
      xcode_version: '26.1',
      platforms: ['ios'],
    },
    remote_access_enabled: build.hasAccess,
    build_inputs: {},
  };
}

interface SeenStep {
  step: TimedStep;
  id: string;
  status: string | null;
  startedAt: number | undefined;
  finishedAt: number | undefined;
}

/** The steps as they look by now. */
export function seenSteps(world: CodemagicWorld, build: SimulatedBuild): SeenStep[] {
  const now = Math.min(world.clock.now(), build.cancelledAt ?? Infinity);
  return build.timeline.steps.map((step, index) => {
    const isStarted = step.startAt !== undefined && step.startAt <= now;
    const isDone = step.endAt !== undefined && step.endAt <= now;
    const isBuildOver = world.finishedAt(build) !== undefined;
    const ended = isDone ? step.outcome : isStarted && isBuildOver ? 'canceled' : null;
    return {
      step,
      id: `${build.id.slice(0, 20)}${(index + 1).toString(16).padStart(4, '0')}`,
      status: ended ?? (isBuildOver ? 'skipped' : null),
      startedAt: isStarted ? step.startAt : undefined,
      finishedAt: isDone ? step.endAt : undefined,
    };
  });
}

const types = ['preparing', 'fetching'];

export function actionReply(
  { step, id, status, startedAt, finishedAt }: SeenStep,
  index: number,
): Record<string, unknown> {
  return {
    id,
    name: step.script.name,
    type: types[index] ?? 'script',
    has_test_results: false,
    script: step.script.command ?? null,
    status,
    started_at: iso(startedAt),
    finished_at: iso(finishedAt),
  };
}

const oldTime = (at: number | undefined): string | null =>
  at === undefined ? null : new Date(at).toISOString().replace('Z', '+0000');

/** A step as the legacy API has it: the log of a script step is at its parts. */
export function legacyAction(seen: SeenStep, index: number, buildId: string, origin: string): Record<string, unknown> {
  const { step, id, status, startedAt, finishedAt } = seen;
  const { command, name } = step.script;
  const logUrl = startedAt === undefined ? null : `${origin}/builds/${buildId}/step/${id}`;
  const times = { startedAt: oldTime(startedAt), finishedAt: oldTime(finishedAt) };
  return {
    _id: id,
    name,
    type: types[index] ?? null,
    status,
    ...times,
    logUrl: command === undefined ? logUrl : null,
    subactions: command === undefined ? [] : [{ command, logUrl, status, ...times }],
  };
}

export function stepLog(world: CodemagicWorld, build: SimulatedBuild, stepId: string): string | undefined {
  const seen = seenSteps(world, build).find(({ id }) => id === stepId);
  if (seen?.startedAt === undefined) return undefined;
  return printed(seen.step, Math.min(world.clock.now(), build.cancelledAt ?? Infinity));
}
