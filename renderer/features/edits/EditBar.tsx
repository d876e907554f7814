import { useState } from 'react';
import type { Edit } from '../../../main/contract/edit.ts';
import { openLink } from '../../state/app-actions.ts';
import type { Command } from '../../state/commands.ts';
import { resolveEdit, stopEdit } from '../../state/edit-actions.ts';
import { useEdits } from '../../state/edit-hooks.ts';
import { useCommands } from '../../state/use-commands.ts';
import { useView } from '../../state/view.ts';
import { EditRow } from './EditRow.tsx';
import { editChoices, hasUnsaved } from './edit-text.ts';
import styles from './EditBar.module.css';

interface EditBarProps {
  sessionId: string;
  machine: number;
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

/** Files of this machine that are open in programs of this computer, and what becomes of their saves. */
export function EditBar({ sessionId, machine }: EditBarProps) {
  const edits = useEdits(sessionId, machine);
  const isShown = useView(({ page }) => page.kind === 'session' && page.sessionId === sessionId);
  /** The edit whose last save would be lost. */
  const [askedId, setAskedId] = useState<string>();

  async function stop(edit: Edit): Promise<void> {
    // Main knows of saves that the window has not heard of yet, and has the last word.
    if (hasUnsaved(edit) || (await stopEdit(edit.id, false)) === 'unsaved') setAskedId(edit.id);
  }
  useCommands(() => edits.flatMap((edit) => commandsOf(edit, () => void stop(edit))), isShown && edits.length > 0);

  if (edits.length === 0) return null;
  return (
    <section className={styles['edits']} aria-label="Files open in an editor">
      {edits.map((edit) => (
        <EditRow
          key={edit.id}
          edit={edit}
          asksToStop={askedId === edit.id}
          onStop={() => void stop(edit)}
          onAnswer={(isStopped) => {
            setAskedId(undefined);
            if (isStopped) void stopEdit(edit.id, true);
          }}
          onOpenLink={(url) => void openLink(url)}
        />
      ))}
    </section>
  );
}
