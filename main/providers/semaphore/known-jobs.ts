import type { Build } from '../../contract/build.ts';
import type { Project } from '../../contract/project.ts';
import { plainText } from '../../lib/plain-text.ts';
import type { ProviderChange } from '../provider.ts';
import { debuggedJobOf } from './debug-job.ts';
import type { Ids } from './ids.ts';
import { toBuild, type Surroundings } from './to-build.ts';
import type { Job } from './wire-job.ts';
import type { Pipeline } from './wire-pipeline.ts';
import type { WireProject } from './wire-project.ts';

/** Everything learned of an account's projects, jobs and pipelines. Says what changed, and nothing twice. */
export interface KnownJobs {
  readonly around: Surroundings;
  get(jobId: string): Job | undefined;
  /** Newest first. */
  all(): Job[];
  put(job: Job): void;
  /** The service does not have it any more. */
  drop(jobId: string): void;
  hasProject(projectId: string): boolean;
  projects(): WireProject[];
  /** The whole list; what is not in it is gone. */
  putProjects(projects: readonly WireProject[]): void;
  /** `undefined`: it cannot be had, and is not to be asked for again. */
  putPipeline(pipelineId: string, pipeline: Pipeline | undefined): void;
  hasPipeline(pipelineId: string): boolean;
  /** `undefined`: none is known, and is not to be looked for again. */
  putFailingStep(jobId: string, name: string | undefined): void;
  hasFailingStep(jobId: string): boolean;
}

interface Options {
  accountId: string;
  origin: string;
  ids: Ids;
  toLocal(at: number | undefined): number | undefined;
  emit(change: ProviderChange): void;
}

export function createKnownJobs({ accountId, origin, ids, toLocal, emit }: Options): KnownJobs {
  const jobs = new Map<string, Job>();
  const projects = new Map<string, WireProject>();
  const pipelines = new Map<string, Pipeline | undefined>();
  const failingSteps = new Map<string, string | undefined>();
  /** Debug jobs by the job they were made for. */
  const debugJobs = new Map<string, Set<string>>();
  /** What was said last, to say only what is new. */
  const said = new Map<string, string>();

  const around: Surroundings = {
    accountId,
    origin,
    ids,
    toLocal,
    projectName: (projectId) => projects.get(projectId)?.name,
    pipeline: (pipelineId) => pipelines.get(pipelineId),
    failingStep: (jobId) => failingSteps.get(jobId),
    jobName: (jobId) => jobs.get(jobId)?.name,
  };

  function say(build: Build): void {
    const text = JSON.stringify(build);
    if (said.get(build.id) === text) return;
    said.set(build.id, text);
    emit({ kind: 'build', buildId: build.id, build });
  }

  function sayAll(which: (job: Job) => boolean): void {
    for (const job of jobs.values()) if (which(job)) say(toBuild(job, around));
  }

  function toProject({ id, name }: WireProject): Project {
    return {
      id: ids.project(id),
      accountId,
      name: plainText(name, 100) || 'Project without a name',
      isGit: true,
      isSample: false,
      config: 'not-here',
      mistakes: [],
      webUrl: `${origin}/projects/${encodeURIComponent(name)}`,
    };
  }

  return {
    around,
    get: (jobId) => jobs.get(jobId),
    all: () => [...jobs.values()].toSorted((one, other) => (other.createdAt ?? 0) - (one.createdAt ?? 0)),
    put(job) {
      const isNew = !jobs.has(job.id);
      jobs.set(job.id, job);
      say(toBuild(job, around));
      const debugged = debuggedJobOf(job);
      if (debugged !== undefined) debugJobs.set(debugged, (debugJobs.get(debugged) ?? new Set()).add(job.id));
      // A debug job is called after the job it debugs.
      const ofThisJob = debugJobs.get(job.id);
      if (isNew && ofThisJob !== undefined) sayAll(({ id }) => ofThisJob.has(id));
    },
    drop(jobId) {
      if (!jobs.delete(jobId)) return;
      said.delete(ids.build(jobId));
      emit({ kind: 'build', buildId: ids.build(jobId), build: null });
    },
    hasProject: (projectId) => projects.has(projectId),
    projects: () => [...projects.values()],
    putProjects(found) {
      const present = new Set(found.map(({ id }) => id));
      for (const id of projects.keys()) {
        if (present.has(id)) continue;
        projects.delete(id);
        emit({ kind: 'project', projectId: ids.project(id), project: null });
      }
      for (const project of found) {
        if (projects.get(project.id)?.name === project.name) continue;
        projects.set(project.id, project);
        emit({ kind: 'project', projectId: ids.project(project.id), project: toProject(project) });
      }
      sayAll(() => true);
    },
    putPipeline(pipelineId, pipeline) {
      pipelines.set(pipelineId, pipeline);
      sayAll(({ variables }) => variables.SEMAPHORE_PIPELINE_ID === pipelineId);
    },
    hasPipeline: (pipelineId) => pipelines.has(pipelineId),
    putFailingStep(jobId, name) {
      failingSteps.set(jobId, name);
      sayAll(({ id }) => id === jobId);
    },
    hasFailingStep: (jobId) => failingSteps.has(jobId),
  };
}
