import { Pin } from 'lucide-react';
import { useState } from 'react';
import type { SessionRecord } from '../../../main/contract/record.ts';
import { useBuild, useSession } from '../../state/areas.ts';
import { forgetNotes } from '../../state/note-drafts.ts';
import { keepRecord, removeRecord } from '../../state/record-actions.ts';
import { showHistory } from '../../state/record-view.ts';
import { useCommands } from '../../state/use-commands.ts';
import { goToBuild, showSession } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import { ToggleChip } from '../../ui/Chip.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { isOpenRecord } from './history-text.ts';
import styles from './History.module.css';

/** Ways from a record to its build and its session, and whether it stays. */
export function RecordActions({ record }: { record: SessionRecord }) {
  const [isAsking, setAsking] = useState(false);
  const { id, title, isKept, buildId } = record;
  const build = useBuild(buildId);
  const session = useSession(id);
  const isOpen = isOpenRecord(record);
  const keep = (): void => void keepRecord(id, !isKept);

  async function remove(): Promise<void> {
    setAsking(false);
    if (!(await removeRecord(id))) return;
    forgetNotes(id);
    showHistory();
  }
  useCommands(() => {
    const group = `History of ${title}`;
    return [
      ...(build === undefined
        ? []
        : [{ id: 'record.build', title: 'Go to its build', group, run: () => goToBuild(build.id) }]),
      ...(session === undefined
        ? []
        : [{ id: 'record.session', title: 'Open the session', group, run: () => showSession(id) }]),
      {
        id: 'record.keep',
        title: isKept ? 'Do not keep it longer than others' : 'Keep it however old it gets',
        group,
        run: keep,
      },
      ...(isOpen ? [] : [{ id: 'record.remove', title: 'Remove it…', group, run: () => setAsking(true) }]),
    ];
  });
  return (
    <>
      <div className={styles['actions']}>
        {session !== undefined && (
          <Button variant={isOpen ? 'primary' : 'plain'} onPress={() => showSession(id)}>
            Open the session
          </Button>
        )}
        {build !== undefined && <Button onPress={() => goToBuild(build.id)}>Go to the build</Button>}
        <ToggleChip isOn={isKept} onToggle={keep}>
          <Pin size={12} aria-hidden /> {isKept ? 'Kept' : 'Keep'}
        </ToggleChip>
        {!isOpen && (
          <Button variant="quiet" onPress={() => setAsking(true)}>
            Remove…
          </Button>
        )}
      </div>
      {isAsking && (
        <Confirm
          question="Remove what stays of this session, with its notes, saved work and recordings? It cannot be had back."
          confirmLabel="Remove all of it"
          onConfirm={() => void remove()}
          onCancel={() => setAsking(false)}
        />
      )}
    </>
  );
}
