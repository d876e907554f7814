import { createHash, randomBytes } from 'node:crypto';
import type { SimulatorClock } from '../lib/clock.ts';
import type { AppMachine } from '../scripted-builds/app-machine.ts';
import { timelineOf, type StepScript, type Timeline } from '../scripted-builds/timeline.ts';

export interface SimulatedWorkflow {
  name: string;
  /** `osx-…` or `linux-…`. */
  stack: string;
  machineType: string;
  steps: readonly StepScript[];
  artifacts?: Readonly<Record<string, string>>;
}

export interface SimulatedApp {
  slug: string;
  title: string;
  workflows: SimulatedWorkflow[];
}

export interface SimulatedBuild {
  slug: string;
  app: SimulatedApp;
  workflow: SimulatedWorkflow;
  number: number;
  branch: string;
  message: string;
  commit: string;
  triggeredBy: string;
  createdAt: number;
  startAt: number;
  timeline: Timeline;
  abortedAt: number | undefined;
  abortReason: string | undefined;
  params: Record<string, unknown>;
  isRebuildable: boolean;
  hasAccess: boolean;
  /** The list does not have it for this token. */
  isHidden: boolean;
  machine: AppMachine | undefined;
}

export interface NewBuild {
  app: SimulatedApp;
  workflow: SimulatedWorkflow;
  branch: string;
  message: string;
  commit?: string;
  triggeredBy?: string;
  hasAccess?: boolean;
  isHidden?: boolean;
  isRebuildable?: boolean;
  params?: Record<string, unknown>;
  /** Milliseconds since the epoch; now unless said otherwise. */
  at?: number;
}

const QUEUED_MS = 5_000;
/** After a build, whether somebody is connected or not. */
export const IDLE_MS = 10 * 60_000;

/** The state of an account at Bitrise. */
export class BitriseWorld {
  readonly clock: SimulatorClock;
  readonly apps: SimulatedApp[] = [];
  readonly builds: SimulatedBuild[] = [];
  /** Called for a build with remote access when its machine is needed. */
  onNeedsMachine: (build: SimulatedBuild) => void = () => {};
  /** Called when the end of a machine has moved. */
  onEndMoved: (build: SimulatedBuild) => void = () => {};
  readonly #buildsOf = new Map<SimulatedApp, number>();

  constructor(clock: SimulatorClock) {
    this.clock = clock;
  }

  app(title: string, workflows: SimulatedWorkflow[]): SimulatedApp {
    const app = { slug: createHash('sha1').update(title).digest('hex').slice(0, 16), title, workflows };
    this.apps.push(app);
    return app;
  }

  start(wanted: NewBuild): SimulatedBuild {
    const { app, workflow, branch, message } = wanted;
    const createdAt = wanted.at ?? this.clock.now();
    const startAt = createdAt + QUEUED_MS;
    const commit = wanted.commit ?? createHash('sha1').update(`${app.title}${branch}${message}`).digest('hex');
    const build: SimulatedBuild = {
      slug: `${randomBytes(4).toString('hex')}-${randomBytes(2).toString('hex')}-4${randomBytes(6).toString('hex')}`,
      app,
      workflow,
      number: (this.#buildsOf.get(app) ?? 0) + 1,
      branch,
      message,
      commit,
      triggeredBy: wanted.triggeredBy ?? 'manual-robin',
      createdAt,
      startAt,
      timeline: timelineOf(workflow.steps, startAt),
      abortedAt: undefined,
      abortReason: undefined,
      params: wanted.params ?? { workflow_id: workflow.name, branch, commit_hash: commit, commit_message: message },
      isRebuildable: wanted.isRebuildable ?? true,
      hasAccess: wanted.hasAccess ?? false,
      isHidden: wanted.isHidden ?? false,
      machine: undefined,
    };
    this.#buildsOf.set(app, build.number);
    this.builds.push(build);
    if (build.hasAccess) this.onNeedsMachine(build);
    return build;
  }

  /** 0 not finished, 1 success, 2 failed, 3 aborted. */
  status(build: SimulatedBuild): number {
    if (build.abortedAt !== undefined) return 3;
    if (this.clock.now() < build.timeline.endAt) return 0;
    return build.timeline.hasFailed ? 2 : 1;
  }

  startedAt(build: SimulatedBuild): number | undefined {
    return build.startAt <= Math.min(this.clock.now(), build.abortedAt ?? Infinity) ? build.startAt : undefined;
  }

  finishedAt(build: SimulatedBuild): number | undefined {
    return build.abortedAt ?? (build.timeline.endAt <= this.clock.now() ? build.timeline.endAt : undefined);
  }

  machineEndsAt(build: SimulatedBuild): number {
    return build.abortedAt ?? build.timeline.endAt + IDLE_MS;
  }

  /** False when it is over already. */
  abort(build: SimulatedBuild, reason: string): boolean {
    if (this.finishedAt(build) !== undefined) return false;
    build.abortedAt = this.clock.now();
    build.abortReason = reason;
    this.onEndMoved(build);
    return true;
  }

  /** What the service knows of today, newest first. */
  visible(): SimulatedBuild[] {
    return this.builds
      .filter(({ createdAt }) => createdAt <= this.clock.now())
      .toSorted((one, other) => other.createdAt - one.createdAt || other.number - one.number);
  }

  build(appSlug: string | undefined, slug: string | undefined): SimulatedBuild | undefined {
    return this.visible().find((build) => build.slug === slug && build.app.slug === appSlug);
  }
}
