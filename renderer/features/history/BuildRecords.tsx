import { useMemo } from 'react';
import { useRecords } from '../../state/record-hooks.ts';
import { recordsOfBuild } from '../../state/record-states.ts';
import { showHistory } from '../../state/record-view.ts';
import { Dot } from '../../ui/Dot.tsx';
import { TimeAgo } from '../../ui/time/Times.tsx';
import { contentsText, recordLook } from './history-text.ts';
import styles from './History.module.css';

/** The sessions that there were on a build. Nothing where there was none. */
export function BuildRecords({ buildId }: { buildId: string }) {
  const all = useRecords();
  const records = useMemo(() => recordsOfBuild(all, buildId), [all, buildId]);
  if (records.length === 0) return null;
  return (
    <section className={styles['ofBuild']} aria-label="Sessions on this build">
      <h3>Sessions on this build</h3>
      <ul>
        {records.map((record) => {
          const { tone, label } = recordLook(record);
          return (
            <li key={record.id}>
              <button type="button" className={styles['link']} onClick={() => showHistory(record.id)}>
                <Dot tone={tone} label={label} />
                <span className={styles['contents']}>{contentsText(record) || 'nothing stays but the record'}</span>
                <span className={styles['word']}>
                  <TimeAgo at={record.startedAt} />
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
