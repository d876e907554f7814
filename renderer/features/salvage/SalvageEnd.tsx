import type { Session } from '../../../main/contract/session.ts';
import { useRecord } from '../../state/record-hooks.ts';
import { latestByMachine } from '../../state/record-states.ts';
import { showHistory } from '../../state/record-view.ts';
import { useCommands } from '../../state/use-commands.ts';
import { Button } from '../../ui/Button.tsx';
import { countOf } from '../../ui/size/size-text.ts';
import { SalvageItem } from './SalvageItem.tsx';
import styles from './Salvage.module.css';

/** What stays of a session that has ended: what was saved from each machine, its notes, its recordings. */
export function SalvageEnd({ session, isShown }: { session: Session; isShown: boolean }) {
  const record = useRecord(session.id);
  const { id } = session;
  useCommands(
    () => [
      {
        id: 'session.history',
        title: 'What stays of this session',
        group: `Session ${session.title}`,
        keywords: 'history notes recordings salvage',
        run: () => showHistory(id),
      },
    ],
    isShown && record !== undefined,
  );
  if (record === undefined) return null;
  const latest = latestByMachine(record.salvages);
  const recordings = countOf(record.recordings.length, 'recording', 'recordings');
  return (
    <section className={styles['end']} aria-label="What stays of it">
      <h3>{latest.length === 0 ? 'None of your work was saved' : 'Your saved work'}</h3>
      {latest.length > 0 && (
        <ul className={styles['list']} aria-label="Your saved work">
          {latest.map((salvage) => (
            <SalvageItem
              key={salvage.id}
              sessionId={id}
              salvage={salvage}
              showsMachine={record.machines.length > 1}
              isRoomy
            />
          ))}
        </ul>
      )}
      <div className={styles['actions']}>
        <Button size="small" onPress={() => showHistory(id)}>
          {record.recordings.length === 0 ? 'Notes and history' : `Notes and ${recordings}`}
        </Button>
      </div>
    </section>
  );
}
