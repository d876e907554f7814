import type { EnvironmentDifference, ReplaySteps } from '../../main/contract/environment.ts';
import type { Result } from '../../main/contract/problem.ts';
import { callMain } from './bridge.ts';

/** The steps of the build that a session repeats; the page that asked shows a problem. */
export function replaySteps(sessionId: string): Promise<Result<ReplaySteps>> {
  return callMain('sessions.replaySteps', { sessionId });
}

/** How a machine differs from what the build ran in; the page that asked shows a problem. */
export function compareEnvironment(sessionId: string, machine: number): Promise<Result<EnvironmentDifference>> {
  return callMain('sessions.compareEnvironment', { sessionId, machine });
}
