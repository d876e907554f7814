import { createHash } from 'node:crypto';
import type { SimulatorClock } from '../lib/clock.ts';
import type { AppMachine } from '../scripted-builds/app-machine.ts';
import { timelineOf, type StepScript, type Timeline } from '../scripted-builds/timeline.ts';

export interface SimulatedTeam {
  id: string;
  name: string;
  /** A person's own; v3 does not list it. */
  isPersonal: boolean;
}

export interface SimulatedWorkflow {
  id: string;
  name: string;
  source: 'file' | 'ui';
  instanceType: string;
  steps: readonly StepScript[];
  artifacts?: Readonly<Record<string, string>>;
}

export interface SimulatedApp {
  id: string;
  name: string;
  team: SimulatedTeam;
  workflows: SimulatedWorkflow[];
}

export interface SimulatedBuild {
  id: string;
  app: SimulatedApp;
  workflow: SimulatedWorkflow;
  index: number;
  branch: string;
  message: string;
  author: string;
  createdAt: number;
  startAt: number;
  timeline: Timeline;
  cancelledAt: number | undefined;
  /** Its machine was let go after the build had ended. */
  releasedAt: number | undefined;
  hasAccess: boolean;
  /** Part of the address of its script. */
  accessToken: string;
  machine: AppMachine | undefined;
  firstConnectedAt: number | undefined;
}

export interface NewBuild {
  app: SimulatedApp;
  workflow: SimulatedWorkflow;
  branch: string;
  message?: string;
  author?: string;
  hasAccess?: boolean;
  /** Milliseconds since the epoch; now unless said otherwise. */
  at?: number;
}

const QUEUED_MS = 4_000;
/** After a build that nobody connected to. */
export const IDLE_MS = 10 * 60_000;
/** The longest time of a build. */
export const MAX_BUILD_MS = 60 * 60_000;

/** 24 hexadecimal digits, as MongoDB makes them: later ones are greater. */
function objectId(at: number, count: number): string {
  const seconds = Math.floor(at / 1000)
    .toString(16)
    .padStart(8, '0');
  return `${seconds}${count.toString(16).padStart(16, '0')}`;
}

/** The state of an account at Codemagic. */
export class CodemagicWorld {
  readonly clock: SimulatorClock;
  readonly teams: SimulatedTeam[] = [];
  readonly apps: SimulatedApp[] = [];
  readonly builds: SimulatedBuild[] = [];
  /** Called for a build with remote access when its machine is needed. */
  onNeedsMachine: (build: SimulatedBuild) => void = () => {};
  /** Called when the end of a machine has moved. */
  onEndMoved: (build: SimulatedBuild) => void = () => {};
  readonly #buildsOf = new Map<SimulatedApp, number>();
  #count = 0;

  constructor(clock: SimulatorClock) {
    this.clock = clock;
  }

  team(name: string, isPersonal = false): SimulatedTeam {
    const team = { id: objectId(this.clock.now(), (this.#count += 1)), name, isPersonal };
    this.teams.push(team);
    return team;
  }

  app(team: SimulatedTeam, name: string, workflows: SimulatedWorkflow[]): SimulatedApp {
    const app = { id: objectId(this.clock.now(), (this.#count += 1)), name, team, workflows };
    this.apps.push(app);
    return app;
  }

  start({
    app,
    workflow,
    branch,
    message = 'Totals are rounded half up',
    author = 'Robin',
    hasAccess = false,
    at,
  }: NewBuild): SimulatedBuild {
    const createdAt = at ?? this.clock.now();
    const startAt = createdAt + QUEUED_MS;
    const build: SimulatedBuild = {
      id: objectId(createdAt, (this.#count += 1)),
      app,
      workflow,
      index: (this.#buildsOf.get(app) ?? 0) + 1,
      branch,
      message,
      author,
      createdAt,
      startAt,
      timeline: timelineOf(workflow.steps, startAt),
      cancelledAt: undefined,
      releasedAt: undefined,
      hasAccess,
      accessToken: createHash('sha256').update(`${app.id}${this.#count}`).digest('base64url'),
      machine: undefined,
      firstConnectedAt: undefined,
    };
    this.#buildsOf.set(app, build.index);
    this.builds.push(build);
    if (hasAccess) this.onNeedsMachine(build);
    return build;
  }

  commitOf({ app, branch, message }: SimulatedBuild): string {
    return createHash('sha1').update(`${app.name}${branch}${message}`).digest('hex');
  }

  status(build: SimulatedBuild): string {
    const now = this.clock.now();
    if (build.cancelledAt !== undefined) return 'canceled';
    if (now < build.createdAt + 1_000) return 'initializing';
    if (now < build.startAt) return 'queued';
    if (now >= build.timeline.endAt) return build.timeline.hasFailed ? 'failed' : 'finished';
    const running = build.timeline.steps.findIndex(({ endAt = 0 }) => endAt > now);
    return ['preparing', 'fetching'][running] ?? 'building';
  }

  startedAt(build: SimulatedBuild): number | undefined {
    const isStarted = build.startAt <= this.clock.now() && build.startAt <= (build.cancelledAt ?? Infinity);
    return isStarted ? build.startAt : undefined;
  }

  finishedAt(build: SimulatedBuild): number | undefined {
    if (build.cancelledAt !== undefined) return build.cancelledAt;
    return build.timeline.endAt <= this.clock.now() ? build.timeline.endAt : undefined;
  }

  /** When its machine goes away, as things are. */
  machineEndsAt(build: SimulatedBuild): number {
    const letGoAt = build.cancelledAt ?? build.releasedAt;
    if (letGoAt !== undefined) return letGoAt;
    const byLimit = build.startAt + MAX_BUILD_MS;
    return build.firstConnectedAt === undefined ? Math.min(build.timeline.endAt + IDLE_MS, byLimit) : byLimit;
  }

  /** Cancels; false when there was nothing to cancel any more. While there is a machine there is. */
  cancel(build: SimulatedBuild): boolean {
    const isOver = this.finishedAt(build) !== undefined;
    const hasMachine = build.hasAccess && this.machineEndsAt(build) > this.clock.now();
    if (build.cancelledAt !== undefined || (isOver && !hasMachine)) return false;
    // A build that has ended stays what it was; only its machine goes.
    if (isOver) build.releasedAt = this.clock.now();
    else build.cancelledAt = this.clock.now();
    this.onEndMoved(build);
    return true;
  }

  connected(build: SimulatedBuild): void {
    build.firstConnectedAt ??= this.clock.now();
    this.onEndMoved(build);
  }

  /** What the service knows of today, newest first. */
  visible(): SimulatedBuild[] {
    return this.builds
      .filter(({ createdAt }) => createdAt <= this.clock.now())
      .toSorted((one, other) => (one.id < other.id ? 1 : -1));
  }

  build(id: string): SimulatedBuild | undefined {
    return this.visible().find((build) => build.id === id);
  }
}
