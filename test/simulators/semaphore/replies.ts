import type { SimulatedJob, SimulatedPipeline, SimulatedProject, SemaphoreWorld } from './world.ts';

/** int64 of protobuf's JSON mapping: a string; "0" where nothing happened. */
function unixSeconds(at: number | undefined): string {
  return at === undefined ? '0' : String(Math.floor(at / 1000));
}

/** "2019-10-14 12:11:47.824128Z"; 1970 where nothing happened. */
function dateTime(at: number | undefined): string {
  return new Date(at ?? 0).toISOString().replace('T', ' ').replace('Z', '000Z');
}

function stamp(at: number): { seconds: number; nanos: number } {
  return { seconds: Math.floor(at / 1000), nanos: (at % 1000) * 1_000_000 };
}

function environmentOf(job: SimulatedJob): { name: string; value: string }[] {
  const { pipeline, project, blockName } = job;
  if (pipeline === undefined) return [{ name: 'SEMAPHORE_PROJECT_NAME', value: project.name }];
  const { push } = pipeline;
  return Object.entries({
    DATABASE_PASSWORD: 'in-the-yaml-by-mistake',
    SEMAPHORE_WORKFLOW_ID: pipeline.workflowId,
    SEMAPHORE_WORKFLOW_NUMBER: String(pipeline.number),
    SEMAPHORE_WORKFLOW_TRIGGERED_BY: push.author,
    SEMAPHORE_PIPELINE_ID: pipeline.id,
    SEMAPHORE_PIPELINE_NAME: 'Pipeline',
    SEMAPHORE_BLOCK_NAME: blockName,
    SEMAPHORE_GIT_COMMIT_AUTHOR: push.author,
    SEMAPHORE_GIT_SHA: pipeline.commit,
    SEMAPHORE_GIT_BRANCH: push.branch,
    SEMAPHORE_GIT_WORKING_BRANCH: push.branch,
    SEMAPHORE_GIT_REF_TYPE: 'branch',
  }).map(([name, value]) => ({ name, value }));
}

/** A job as grpc-gateway sends it: every field there, enums as names. */
export function jobReply(world: SemaphoreWorld, job: SimulatedJob): Record<string, unknown> {
  const state = world.stateOf(job);
  const { script } = job;
  const address = world.addressOf(job);
  const isRestricted = script.isRestricted === true;
  const type = script.machineType ?? 'f1-standard-2';
  const isSelfHosted = type.startsWith('s1-');
  const hasAgent = state === 'RUNNING' || state === 'FINISHED';
  return {
    metadata: {
      name: job.name,
      id: job.id,
      create_time: unixSeconds(job.createdAt),
      update_time: unixSeconds(Math.min(world.clock.now(), job.endAt ?? world.clock.now())),
      start_time: unixSeconds(hasAgent ? job.startAt : undefined),
      finish_time: unixSeconds(state === 'FINISHED' ? job.endAt : undefined),
    },
    spec: {
      project_id: job.project.id,
      agent: {
        machine: { type, os_image: script.osImage ?? (isSelfHosted ? '' : 'ubuntu2404') },
        containers:
          script.isInContainer === true
            ? [{ name: 'main', image: 'registry.semaphoreci.com/ruby:3.3', command: '', env_vars: [], secrets: [] }]
            : [],
        image_pull_secrets: [],
      },
      secrets: [],
      env_vars: isRestricted ? [] : environmentOf(job),
      files: [],
      commands: job.commands,
      epilogue_commands: [],
      epilogue_always_commands: [],
      epilogue_on_pass_commands: [],
      epilogue_on_fail_commands: [],
    },
    status: {
      result: state === 'FINISHED' ? job.result : 'NONE',
      state,
      agent: hasAgent
        ? {
            ip: address?.ip ?? '',
            ports: address === undefined ? [] : [{ name: 'ssh', number: address.port }],
            name: isSelfHosted ? 'build-mac-3' : '',
          }
        : null,
    },
  };
}

