import type { CallOutput } from '../../main/contract/calls.ts';
import type { Result } from '../../main/contract/problem.ts';
import type { ApplyPlan, SalvagePartKind, SalvageWishes } from '../../main/contract/salvage.ts';
import { callMain } from './bridge.ts';
import { wentWell } from './notices.ts';

/** Brings the work of every connected machine home, or of one; how it goes stands in the record. */
export async function startSalvage(sessionId: string, machine?: number): Promise<void> {
  const one = machine === undefined ? {} : { machine };
  wentWell(await callMain('salvage.start', { sessionId, ...one }));
}

export async function stopSalvage(sessionId: string, salvageId: string): Promise<void> {
  wentWell(await callMain('salvage.stop', { sessionId, salvageId }));
}

export function readWishes(sessionId: string): Promise<Result<SalvageWishes>> {
  return callMain('salvage.wishes', { sessionId });
}

export function setWishes(sessionId: string, wishes: SalvageWishes): Promise<Result<undefined>> {
  return callMain('salvage.setWishes', { sessionId, wishes });
}

export function readPart(
  sessionId: string,
  salvageId: string,
  kind: SalvagePartKind,
): Promise<Result<CallOutput<'salvage.read'>>> {
  return callMain('salvage.read', { sessionId, salvageId, kind });
}

/** @param choose another folder than the one that is known */
export function planApply(
  sessionId: string,
  salvageId: string,
  choose: boolean,
): Promise<Result<ApplyPlan | undefined>> {
  return callMain('salvage.plan', { sessionId, salvageId, choose });
}

export function applySalvage(planId: string): Promise<Result<CallOutput<'salvage.apply'>>> {
  return callMain('salvage.apply', { planId });
}

export async function showSalvageFolder(sessionId: string, salvageId: string): Promise<void> {
  wentWell(await callMain('salvage.showFolder', { sessionId, salvageId }));
}

export async function removeSalvage(sessionId: string, salvageId: string): Promise<void> {
  wentWell(await callMain('salvage.remove', { sessionId, salvageId }));
}
