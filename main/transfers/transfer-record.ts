import { z } from 'zod';
import type { TransferOrder } from '../contract/connection-control.ts';
import type { Problem } from '../contract/problem.ts';
import { transferSchema, type Transfer, type TransferProgress, type TransferState } from '../contract/transfer.ts';
import { problem } from '../lib/result.ts';
import type { MachinePlace } from '../sessions/session-machines.ts';

const identitySchema = z.object({ user: z.string(), host: z.string(), port: z.number(), hostKey: z.string() });

/** What is remembered of a transfer from one run to the next, besides its order and its journal. */
export const transferRecordSchema = z.object({
  row: transferSchema,
  identity: identitySchema,
  /** It was cancelled while its machine was away: what lies half-written there goes when the machine comes back. */
  leavesRemains: z.boolean(),
  /** It is out of the list, and only known until what it left on its machine is gone. */
  isCleared: z.boolean().default(false),
});

export type TransferRecord = z.infer<typeof transferRecordSchema>;

/** What is asked for; the rest of its order is worked out from it. */
export interface TransferWish extends Pick<
  Transfer,
  'direction' | 'purpose' | 'title' | 'from' | 'to' | 'remoteFolder'
> {
  place: MachinePlace;
  rule?: TransferOrder['rule'];
  what: TransferOrder['what'];
}

export function hasEnded(state: TransferState): boolean {
  return state === 'done' || state === 'cancelled';
}

/** Goes on by itself as soon as its machine is there. */
export function wantsMachine(state: TransferState): boolean {
  return state === 'queued' || state === 'running' || state === 'asking' || state === 'waiting';
}

/** Nothing of it is done yet. */
export const untouched: TransferProgress = {
  state: 'queued',
  isCounting: true,
  bytesDone: 0,
  bytesTotal: 0,
  filesDone: 0,
  filesTotal: 0,
  skippedCount: 0,
  failedCount: 0,
  renamedCount: 0,
};

/** The row with another progress, nothing of the last one left. */
export function withProgress(row: Transfer, progress: TransferProgress): Transfer {
  const { rate: _rate, remainingMs: _left, current: _file, question: _question, problem: _problem, ...rest } = row;
  const known = Object.fromEntries(Object.entries(progress).filter(([, value]) => value !== undefined));
  return { ...rest, ...(known as TransferProgress) };
}

/** The row as it stands still, for whatever reason. */
export function atRest(row: Transfer, state: TransferState, reason?: Problem): Transfer {
  const { isCounting, bytesDone, bytesTotal, filesDone, filesTotal } = row;
  const { skippedCount, failedCount, renamedCount } = row;
  const counts = { bytesDone, bytesTotal, filesDone, filesTotal, skippedCount, failedCount, renamedCount };
  return withProgress(row, { state, isCounting, ...counts, ...(reason === undefined ? {} : { problem: reason }) });
}

export function withoutSession(row: Transfer): Transfer {
  const { sessionId: _sessionId, ...rest } = row;
  return rest;
}

export function waitsFor({ machineName }: Transfer): Problem {
  return problem('connection-lost', `Waiting for ${machineName}: connect to it again and this goes on.`);
}

/** Machines of builds do not come back: after a day nobody waits for one to clean up after what nobody sees any more. */
const REMAINS_MS = 86_400_000;

/** What of the last run says nothing to anybody any more: edits and drags begin anew by themselves. */
export function isForgettable({ row, leavesRemains, isCleared }: TransferRecord, now: number): boolean {
  if (row.purpose === 'drag-out') return true;
  const mayRemain = leavesRemains || (row.direction === 'upload' && !hasEnded(row.state));
  if (row.purpose === 'edit' && !mayRemain) return true;
  return (row.purpose === 'edit' || isCleared) && now - (row.endedAt ?? row.addedAt) > REMAINS_MS;
}