export function projectReply({ id, name }: SimulatedProject): Record<string, unknown> {
  return {
    apiVersion: 'v1alpha',
    kind: 'Project',
    metadata: { name, id, org_id: '3aef8d6d-c96d-4c8b-97a9-d9d9ad356d2a', description: '' },
    spec: {
      visibility: 'private',
      repository: { url: `git@github.com:acme/${name}.git`, pipeline_file: '.semaphore/semaphore.yml' },
      custom_permissions: false,
      debug_permissions: [],
      attach_permissions: [],
    },
  };
}

/** Lower case, as in the description of one pipeline. */
export function pipelineReply(world: SemaphoreWorld, pipeline: SimulatedPipeline, isDetailed: boolean): object {
  const { push } = pipeline;
  const jobs = pipeline.blocks.flatMap((block) => block.jobs);
  const result = world.resultOf(pipeline);
  const doneAt = result === undefined ? undefined : Math.max(...jobs.map(({ endAt }) => endAt ?? 0));
  return {
    pipeline: {
      ppl_id: pipeline.id,
      wf_id: pipeline.workflowId,
      name: 'Pipeline',
      state: result === undefined ? 'running' : 'done',
      ...(result === undefined ? {} : { result, result_reason: 'test' }),
      project_id: pipeline.project.id,
      branch_name: push.branch,
      commit_sha: pipeline.commit,
      commit_message: push.message,
      created_at: dateTime(pipeline.createdAt),
      running_at: dateTime(pipeline.createdAt),
      done_at: dateTime(doneAt),
      stopping_at: dateTime(undefined),
      yaml_file_name: 'semaphore.yml',
      working_directory: '.semaphore',
      partial_rerun_of: pipeline.rerunOf,
      error_description: '',
      triggerer: { wf_triggered_by: 0, wf_triggerer_provider_login: push.author },
    },
    blocks: isDetailed ? pipeline.blocks.map((block) => blockReply(world, block)) : [],
  };
}

function blockReply(world: SemaphoreWorld, { name, jobs }: SimulatedPipeline['blocks'][number]): object {
  const visible = jobs.filter((job) => world.stateOf(job) !== 'NONE');
  const isDone = visible.length > 0 && visible.every((job) => world.stateOf(job) === 'FINISHED');
  const result = visible.some((job) => job.result !== 'PASSED') ? 'failed' : 'passed';
  return {
    name,
    state: isDone ? 'done' : visible.length > 0 ? 'running' : 'waiting',
    ...(isDone ? { result } : {}),
    jobs: visible.map((job) => ({
      name: job.name,
      job_id: job.id,
      status: world.stateOf(job),
      result: world.stateOf(job) === 'FINISHED' ? job.result : 'NONE',
    })),
  };
}

/** Upper case, as in the list. */
export function pipelineListReply(world: SemaphoreWorld, pipeline: SimulatedPipeline): object {
  const result = world.resultOf(pipeline);
  return {
    ppl_id: pipeline.id,
    wf_id: pipeline.workflowId,
    name: 'Pipeline',
    state: result === undefined ? 'RUNNING' : 'DONE',
    ...(result === undefined ? {} : { result: result.toUpperCase() }),
    branch_name: pipeline.push.branch,
    yaml_file_name: 'semaphore.yml',
    working_directory: '.semaphore',
    created_at: stamp(pipeline.createdAt),
  };
}

export function workflowReply(pipeline: SimulatedPipeline): object {
  return {
    wf_id: pipeline.workflowId,
    triggered_by: 1,
    rerun_of: pipeline.rerunOf,
    requester_id: 'fcd7fe34-f73f-4686-821b-ce02cb970b22',
    project_id: pipeline.project.id,
    initial_ppl_id: pipeline.id,
    branch_name: pipeline.push.branch,
    commit_sha: pipeline.commit,
    created_at: stamp(pipeline.createdAt),
  };
}
