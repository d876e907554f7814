import { useState } from 'react';
import type { Edit } from '../../../main/contract/edit.ts';
import type { Command } from '../../state/commands.ts';
import { resolveEdit, stopEdit } from '../../state/edit-actions.ts';
import { useCommands } from '../../state/use-commands.ts';
import { EditRow } from './EditRow.tsx';
import { editChoices, hasUnsaved } from './edit-text.ts';

interface EditListProps {
  edits: readonly Edit[];
  /** Of which machine one is, where that does not follow from the place. */
  whereOf?: (edit: Edit) => string;
  /** Its commands stand in the palette. */
  isActive: boolean;
}

function commandsOf(edit: Edit, onStop: () => void): Command[] {
  const group = 'Files open in an editor';
  return [
    ...(edit.state === 'conflict'
      ? editChoices.map(({ choice, label }) => ({
          id: `edits.${edit.id}.${choice}`,
          title: `${edit.name}: ${label.toLowerCase()}`,
          group,
          run: () => void resolveEdit(edit.id, choice),
        }))
      : []),
    { id: `edits.${edit.id}.stop`, title: `Stop editing ${edit.name}`, group, run: onStop },
  ];
}

/** Files that are open elsewhere, a row for each; asks in place before a save is lost. */
export function EditList({ edits, whereOf, isActive }: EditListProps) {
  /** The edit whose last save would be lost. */
  const [askedId, setAskedId] = useState<string>();

  async function stop(edit: Edit): Promise<void> {
    // Main knows of saves that the window has not heard of yet, and has the last word.
    if (hasUnsaved(edit) || (await stopEdit(edit.id, false)) === 'unsaved') setAskedId(edit.id);
  }
  useCommands(() => edits.flatMap((edit) => commandsOf(edit, () => void stop(edit))), isActive);

  return edits.map((edit) => (
    <EditRow
      key={edit.id}
      edit={edit}
      where={whereOf?.(edit)}
      asksToStop={askedId === edit.id}
      onStop={() => void stop(edit)}
      onAnswer={(isStopped) => {
        setAskedId(undefined);
        if (isStopped) void stopEdit(edit.id, true);
      }}
    />
  ));
}
