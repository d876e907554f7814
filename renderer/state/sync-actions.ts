import type { CallInput } from '../../main/contract/calls.ts';
import type { Result } from '../../main/contract/problem.ts';
import type { SyncPlan } from '../../main/contract/sync.ts';
import { callMain } from './bridge.ts';

/** Says what a sync would do, and does nothing; undefined when the person chose no folder of this computer. */
export function planSync(input: CallInput<'sync.plan'>): Promise<Result<SyncPlan | undefined>> {
  return callMain('sync.plan', input);
}

/** Does what a plan says, but for what is left out; the panel shows a problem in its own place. */
export function runSync(planId: string, leaveOut: string[]): Promise<Result<{ transferId: string }>> {
  return callMain('sync.run', { planId, leaveOut });
}
