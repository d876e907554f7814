import type { Edit } from '../../../main/contract/edit.ts';
import { reportTrouble } from '../../state/notices.ts';
import { isInSight } from '../../state/transfer-view.ts';
import { useTruth } from '../../state/truth.ts';
import { showPage, useView } from '../../state/view.ts';
import { editAdvice, editWords } from './edit-text.ts';

function needsPerson({ state, problem }: Edit): boolean {
  return state === 'conflict' || problem !== undefined;
}

function isSeen({ sessionId, machine }: Edit): boolean {
  return useView.getState().page.kind === 'transfers' || isInSight(sessionId, machine);
}

/** Follows the truth and says when a save did not reach its machine while nobody looks. The returned function stops. */
export function watchEdits(): () => void {
  let last: Record<string, Edit> | undefined;
  function look(): void {
    const { status, truth } = useTruth.getState();
    if (status !== 'ready' || truth.edits === last) return;
    const before = last;
    last = truth.edits;
    if (before === undefined) return;
    for (const edit of Object.values(last)) {
      const was = before[edit.id];
      const isNews = was === undefined || was.state !== edit.state || was.problem?.message !== edit.problem?.message;
      if (!isNews || !needsPerson(edit) || isSeen(edit)) continue;
      const advice = editAdvice(edit) ?? editWords(edit);
      const text = advice.startsWith(edit.name) ? advice : `${edit.name}: ${advice}`;
      reportTrouble(text, { label: 'Show', run: () => showPage({ kind: 'transfers' }) });
    }
  }
  look();
  return useTruth.subscribe(look);
}
