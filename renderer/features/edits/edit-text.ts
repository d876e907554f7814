import type { Edit } from '../../../main/contract/edit.ts';
import type { EditChoice } from '../../state/edit-actions.ts';
import type { Tone } from '../../ui/Dot.tsx';

export const editTones: Record<Edit['state'], Tone> = {
  fetching: 'run',
  open: 'ok',
  uploading: 'run',
  conflict: 'warn',
  waiting: 'warn',
};

/** How a file that is open in a program of this computer stands. */
export const editWords: Record<Edit['state'], string> = {
  fetching: 'is fetched for your editor',
  open: 'is open in your editor; each save is uploaded',
  uploading: 'was saved and is uploaded',
  conflict: 'was changed on the machine too; your save is not uploaded',
  waiting: 'was saved and is not uploaded yet',
};

/** What can be done when both sides changed, said by what it costs. */
export const editChoices: readonly { choice: EditChoice; label: string; isDanger: boolean }[] = [
  { choice: 'overwrite', label: 'Put mine over it', isDanger: true },
  { choice: 'keep-both', label: 'Put mine beside it', isDanger: false },
  { choice: 'take-theirs', label: 'Take theirs and lose mine', isDanger: true },
];

/** A save may be lost when the editing ends now. */
export function hasUnsaved({ state }: Edit): boolean {
  return state === 'uploading' || state === 'conflict' || state === 'waiting';
}
