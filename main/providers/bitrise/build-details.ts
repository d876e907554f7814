import type { Artifact, BuildDetail, LogPage } from '../../contract/build.ts';
import type { Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { plainText } from '../../lib/plain-text.ts';
import { fail, ok } from '../../lib/result.ts';
import { isOver } from '../build-over.ts';
import type { BitriseApi } from './api.ts';
import { BuildLog } from './build-log.ts';
import type { BuildRef, BuildStore, KnownBuild } from './build-store.ts';
import { createStepLogs } from './step-logs.ts';
import { failingStep, fromLog, fromSummary, type BitriseStep } from './steps.ts';
import type { WireSummaryStep } from './wire.ts';

/** The summary of steps is in no published document; after a refusal it is not asked for again for a while. */
const SUMMARY_PAUSE_MS = 5 * 60_000;
/** The summary of a running build is not asked for more often; its log is. */
const SUMMARY_FRESH_MS = 8_000;
/** Builds whose logs are kept in memory. */
const MAX_LOGS = 6;
/** Failed builds whose steps are asked for in one go, so that rows say what failed; the newest only. */
const ENRICHED_AT_ONCE = 4;
const ENRICHED_ROWS = 40;

export interface BuildDetails {
  load(ref: BuildRef): Promise<Result<BuildDetail>>;
  readLog(
    ref: BuildRef,
    stepId: string,
    range: { offset?: number | undefined; tailBytes?: number | undefined },
  ): Promise<Result<LogPage>>;
  /** As they were loaded last, or loaded now. */
  steps(ref: BuildRef): Promise<Result<BitriseStep[]>>;
  artifacts(ref: BuildRef): Promise<Result<Artifact[]>>;
  /** Fills in which step failed, for a few builds. */
  enrich(): Promise<void>;
}

export function createBuildDetails(api: BitriseApi, store: BuildStore, clock: Clock): BuildDetails {
  const stepLogs = createStepLogs(api);
  const logs = new Map<string, BuildLog>();
  const kept = new Map<string, BitriseStep[]>();
  const enriched = new Set<string>();
  const summaries = new Map<string, { at: number; steps: WireSummaryStep[] }>();
  const summaryFrom = { running: 0, over: 0 };

  function logOf(ref: BuildRef): BuildLog {
    const key = store.idOf(ref);
    const log =
      logs.get(key) ?? new BuildLog({ clock, log: (after) => api.log(ref, after), raw: (address) => api.raw(address) });
    logs.delete(key);
    logs.set(key, log);
    for (const oldest of logs.keys()) {
      if (logs.size <= MAX_LOGS) break;
      logs.delete(oldest);
      kept.delete(oldest);
    }
    return log;
  }

  async function loadBuild(ref: BuildRef): Promise<Result<KnownBuild>> {
    const reply = await api.build(ref);
    return reply.ok ? ok(store.take(ref.appSlug, reply.value.value)) : reply;
  }

  /** Steps as the service lists them; undefined when it does not. */
  async function summaryOf({ ref, row }: KnownBuild): Promise<WireSummaryStep[] | undefined> {
    const key = store.idOf(ref);
    const now = clock.now();
    // It may have summaries of builds that are over and none of others, or the other way round.
    const phase = isOver(row.state) ? 'over' : 'running';
    const known = summaries.get(key);
    if (known !== undefined && phase === 'running' && now - known.at < SUMMARY_FRESH_MS) return known.steps;
    if (now < summaryFrom[phase]) return undefined;
    const summary = await api.summary(ref);
    if (summary.ok) {
      if (phase === 'running') summaries.set(key, { at: now, steps: summary.value });
      else summaries.delete(key);
      return summary.value;
    }
    const isTransient = ['offline', 'timed-out', 'rate-limited', 'token-refused'].includes(summary.problem.code);
    if (!isTransient) summaryFrom[phase] = now + SUMMARY_PAUSE_MS;
    return undefined;
  }

  async function loadSteps(known: KnownBuild): Promise<Result<BitriseStep[]>> {
    const { ref, row } = known;
    const isBuildOver = isOver(row.state);
    const log = logOf(ref);
    const times = { startedAt: row.startedAt, finishedAt: row.finishedAt };
    if (row.state === 'queued') return ok(fromLog([], 0, row.state, times));
    const listed = (await summaryOf(known)) ?? [];
    // The whole log is needed while it grows, and when nothing else says what the steps were.
    if (!isBuildOver || listed.length === 0) {
      const loaded = await log.load(isBuildOver);
      if (!loaded.ok && listed.length === 0) return loaded;
    }
    return ok(
      listed.length > 0
        ? fromSummary(listed, log.sections, row.state)
        : fromLog(log.sections, log.bytes.byteLength, row.state, times),
    );
  }

  function keep(known: KnownBuild, steps: BitriseStep[]): void {
    kept.set(store.idOf(known.ref), steps);
    const failed = known.row.state === 'failed' ? failingStep(steps) : undefined;
    if (failed !== undefined) store.take(known.ref.appSlug, known.wire, { failingStep: failed });
  }

  async function load(ref: BuildRef): Promise<Result<{ known: KnownBuild; steps: BitriseStep[] }>> {
    const known = await loadBuild(ref);
    if (!known.ok) return known;
    const steps = await loadSteps(known.value);
    if (!steps.ok) return steps;
    keep(known.value, steps.value);
    if (isOver(known.value.row.state)) enriched.add(store.idOf(ref));
    return ok({ known: known.value, steps: steps.value });
  }

  return {
    async load(ref) {
      const loaded = await load(ref);
      if (!loaded.ok) return loaded;
      const { known, steps } = loaded.value;
      const isMac = known.row.machine.os === 'macos';
      const reason = plainText(known.wire.abort_reason ?? '', 500);
      return ok({
        buildId: known.row.id,
        steps: steps.map(({ step }) => step),
        access: isMac ? 'SSH, SFTP, VNC' : 'SSH, SFTP',
        availability: '10 min after the build',
        ...(reason === '' ? {} : { message: reason }),
        ...(known.wire.rebuildable === false && isOver(known.row.state)
          ? { noAccess: 'Bitrise cannot rebuild this build any more.' }
          : {}),
      });
    },
    async readLog(ref, stepId, range) {
      let steps = kept.get(store.idOf(ref));
      if (steps?.some(({ step }) => step.id === stepId) !== true) {
        const loaded = await load(ref);
        if (!loaded.ok) return loaded;
        steps = loaded.value.steps;
      }
      const step = steps.find((candidate) => candidate.step.id === stepId);
      if (step === undefined) return fail('not-found', 'This step is not in the build any more.', 'Refresh the list.');
      const state = store.get(ref)?.row.state;
      return stepLogs.read({ ref, step, log: logOf(ref), isBuildOver: state !== undefined && isOver(state) }, range);
    },
    async steps(ref) {
      const before = kept.get(store.idOf(ref));
      if (before !== undefined) return ok(before);
      const loaded = await load(ref);
      return loaded.ok ? ok(loaded.value.steps) : loaded;
    },
    async artifacts(ref) {
      const found = await api.artifacts(ref);
      if (!found.ok) return found;
      return ok(
        found.value.map(({ slug, title, file_size_bytes: sizeBytes }) => ({
          id: slug,
          name: plainText(title, 300) || slug,
          ...(sizeBytes === undefined ? {} : { sizeBytes }),
          machine: 0,
        })),
      );
    },
    async enrich() {
      const lacking = store
        .newest()
        .slice(0, ENRICHED_ROWS)
        .filter(
          ({ ref, row }) => row.state === 'failed' && row.failingStep === undefined && !enriched.has(store.idOf(ref)),
        )
        .slice(0, ENRICHED_AT_ONCE);
      for (const known of lacking) {
        const summary = await summaryOf(known);
        // Reading whole logs for the sake of a word in the list would be too much.
        if (summary === undefined) return;
        enriched.add(store.idOf(known.ref));
        const failed = failingStep(fromSummary(summary, [], known.row.state));
        if (failed !== undefined) store.take(known.ref.appSlug, known.wire, { failingStep: failed });
      }
    },
  };
}
