import { useAllEdits } from '../../state/edit-hooks.ts';
import { useTruth } from '../../state/truth.ts';
import { shownText } from '../../ui/text/shown-text.ts';
import { EditList } from './EditList.tsx';
import styles from './EditBar.module.css';

/** Files of all machines that are open in programs of this computer, also of sessions that are over. */
export function AllEdits() {
  const edits = useAllEdits();
  const sessions = useTruth(({ truth }) => truth.sessions);
  if (edits.length === 0) return null;
  return (
    <section className={styles['all']} aria-label="Files open in an editor">
      <EditList
        edits={edits}
        whereOf={({ sessionId, path }) => `${sessions[sessionId]?.title ?? 'no session'} · ${shownText(path)}`}
        isActive
      />
    </section>
  );
}
