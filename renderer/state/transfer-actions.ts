import type { CallInput, CallOutput } from '../../main/contract/calls.ts';
import type { Result } from '../../main/contract/problem.ts';
import type { TransferAnswer } from '../../main/contract/transfer.ts';
import { callMain } from './bridge.ts';
import { wentWell } from './notices.ts';
import type { TransferAction } from './transfer-states.ts';

/** Most transfers that one call may name; see `transferIds` in calls.ts. */
const IDS_PER_CALL = 1_000;

/** Does one thing to any number of transfers; stops at the first problem. */
export async function controlTransfers(action: TransferAction, transferIds: readonly string[]): Promise<void> {
  for (let from = 0; from < transferIds.length; from += IDS_PER_CALL) {
    const part = transferIds.slice(from, from + IDS_PER_CALL);
    if (!wentWell(await callMain('transfers.control', { transferIds: part, action }))) return;
  }
}

/** Gives whether main took the answer. */
export async function answerTransfer(transferId: string, answer: TransferAnswer): Promise<boolean> {
  return wentWell(await callMain('transfers.answer', { transferId, answer }));
}

/** A page of what failed, was skipped or renamed; the list shows a problem in its own place. */
export function readTransferNotes(page: CallInput<'transfers.notes'>): Promise<Result<CallOutput<'transfers.notes'>>> {
  return callMain('transfers.notes', page);
}

export async function showTransferFolder(transferId: string): Promise<void> {
  wentWell(await callMain('transfers.showFolder', { transferId }));
}
