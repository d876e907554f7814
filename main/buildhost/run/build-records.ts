import { availableParallelism } from 'node:os';
import { BUILD_HOST_ACCOUNT, type BuildHostEvents } from '../../contract/buildhost-control.ts';
import type { Build, BuildDetail, MachineKind } from '../../contract/build.ts';
import type { Clock } from '../../lib/clock.ts';
import { toBuildConfig } from '../config/config-schema.ts';
import type { BuildChange, StoredBuild } from '../storage/build-table.ts';
import { toStep, type StepChange, type StoredStep } from '../storage/step-table.ts';
import type { Storage } from '../storage/storage.ts';
import { REPORT_INTERVAL_MS, Throttle } from '../throttle.ts';

export type Emit = <N extends keyof BuildHostEvents>(name: N, payload: BuildHostEvents[N]) => void;

const systems: Partial<Record<NodeJS.Platform, Pick<MachineKind, 'os' | 'label'>>> = {
  linux: { os: 'linux', label: 'Linux' },
  darwin: { os: 'macos', label: 'macOS' },
  win32: { os: 'windows', label: 'Windows' },
};

function machineKind(count: number): MachineKind {
  const { os, label } = systems[process.platform] ?? { os: 'other', label: process.platform };
  const cores = availableParallelism();
  return { os, label: `${label} · ${cores} ${cores === 1 ? 'core' : 'cores'}`, count };
}

/** Names of the steps that the build host adds around those of jumpseat.yml. */
export const CHECKOUT_STEP = 'Checkout';
export const ARTIFACTS_STEP = 'Artifacts';

/** Builds and their steps: every change goes through here, to the database and to whoever listens. */
export class BuildRecords implements AsyncDisposable {
  readonly storage: Storage;
  readonly #emit: Emit;
  readonly #builds: Throttle;
  readonly #details: Throttle;

  constructor({ storage, clock, emit }: { storage: Storage; clock: Clock; emit: Emit }) {
    this.storage = storage;
    this.#emit = emit;
    this.#builds = new Throttle(clock, REPORT_INTERVAL_MS, (buildId) => {
      const build = this.build(buildId);
      if (build !== undefined) emit('build', { buildId, build });
    });
    this.#details = new Throttle(clock, REPORT_INTERVAL_MS, (buildId) => {
      const detail = this.detail(buildId);
      if (detail !== undefined) emit('detail', detail);
    });
  }

  #toBuild(stored: StoredBuild): Build {
    const project = this.storage.projects.get(stored.projectId);
    const source = this.storage.sources.get(stored.sourceId);
    return {
      id: stored.id,
      accountId: BUILD_HOST_ACCOUNT,
      projectId: stored.projectId,
      projectName: project?.name ?? '',
      number: stored.number,
      title: stored.title,
      branch: source?.branch,
      commit: source?.commit,
      hasUncommitted: stored.hasUncommitted,
      state: stored.state,
      failingStep: stored.failingStep,
      machine: machineKind(stored.config.machines ?? 1),
      rebuildOf: stored.rebuildOf,
      hasAccess: stored.hasAccess,
      queuedAt: stored.queuedAt,
      startedAt: stored.startedAt,
      finishedAt: stored.finishedAt,
    };
  }

  list(): Build[] {
    return this.storage.builds.list().map((stored) => this.#toBuild(stored));
  }

  build(buildId: string): Build | undefined {
    const stored = this.storage.builds.get(buildId);
    return stored === undefined ? undefined : this.#toBuild(stored);
  }

  detail(buildId: string): BuildDetail | undefined {
    const stored = this.storage.builds.get(buildId);
    if (stored === undefined) return undefined;
    return {
      buildId,
      steps: this.storage.steps.list(buildId).map(toStep),
      access: 'SSH, SFTP',
      availability: '10 min after the build, 1 h once connected',
      message: stored.message,
    };
  }

  /** Adds a queued build with all its steps pending. */
  add(build: StoredBuild): void {
    const { machines, steps, artifacts } = toBuildConfig(build.config);
    this.storage.transaction(() => {
      this.storage.builds.add(build);
      for (let machine = 0; machine < machines; machine++) {
        const all = [
          { name: CHECKOUT_STEP },
          ...steps.map(({ name, run }) => ({ name, command: run.trimEnd() })),
          ...(artifacts.length > 0 ? [{ name: ARTIFACTS_STEP }] : []),
        ];
        for (const [position, step] of all.entries()) this.storage.steps.add(build.id, { machine, position, ...step });
      }
    });
    this.#builds.touch(build.id);
    this.#details.touch(build.id);
  }

  update(buildId: string, change: BuildChange): void {
    this.storage.transaction(() => this.storage.builds.update(buildId, change));
    this.#builds.touch(buildId);
    if ('message' in change) this.#details.touch(buildId);
  }

  updateStep(buildId: string, step: StoredStep, change: StepChange): void {
    this.storage.transaction(() => this.storage.steps.update(step.key, change));
    this.#details.touch(buildId);
  }

  /** Tells that a build's steps or their output changed. */
  touchDetail(buildId: string): void {
    this.#details.touch(buildId);
  }

  /** Tells that what builds say about their project changed. */
  touchProject(projectId: string): void {
    for (const build of this.storage.builds.list()) if (build.projectId === projectId) this.#builds.touch(build.id);
  }

  remove(buildId: string): void {
    this.storage.transaction(() => this.storage.builds.remove(buildId));
    this.#emit('build', { buildId, build: null });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#builds[Symbol.asyncDispose]();
    await this.#details[Symbol.asyncDispose]();
  }
}
