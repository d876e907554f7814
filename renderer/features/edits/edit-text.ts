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

/** How a file that is open in a program of this computer stands; goes on from its name. */
export function editWords({ state, problem }: Edit): string {
  switch (state) {
    case 'fetching':
      return 'is fetched for your editor';
    case 'open':
      if (problem?.code === 'session-ended') return 'is open in your editor';
      return problem === undefined ? 'is open in your editor; each save is uploaded' : 'is here; each save is uploaded';
    case 'uploading':
      return 'was saved and is uploaded';
    case 'conflict':
      return 'was changed on both sides';
    case 'waiting':
      return 'was saved and is not uploaded yet';
  }
}

/** What stands below it: what is wrong and what to do. */
export function editAdvice({ state, problem }: Edit): string | undefined {
  if (problem !== undefined) return `${problem.message} ${problem.hint ?? ''}`.trim();
  return state === 'conflict' ? 'Nothing was overwritten. Choose which of the two is to stay.' : undefined;
}

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
