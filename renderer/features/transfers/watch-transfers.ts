import type { Transfer } from '../../../main/contract/transfer.ts';
import { reportDone, reportTrouble } from '../../state/notices.ts';
import { hasEnded, isUnderWay } from '../../state/transfer-states.ts';
import { isInSight, showTransfers } from '../../state/transfer-view.ts';
import { useTruth } from '../../state/truth.ts';
import { useView } from '../../state/view.ts';
import { countOf } from '../../ui/size/size-text.ts';
import { questionText } from './transfer-text.ts';

type Transfers = Record<string, Transfer>;

/** What is said together: the transfers of one machine, or of one that is not there. */
function placeOf({ sessionId, machine, machineName }: Transfer): string {
  return sessionId === undefined ? machineName : `${sessionId}\n${machine}`;
}

function isSeen({ sessionId, machine }: Transfer): boolean {
  return useView.getState().page.kind === 'transfers' || isInSight(sessionId, machine);
}

/** What a program on this computer or the system's drag gets is told where it was asked for. */
function isSpoken({ purpose }: Transfer): boolean {
  return purpose === 'transfer' || purpose === 'sync';
}

function isNews(transfer: Transfer, before: Transfer | undefined): boolean {
  return before === undefined || before.state !== transfer.state || before.question !== transfer.question;
}

function namesOf(transfers: readonly Transfer[]): string {
  const [only] = transfers;
  return transfers.length === 1 && only !== undefined ? only.title : countOf(transfers.length, 'transfer', 'transfers');
}

function endWords(transfers: readonly Transfer[]): { text: string; failed: number } {
  const failed = transfers.reduce((sum, { failedCount }) => sum + failedCount, 0);
  const [{ machineName, direction }] = transfers as [Transfer];
  const where = `${direction === 'upload' ? 'to' : 'from'} ${machineName}`;
  const done = `${namesOf(transfers)} ${where}: done`;
  return { text: failed === 0 ? `${done}.` : `${done}, but ${countOf(failed, 'file', 'files')} failed.`, failed };
}

/**
 * Follows the truth and tells of what changes for the person: once when transfers of a machine begin, once when all of
 * them have ended, and when one has a question or stopped. With a notice where nobody is looking. The returned function
 * stops.
 */
export function watchTransfers(say: (words: string) => void): () => void {
  let last: Transfers | undefined;
  /** Ended since those of their place began. */
  const ended = new Map<string, Transfer[]>();

  function tellOfNeed(now: readonly Transfer[], before: Transfers): void {
    const asking = now.filter(({ id, question }) => question !== undefined && before[id]?.question === undefined);
    const stopped = now.filter(({ id, state }) => state === 'stopped' && before[id]?.state !== 'stopped');
    for (const { all, words } of [
      { all: asking, words: 'needs your answer' },
      { all: stopped, words: 'stopped' },
    ]) {
      const [first] = all;
      if (first === undefined) continue;
      const { question, isCounting, problem, id } = first;
      const why = question === undefined ? problem?.message : questionText(question, isCounting);
      const text =
        all.length === 1 ? `${first.title} ${words}. ${why ?? ''}`.trim() : `${all.length} transfers: ${words}.`;
      if (all.every(isSeen)) say(text);
      else reportTrouble(text, { label: 'Show', run: () => showTransfers(id) });
    }
  }

  function tellOfEnd(transfers: readonly Transfer[]): void {
    const arrived = transfers.filter(({ state }) => state === 'done');
    const [first] = arrived;
    if (first === undefined) return;
    const { text, failed } = endWords(arrived);
    if (arrived.every(isSeen)) say(text);
    else if (failed === 0) reportDone(text);
    else reportTrouble(text, { label: 'Show', run: () => showTransfers(first.id) });
  }

  function look(): void {
    const { status, truth } = useTruth.getState();
    if (status !== 'ready' || truth.transfers === last) return;
    const before = last;
    last = truth.transfers;
    // What was there when the window opened is no news.
    if (before === undefined) return;
    const now = Object.values(last).filter(isSpoken);
    const changed = now.filter((transfer) => isNews(transfer, before[transfer.id]));
    // Most of what comes is progress, of which nothing is said.
    if (changed.length === 0) return;
    tellOfNeed(changed, before);

    const goingBefore = new Set(Object.values(before).filter(isSpoken).filter(isUnderWay).map(placeOf));
    const goingNow = new Set(now.filter(isUnderWay).map(placeOf));
    for (const transfer of changed) {
      const wasOpen = before[transfer.id];
      if (!hasEnded(transfer) || (wasOpen !== undefined && hasEnded(wasOpen))) continue;
      ended.set(placeOf(transfer), [...(ended.get(placeOf(transfer)) ?? []), transfer]);
    }
    for (const [place, transfers] of ended) {
      if (goingNow.has(place)) continue;
      ended.delete(place);
      tellOfEnd(transfers);
    }
    for (const place of goingNow) {
      if (goingBefore.has(place)) continue;
      const begun = now.filter((transfer) => isUnderWay(transfer) && placeOf(transfer) === place);
      const [first] = begun;
      if (first === undefined || before[first.id] !== undefined) continue;
      const verb = first.direction === 'upload' ? 'Uploading' : 'Downloading';
      say(`${verb} ${namesOf(begun)}.`);
    }
  }

  look();
  return useTruth.subscribe(look);
}
