import { createHash, randomUUID } from 'node:crypto';
import type { SimulatorClock } from '../lib/clock.ts';
import type { JobScript, PushScript, TimedEvent } from './scripts.ts';
import { eventAt, timelineOf } from './scripts.ts';

export interface SimulatedProject {
  id: string;
  name: string;
}

export interface SimulatedJob {
  id: string;
  project: SimulatedProject;
  pipeline: SimulatedPipeline | undefined;
  blockName: string;
  name: string;
  script: JobScript;
  commands: string[];
  createdAt: number;
  queuedAt: number;
  /** Undefined while its machine is still being made. */
  startAt: number | undefined;
  endAt: number | undefined;
  result: 'PASSED' | 'FAILED' | 'STOPPED';
  events: TimedEvent[];
  isDebug: boolean;
  /** Where its machine answers, once it has one. */
  address: { ip: string; port: number } | undefined;
  privateKey: string | undefined;
}

export interface SimulatedPipeline {
  id: string;
  workflowId: string;
  number: number;
  push: PushScript;
  project: SimulatedProject;
  commit: string;
  createdAt: number;
  blocks: { name: string; jobs: SimulatedJob[] }[];
  rerunOf: string;
}

const BLOCK_PAUSE_MS = 2_000;
/** What a job does before its first command. */
const SET_UP_MS = 2_000;
/** The service stops jobs some time after it was asked to. */
export const STOP_DELAY_MS = 3_000;

/**
 * The state of an organisation at Semaphore. What happens is laid down when it begins; what can be seen of it depends on
 * the clock.
 */
export class SemaphoreWorld {
  readonly clock: SimulatorClock;
  readonly projects: SimulatedProject[] = [];
  readonly pipelines: SimulatedPipeline[] = [];
  readonly jobs: SimulatedJob[] = [];
  /** Where the service says that a job's machine is; a test may let it lie. */
  addressOf: (job: SimulatedJob) => SimulatedJob['address'] = ({ address }) => address;

  constructor(clock: SimulatorClock) {
    this.clock = clock;
  }

  project(name: string): SimulatedProject {
    const known = this.projects.find((project) => project.name === name || project.id === name);
    if (known !== undefined) return known;
    const project = { id: randomUUID(), name };
    this.projects.push(project);
    return project;
  }

  /** A commit arrives, and its workflow begins. */
  push(push: PushScript): SimulatedPipeline {
    const project = this.project(push.project);
    const number = this.pipelines.filter((other) => other.project === project && other.rerunOf === '').length + 1;
    const commit = createHash('sha1').update(`${push.project}${push.message}${number}`).digest('hex');
    return this.#start({ push, project, number, commit, workflowId: randomUUID(), rerunOf: '' });
  }

