import type { CallInput } from '../../main/contract/calls.ts';
import { callMain } from './bridge.ts';
import { reportProblem, wentWell } from './notices.ts';

export type EditChoice = CallInput<'files.resolveEdit'>['choice'];

/** Ends the editing. Gives `unsaved` when main refused because a save is not uploaded; then the person is asked. */
export async function stopEdit(editId: string, loseChanges: boolean): Promise<'ended' | 'unsaved' | 'failed'> {
  const result = await callMain('files.stopEdit', { editId, loseChanges });
  if (result.ok) return 'ended';
  if (result.problem.code === 'busy' && !loseChanges) return 'unsaved';
  reportProblem(result.problem);
  return 'failed';
}

/** Settles that the file was changed on both sides. */
export async function resolveEdit(editId: string, choice: EditChoice): Promise<void> {
  wentWell(await callMain('files.resolveEdit', { editId, choice }));
}
