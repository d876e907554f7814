import type { WireBuild } from './wire.ts';

/** What a build was started with, to start the same again; undefined when the service does not tell enough. */
export function rebuildParams(wire: WireBuild): Record<string, unknown> | undefined {
  const { pipeline_id: pipeline, ...given } = wire.original_build_params ?? {};
  const params: Record<string, unknown> = { ...given };
  // A build that belongs to a pipeline is repeated by itself, not with everything that ran beside it.
  if (wire.triggered_workflow !== undefined) params['workflow_id'] ??= wire.triggered_workflow;
  else if (pipeline !== undefined) params['pipeline_id'] = pipeline;
  const told = {
    branch: wire.branch,
    tag: wire.tag,
    commit_hash: wire.commit_hash,
    commit_message: wire.commit_message,
  };
  for (const [name, value] of Object.entries(told)) {
    if (value !== undefined && params[name] === undefined) params[name] = value;
  }
  const isEnough = ['workflow_id', 'pipeline_id', 'branch', 'tag', 'commit_hash'].some(
    (name) => params[name] !== undefined,
  );
  return isEnough ? params : undefined;
}