  /** Runs a workflow, or what failed of a pipeline, again. What passed is taken over in the second case. */
  runAgain(pipeline: SimulatedPipeline, kind: 'workflow' | 'failed blocks'): SimulatedPipeline {
    const isWhole = kind === 'workflow';
    const { at: _at, ...push } = pipeline.push;
    // The mistake is still in the commit: it fails again.
    const again = this.#start({
      push,
      project: pipeline.project,
      number: isWhole ? pipeline.number + 1 : pipeline.number,
      commit: pipeline.commit,
      workflowId: isWhole ? randomUUID() : pipeline.workflowId,
      rerunOf: pipeline.id,
    });
    if (isWhole) return again;
    for (const [index, block] of pipeline.blocks.entries()) {
      const hasPassed = block.jobs.every((job) => this.stateOf(job) === 'FINISHED' && job.result === 'PASSED');
      const fresh = again.blocks[index];
      if (!hasPassed || fresh === undefined) continue;
      for (const job of fresh.jobs) this.jobs.splice(this.jobs.indexOf(job), 1);
      fresh.jobs = block.jobs;
    }
    return again;
  }

  #start(start: Omit<SimulatedPipeline, 'id' | 'createdAt' | 'blocks'>): SimulatedPipeline {
    const pipeline: SimulatedPipeline = {
      ...start,
      id: randomUUID(),
      createdAt: start.push.at ?? this.clock.now(),
      blocks: [],
    };
    let begin = pipeline.createdAt;
    for (const { name, jobs } of pipeline.push.blocks) {
      const made = jobs.map((script) => this.#makeJob(pipeline, name, script, begin));
      pipeline.blocks.push({ name, jobs: made });
      begin = Math.max(...made.map(({ endAt }) => endAt ?? 0)) + BLOCK_PAUSE_MS;
      if (made.some(({ result }) => result !== 'PASSED')) break;
    }
    this.pipelines.push(pipeline);
    return pipeline;
  }

  #makeJob(pipeline: SimulatedPipeline, blockName: string, script: JobScript, createdAt: number): SimulatedJob {
    const job: SimulatedJob = {
      id: randomUUID(),
      project: pipeline.project,
      pipeline,
      blockName,
      name: script.name,
      script,
      commands: script.commands.map(({ directive }) => directive),
      createdAt,
      ...timelineOf(script, createdAt),
      isDebug: false,
      address: undefined,
      privateKey: undefined,
    };
    this.jobs.push(job);
    return job;
  }

  /** A job that sleeps, for somebody to look around. It starts when its machine is there. */
  addDebugJob(source: SimulatedJob | SimulatedProject, seconds: number, machineType?: string): SimulatedJob {
    const now = this.clock.now();
    const isOfJob = 'script' in source;
    const { pipeline: _pipeline, ...like } = isOfJob
      ? source
      : { pipeline: undefined, blockName: '', script: { name: '', commands: [] }, project: source };
    const job: SimulatedJob = {
      ...like,
      script: machineType === undefined ? like.script : { ...like.script, machineType },
      id: randomUUID(),
      pipeline: isOfJob ? source.pipeline : undefined,
      name: isOfJob ? `Debug Session for Job ${source.id}` : `Debug Session for project ${source.name}`,
      commands: [`sleep ${seconds}`],
      createdAt: now,
      queuedAt: now + 1_000,
      startAt: undefined,
      endAt: undefined,
      result: 'PASSED',
      events: [],
      isDebug: true,
      address: undefined,
      privateKey: undefined,
    };
    this.jobs.push(job);
    return job;
  }

  /** Its machine is there. */
  begin(job: SimulatedJob, seconds: number): void {
    job.startAt = this.clock.now();
    job.endAt = job.startAt + seconds * 1000;
    const command = job.commands[0] ?? '';
    job.events = [
      eventAt(job.startAt, { event: 'job_started' }),
      eventAt(job.startAt, { event: 'cmd_started', directive: 'Injecting files' }),
      eventAt(job.startAt + SET_UP_MS, { event: 'cmd_finished', directive: 'Injecting files', exit_code: 0 }),
      eventAt(job.startAt + SET_UP_MS, { event: 'cmd_started', directive: command }),
    ];
  }

  stop(job: SimulatedJob): void {
    const end = this.clock.now() + STOP_DELAY_MS;
    if (job.endAt !== undefined && job.endAt <= end) return;
    job.endAt = end;
    job.result = 'STOPPED';
    if (job.startAt !== undefined && job.startAt > end) job.startAt = undefined;
    job.events = job.events.filter(({ at }) => at <= end);
    job.events.push(eventAt(end, { event: 'job_finished', result: 'stopped' }));
    this.#cutShort(job);
  }

  /** What was to come after it does not come. */
  #cutShort(job: SimulatedJob): void {
    const blocks = job.isDebug ? [] : (job.pipeline?.blocks ?? []);
    const index = blocks.findIndex(({ jobs }) => jobs.includes(job));
    for (const block of blocks.splice(index + 1)) {
      for (const later of block.jobs) this.jobs.splice(this.jobs.indexOf(later), 1);
    }
  }

  stateOf({
    createdAt,
    queuedAt,
    startAt,
    endAt,
  }: SimulatedJob): 'NONE' | 'PENDING' | 'QUEUED' | 'RUNNING' | 'FINISHED' {
    const now = this.clock.now();
    if (now < createdAt) return 'NONE';
    if (endAt !== undefined && now >= endAt) return 'FINISHED';
    if (startAt !== undefined && now >= startAt) return 'RUNNING';
    return now >= queuedAt ? 'QUEUED' : 'PENDING';
  }

  /** What the service knows of today, newest first. */
  visibleJobs(): SimulatedJob[] {
    return this.jobs
      .filter((job) => this.stateOf(job) !== 'NONE')
      .toSorted((one, other) => other.createdAt - one.createdAt || (one.id < other.id ? 1 : -1));
  }

  job(jobId: string): SimulatedJob | undefined {
    return this.visibleJobs().find(({ id }) => id === jobId);
  }

  /** Undefined while it runs. */
  resultOf({ blocks }: SimulatedPipeline): 'passed' | 'failed' | 'stopped' | undefined {
    const jobs = blocks.flatMap((block) => block.jobs);
    if (jobs.some((job) => this.stateOf(job) !== 'FINISHED')) return undefined;
    if (jobs.some(({ result }) => result === 'STOPPED')) return 'stopped';
    return jobs.some(({ result }) => result === 'FAILED') ? 'failed' : 'passed';
  }
}
