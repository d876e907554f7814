import type { Artifact, BuildDetail, LogPage } from '../../contract/build.ts';
import type { Result } from '../../contract/problem.ts';
import { plainText } from '../../lib/plain-text.ts';
import { fail, ok } from '../../lib/result.ts';
import { isOver } from '../build-over.ts';
import type { CodemagicApi } from './api.ts';
import type { BuildStore, KnownBuild } from './build-store.ts';
import type { LogStore } from './log-store.ts';
import { failingStep, toSteps, type LoggedStep } from './steps.ts';
import type { WireBuild } from './wire.ts';

/** Builds whose details are asked for in one go, so that rows say on what machine they ran and what failed. */
const ENRICHED_AT_ONCE = 5;
/** Only the newest builds are worth it. */
const ENRICHED_ROWS = 40;
/** Builds whose steps are kept in memory. */
const MAX_KEPT = 32;

export interface BuildDetails {
  load(codemagicId: string): Promise<Result<BuildDetail>>;
  readLog(
    codemagicId: string,
    stepId: string,
    range: { offset?: number | undefined; tailBytes?: number | undefined },
  ): Promise<Result<LogPage>>;
  steps(codemagicId: string): Promise<Result<LoggedStep[]>>;
  artifacts(codemagicId: string): Promise<Result<Artifact[]>>;
  /** The address of one artifact, good for a short time. */
  artifactAddress(
    codemagicId: string,
    artifactId: string,
  ): Promise<Result<{ address: string; sizeBytes?: number | undefined }>>;
  /** Fills in what the list leaves out, for a few builds that lack it. */
  enrich(): Promise<void>;
  /** The longest time a build of the app may take, in milliseconds, where the service says so. */
  limitMs(codemagicId: string): number | undefined;
}

interface Kept {
  steps: LoggedStep[];
  message: string | undefined;
}

