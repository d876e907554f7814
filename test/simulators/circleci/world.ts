import { randomUUID } from 'node:crypto';
import type { SshSession } from './ssh-session.ts';

/** One step of a job's configuration. */
export interface StepPlan {
  name: string;
  /** CircleCI's word for it: "run", "checkout", "save_cache". */
  type: string;
  /** With the line that names its shell. */
  command?: string;
  /** Printed one after the other while the step runs. */
  lines: readonly string[];
  /** Printed as errors, apart from the rest. */
  errors?: readonly string[];
  durationMs: number;
  /** Anything but 0 fails the job. */
  exitCode?: number;
}

export interface JobPlan {
  name: string;
  executor: 'docker' | 'machine' | 'macos' | 'windows' | 'runner';
  resourceClass: string;
  cpu?: number;
  /** The steps of each parallel execution. */
  executions: readonly (readonly StepPlan[])[];
  /** How long it waits for a machine; 2 s unless said otherwise. */
  queueMs?: number;
  artifacts?: readonly { path: string; content: string }[];
  /** Waits for a person in the place of running anything. */
  isApproval?: boolean;
}

export interface SimProject {
  id: string;
  /** "gh/acme/storefront", or "circleci/<uuid>/<uuid>". */
  slug: string;
  name: string;
  organisation: string;
  organisationId: string;
  /** The person follows it: v1.1 lists its jobs. */
  isFollowed: boolean;
  isSshDisabled: boolean;
  nextNumber: number;
}

export interface SimRun {
  id: string;
  project: SimProject;
  number: number;
  createdAt: number;
  branch: string;
  revision: string;
  subject: string;
  /** Login of whoever started it. */
  login: string;
  workflows: SimWorkflow[];
}

export interface SimWorkflow {
  id: string;
  run: SimRun;
  name: string;
  createdAt: number;
  jobs: SimJob[];
}

export interface SimJob {
  id: string;
  number: number;
  workflow: SimWorkflow;
  plan: JobPlan;
  queuedAt: number;
  cancelledAt?: number;
  /** Of a rerun: the number of the job it repeats. */
  retryOf?: number;
  ssh?: SshSession;
}

export interface RunPlan {
  branch: string;
  subject: string;
  /** Whoever started it; the account's own person unless said otherwise. */
  login?: string;
  /** How long ago it was started, in milliseconds. */
  agoMs: number;
  jobs: readonly JobPlan[];
}

/** Everything the simulated CircleCI knows. */
export class World {
  readonly user = { id: randomUUID(), login: 'robin', name: 'Robin Doe' };
  readonly projects: SimProject[] = [];
  /** Oldest first. */
  readonly runs: SimRun[] = [];
  /** Lines of authorized_keys the person has registered. */
  readonly keys: string[] = [];

  addProject(
    slug: string,
    { name, organisation, isFollowed = true, isSshDisabled = false }: Partial<SimProject> = {},
  ): SimProject {
    const [, owner = '', repository = ''] = slug.split('/');
    const sibling = this.projects.find((project) => project.organisation === (organisation ?? owner));
    const project: SimProject = {
      id: randomUUID(),
      slug,
      name: name ?? repository,
      organisation: organisation ?? owner,
      organisationId: sibling?.organisationId ?? randomUUID(),
      isFollowed,
      isSshDisabled,
      nextNumber: 400,
    };
    this.projects.push(project);
    return project;
  }

  addRun(project: SimProject, now: number, plan: RunPlan): SimRun {
    const createdAt = now - plan.agoMs;
    const run: SimRun = {
      id: randomUUID(),
      project,
      number: this.runs.filter((other) => other.project === project).length + 100,
      createdAt,
      branch: plan.branch,
      revision: randomUUID().replaceAll('-', '').padEnd(40, '0'),
      subject: plan.subject,
      login: plan.login ?? this.user.login,
      workflows: [],
    };
    this.runs.push(run);
    this.addWorkflow(run, createdAt, plan.jobs);
    return run;
  }

  addWorkflow(run: SimRun, createdAt: number, plans: readonly JobPlan[]): SimWorkflow {
    const workflow: SimWorkflow = { id: randomUUID(), run, name: 'build-and-test', createdAt, jobs: [] };
    for (const plan of plans) {
      workflow.jobs.push({
        id: randomUUID(),
        number: (run.project.nextNumber += 1),
        workflow,
        plan,
        queuedAt: createdAt,
      });
    }
    run.workflows.push(workflow);
    return workflow;
  }

  get workflows(): SimWorkflow[] {
    return this.runs.flatMap(({ workflows }) => workflows);
  }

  get jobs(): SimJob[] {
    return this.workflows.flatMap(({ jobs }) => jobs);
  }

  job(id: string): SimJob | undefined {
    return this.jobs.find((job) => job.id === id);
  }

  jobByNumber(slug: string, number: string): SimJob | undefined {
    return this.jobs.find((job) => job.workflow.run.project.slug === slug && String(job.number) === number);
  }

  workflow(id: string): SimWorkflow | undefined {
    return this.workflows.find((workflow) => workflow.id === id);
  }

  project(slug: string): SimProject | undefined {
    return this.projects.find((project) => project.slug === slug);
  }
}
