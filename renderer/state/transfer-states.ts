import type { CallInput } from '../../main/contract/calls.ts';
import type { Transfer, TransferState } from '../../main/contract/transfer.ts';

export type TransferAction = CallInput<'transfers.control'>['action'];

/** Nothing happens to it any more unless somebody says so. */
export function hasEnded({ state }: Pick<Transfer, 'state'>): boolean {
  return state === 'done' || state === 'cancelled';
}

/** It moves, or will without anybody's help. */
export function isUnderWay({ state }: Pick<Transfer, 'state'>): boolean {
  return state === 'running' || state === 'queued' || state === 'asking';
}

/** It goes on only after the person did something. */
export function needsPerson({ state, question }: Pick<Transfer, 'state' | 'question'>): boolean {
  return state === 'stopped' || question !== undefined;
}

const pausable: readonly TransferState[] = ['queued', 'running', 'asking', 'waiting'];
const resumable: readonly TransferState[] = ['paused', 'stopped'];

/** Whether an action makes sense for a transfer as it is. */
export function canDo(action: TransferAction, transfer: Pick<Transfer, 'state' | 'failedCount'>): boolean {
  switch (action) {
    case 'pause':
      return pausable.includes(transfer.state);
    case 'resume':
      return resumable.includes(transfer.state);
    case 'cancel':
      return !hasEnded(transfer);
    case 'retry':
      return transfer.state === 'done' && transfer.failedCount > 0;
    case 'first':
      return transfer.state === 'queued' || transfer.state === 'waiting';
    case 'clear':
      return hasEnded(transfer);
  }
}

/** The ids of those for which an action makes sense. */
export function idsFor(action: TransferAction, transfers: readonly Transfer[]): string[] {
  return transfers.filter((transfer) => canDo(action, transfer)).map(({ id }) => id);
}

/** How far several transfers are together. */
export interface TransferOverall {
  /** Not ended: under way, paused, waiting or stopped. */
  openCount: number;
  /** Under way now, or about to be. */
  activeCount: number;
  /** Those that go on only after the person did something. */
  needsPersonCount: number;
  /** From 0 to 1. */
  share: number;
  filesDone: number;
  filesTotal: number;
  bytesDone: number;
  bytesTotal: number;
  isCounting: boolean;
  /** Bytes per second of all together. */
  rate: number | undefined;
  remainingMs: number | undefined;
}

/** From 0 to 1: by bytes, or by files where there are no bytes. */
export function shareOf(progress: Pick<Transfer, 'bytesDone' | 'bytesTotal' | 'filesDone' | 'filesTotal'>): number {
  const { bytesDone, bytesTotal, filesDone, filesTotal } = progress;
  const share = bytesTotal > 0 ? bytesDone / bytesTotal : filesTotal > 0 ? filesDone / filesTotal : 0;
  return Math.min(1, Math.max(0, share));
}

/**
 * Adds up what is open, and what ended since the first of that was added: the bar of ten dropped things does not jump
 * back as each of them arrives. Undefined when nothing is open.
 */
export function overallOf(transfers: readonly Transfer[]): TransferOverall | undefined {
  let since = Infinity;
  for (const transfer of transfers) if (!hasEnded(transfer)) since = Math.min(since, transfer.addedAt);
  if (since === Infinity) return undefined;
  const sum = { filesDone: 0, filesTotal: 0, bytesDone: 0, bytesTotal: 0 };
  const counts = { openCount: 0, activeCount: 0, needsPersonCount: 0 };
  let isCounting = false;
  let rate: number | undefined;
  let remainingMs: number | undefined;
  let restBytes = 0;
  for (const transfer of transfers) {
    const ended = hasEnded(transfer);
    if (ended && (transfer.state === 'cancelled' || (transfer.endedAt ?? 0) < since)) continue;
    sum.filesDone += transfer.filesDone;
    sum.filesTotal += transfer.filesTotal;
    sum.bytesDone += transfer.bytesDone;
    sum.bytesTotal += transfer.bytesTotal;
    if (ended) continue;
    counts.openCount += 1;
    if (isUnderWay(transfer)) {
      counts.activeCount += 1;
      restBytes += transfer.bytesTotal - transfer.bytesDone;
    }
    if (needsPerson(transfer)) counts.needsPersonCount += 1;
    if (isUnderWay(transfer) && transfer.isCounting) isCounting = true;
    if (transfer.state !== 'running' && transfer.state !== 'asking') continue;
    if (transfer.rate !== undefined) rate = (rate ?? 0) + transfer.rate;
    if (counts.openCount === 1) ({ remainingMs } = transfer);
  }
  // Of several, the time left follows from the sum; each alone knows nothing of those that wait behind it.
  if (counts.openCount > 1) remainingMs = rate !== undefined && rate > 0 ? (restBytes / rate) * 1_000 : undefined;
  return { ...counts, ...sum, share: shareOf(sum), isCounting, rate, remainingMs };
}

/** What is open first, in the order in which it was added; then what has ended, the newest first. */
export function inListOrder(transfers: readonly Transfer[]): Transfer[] {
  const open = transfers.filter((transfer) => !hasEnded(transfer));
  const ended = transfers.filter(hasEnded);
  return [
    ...open.sort((left, right) => left.addedAt - right.addedAt),
    ...ended.sort((left, right) => (right.endedAt ?? 0) - (left.endedAt ?? 0)),
  ];
}
