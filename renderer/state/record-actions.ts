import type { Result } from '../../main/contract/problem.ts';
import { callMain } from './bridge.ts';
import { wentWell } from './notices.ts';

/** The editor shows a problem in its own place, beside the text that was not kept. */
export function setNotes(sessionId: string, notes: string): Promise<Result<undefined>> {
  return callMain('records.setNotes', { sessionId, notes });
}

export async function keepRecord(sessionId: string, isKept: boolean): Promise<void> {
  wentWell(await callMain('records.keep', { sessionId, isKept }));
}

/** Gives whether it is gone. */
export async function removeRecord(sessionId: string): Promise<boolean> {
  return wentWell(await callMain('records.remove', { sessionId }));
}