export function createBuildDetails(api: CodemagicApi, store: BuildStore, logs: LogStore): BuildDetails {
  const kept = new Map<string, Kept>();
  const enriched = new Set<string>();
  const limits = new Map<string, number>();

  async function loadBuild(codemagicId: string): Promise<Result<KnownBuild>> {
    const reply = await api.build(codemagicId);
    return reply.ok ? ok(store.take(reply.value.value)) : reply;
  }

  async function loadSteps({ wire, row }: KnownBuild): Promise<Result<Kept>> {
    const [actions, legacy] = await Promise.all([api.actions(wire.id), api.legacyBuild(wire.id)]);
    if (!actions.ok && !legacy.ok) return actions;
    const old = legacy.ok ? legacy.value : undefined;
    const steps = toSteps(actions.ok ? actions.value : undefined, old?.build.buildActions, row.state);
    const seconds = old?.application.workflows[old.build.workflowId ?? '']?.maxBuildDuration;
    if (seconds !== undefined && seconds >= 60 && seconds <= 86_400) limits.set(wire.id, seconds * 1000);
    const hasLogs = steps.some(({ logUrls }) => logUrls.length > 0);
    const isStarted = steps.some(({ step }) => step.startedAt !== undefined);
    const said = plainText(old?.build.message ?? '', 500);
    const missing = isStarted && !hasLogs ? "Codemagic's API has no logs of this build. Its page shows them." : '';
    const message = [said, missing].filter((part) => part !== '').join(' ');
    const entry: Kept = { steps, message: message === '' ? undefined : message };
    kept.delete(wire.id);
    kept.set(wire.id, entry);
    for (const oldest of kept.keys()) {
      if (kept.size <= MAX_KEPT) break;
      kept.delete(oldest);
    }
    const failed = failingStep(steps);
    if (failed !== undefined) store.take(wire, { failingStep: failed });
    return ok(entry);
  }

  async function load(codemagicId: string): Promise<Result<{ known: KnownBuild; entry: Kept }>> {
    const known = await loadBuild(codemagicId);
    if (!known.ok) return known;
    const entry = await loadSteps(known.value);
    if (!entry.ok) return entry;
    if (isOver(known.value.row.state)) enriched.add(codemagicId);
    // So that whoever follows the step that runs learns that there is more of it.
    const running = entry.value.steps.filter(({ step }) => step.state === 'running');
    await Promise.all(running.map((logged) => logs.load(logged)));
    return ok({ known: store.get(codemagicId) ?? known.value, entry: entry.value });
  }

  async function stepsOf(codemagicId: string): Promise<Result<LoggedStep[]>> {
    const entry = kept.get(codemagicId);
    if (entry !== undefined) return ok(entry.steps);
    const loaded = await load(codemagicId);
    return loaded.ok ? ok(loaded.value.entry.steps) : loaded;
  }

  async function wireArtifacts(codemagicId: string): Promise<Result<WireBuild['artifacts']>> {
    const reply = await api.build(codemagicId);
    return reply.ok ? ok(reply.value.value.artifacts) : reply;
  }

  return {
    async load(codemagicId) {
      const loaded = await load(codemagicId);
      if (!loaded.ok) return loaded;
      const { known, entry } = loaded.value;
      const isWindows = known.row.machine.os === 'windows';
      return ok({
        buildId: known.row.id,
        steps: entry.steps.map((logged) => ({ ...logged.step, logEnd: logs.knownEnd(logged) })),
        access: isWindows ? 'RDP' : 'SSH, SFTP, VNC',
        availability: '10 min after the build, up to 60 min from its start once connected',
        ...(entry.message === undefined ? {} : { message: entry.message }),
      });
    },
    async readLog(codemagicId, stepId, range) {
      const steps = await stepsOf(codemagicId);
      if (!steps.ok) return steps;
      const logged = steps.value.find(({ step }) => step.id === stepId);
      if (logged === undefined)
        return fail('not-found', 'This step is not in the build any more.', 'Refresh the list.');
      const hasStarted = logged.step.startedAt !== undefined || logged.step.state !== 'pending';
      if (logged.logUrls.length === 0 && hasStarted && logged.step.state !== 'skipped') {
        const link = store.get(codemagicId)?.row.webUrl;
        const refused = fail(
          'not-found',
          "Codemagic's API has no log of this step.",
          'The page of the build shows it.',
        );
        return link === undefined ? refused : { ok: false, problem: { ...refused.problem, link } };
      }
      return logs.read(logged, range);
    },
    steps: stepsOf,
    async artifacts(codemagicId) {
      const found = await wireArtifacts(codemagicId);
      if (!found.ok) return found;
      return ok(
        found.value.map(({ name, size_in_bytes: sizeBytes }, index) => ({
          id: `${index}:${name}`,
          name: plainText(name, 300) || `artifact ${index + 1}`,
          ...(sizeBytes === undefined ? {} : { sizeBytes }),
          machine: 0,
        })),
      );
    },
    async artifactAddress(codemagicId, artifactId) {
      const found = await wireArtifacts(codemagicId);
      if (!found.ok) return found;
      const artifact = found.value.find(({ name }, index) => `${index}:${name}` === artifactId);
      if (artifact === undefined)
        return fail('not-found', 'The file is not at Codemagic any more.', 'Refresh the build.');
      return ok({ address: artifact.short_lived_download_url, sizeBytes: artifact.size_in_bytes });
    },
    async enrich() {
      const lacking = store
        .newest()
        .slice(0, ENRICHED_ROWS)
        .filter(({ wire, row }) => !enriched.has(wire.id) && isOver(row.state))
        .slice(0, ENRICHED_AT_ONCE);
      for (const { wire } of lacking) {
        const known = await loadBuild(wire.id);
        if (!known.ok) return;
        if (known.value.row.state === 'failed' && known.value.failingStep === undefined) {
          const actions = await api.actions(wire.id);
          const failed = actions.ok ? failingStep(toSteps(actions.value, undefined, 'failed')) : undefined;
          if (failed !== undefined) store.take(known.value.wire, { failingStep: failed });
        }
        enriched.add(wire.id);
      }
    },
    limitMs: (codemagicId) => limits.get(codemagicId),
  };
}
