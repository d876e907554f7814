import type { ConflictRule, Transfer } from '../../../main/contract/transfer.ts';
import type { Command } from '../../state/commands.ts';
import { answerTransfer, controlTransfers } from '../../state/transfer-actions.ts';
import { currentTransfers } from '../../state/transfer-hooks.ts';
import { hasEnded, idsFor, type TransferAction } from '../../state/transfer-states.ts';
import { askToCancelAll, showTransfers } from '../../state/transfer-view.ts';
import { countOf } from '../../ui/size/size-text.ts';

/** Keys that go to the page of all transfers; the second one is free in a terminal too. */
export const TRANSFERS_KEYS = ['Mod+J', 'Mod+Shift+J'] as const;

/** More questions than this are answered in the list, not in the palette. */
const MAX_OFFERED_QUESTIONS = 8;

/** What each rule does with the files that are there already. */
export const ruleWords: readonly { rule: ConflictRule; label: string }[] = [
  { rule: 'skip', label: 'Skip' },
  { rule: 'replace', label: 'Replace' },
  { rule: 'keep-both', label: 'Keep both' },
  { rule: 'newer', label: 'Replace older ones' },
];

const group = 'Transfers';

function forAll(action: TransferAction, title: string, transfers: readonly Transfer[]): Command[] {
  const ids = idsFor(action, transfers);
  if (ids.length === 0) return [];
  return [{ id: `transfers.${action}`, title, group, run: () => void controlTransfers(action, ids) }];
}

function answers(transfer: Transfer): Command[] {
  const { id, title, question } = transfer;
  if (question === undefined) return [];
  if (question.kind === 'limit') {
    return [true, false].map((goOn) => ({
      id: `transfers.answer.${id}.${goOn}`,
      title: `${title}: ${goOn ? 'go on' : 'stop here'}`,
      group,
      run: () => void answerTransfer(id, { kind: 'limit', goOn }),
    }));
  }
  return ruleWords.map(({ rule, label }) => ({
    id: `transfers.answer.${id}.${rule}`,
    title: `${title}, files that are there: ${label.toLowerCase()}`,
    group,
    run: () => void answerTransfer(id, { kind: 'conflict', rule }),
  }));
}

/** What can be done with transfers, wherever the window is. */
export function transferCommands(): Command[] {
  const transfers = currentTransfers();
  const open = transfers.filter((transfer) => !hasEnded(transfer));
  const asking = transfers.filter(({ question }) => question !== undefined).slice(0, MAX_OFFERED_QUESTIONS);
  return [
    {
      id: 'transfers.show',
      title: 'All transfers',
      group: 'Go to',
      keys: TRANSFERS_KEYS,
      keywords: 'upload download progress queue files',
      run: () => showTransfers(),
    },
    ...asking.flatMap(answers),
    ...forAll('pause', 'Pause all transfers', transfers),
    ...forAll('resume', 'Resume all transfers', transfers),
    ...forAll('retry', 'Retry all that failed', transfers),
    ...forAll('clear', 'Clear finished transfers', transfers),
    ...(open.length === 0
      ? []
      : [
          {
            id: 'transfers.cancelAll',
            title: `Cancel ${countOf(open.length, 'transfer', 'transfers')}…`,
            group,
            run: askToCancelAll,
          },
        ]),
  ];
}
