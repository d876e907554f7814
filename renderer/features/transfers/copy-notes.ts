import type { Problem } from '../../../main/contract/problem.ts';
import type { TransferNote } from '../../../main/contract/transfer.ts';
import { copyText } from '../../state/app-actions.ts';
import { reportProblem } from '../../state/notices.ts';
import { readTransferNotes } from '../../state/transfer-actions.ts';
import { countText } from '../../ui/size/size-text.ts';

/** Most notes of one call; see `transfers.notes` in calls.ts. */
const NOTES_PER_CALL = 500;
/** The clipboard takes a megabyte of text (`app.copyText`); the last line says when it was not enough. */
const MAX_CHARACTERS = 1_000_000;

/** One note as a line: path, a tab, why. */
function lineOf({ path, message }: TransferNote): string {
  return `${path}\t${message}`;
}

/** Puts the whole list of one kind on the clipboard, a line for each file. */
export async function copyTransferNotes(transferId: string, kind: TransferNote['kind']): Promise<void> {
  const lines: string[] = [];
  let characters = 0;
  let total = Infinity;
  let problem: Problem | undefined;
  while (lines.length < total && problem === undefined) {
    const result = await readTransferNotes({ transferId, kind, offset: lines.length, limit: NOTES_PER_CALL });
    if (!result.ok) {
      ({ problem } = result);
      break;
    }
    const { notes } = result.value;
    ({ total } = result.value);
    if (notes.length === 0) break;
    const page = notes.map(lineOf);
    const size = page.join('\n').length + 1;
    if (characters + size > MAX_CHARACTERS) {
      lines.push(`… and ${countText(total - lines.length)} more`);
      break;
    }
    characters += size;
    lines.push(...page);
  }
  if (problem !== undefined) reportProblem(problem);
  else await copyText(lines.join('\n'), 'The list');
}
