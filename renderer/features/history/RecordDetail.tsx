import type { SessionRecord } from '../../../main/contract/record.ts';
import { openLink } from '../../state/app-actions.ts';
import { useSettings } from '../../state/areas.ts';
import { Dot } from '../../ui/Dot.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { countOf, sizeText } from '../../ui/size/size-text.ts';
import { momentText } from '../../ui/time/span-text.ts';
import { Elapsed } from '../../ui/time/Times.tsx';
import type { HistoryParts } from './history-parts.ts';
import { isOpenRecord, originText, recordLook } from './history-text.ts';
import { NotesEditor } from './NotesEditor.tsx';
import { RecordActions } from './RecordActions.tsx';
import styles from './History.module.css';

/** Hashes are told apart by their beginning. */
const COMMIT_LENGTH = 10;

function lasted(record: SessionRecord) {
  const { startedAt, endedAt } = record;
  if (endedAt === undefined && !isOpenRecord(record)) return 'until Jumpseat was closed';
  return <Elapsed from={startedAt} to={endedAt} />;
}

function RecordFacts({ record }: { record: SessionRecord }) {
  const { keepRecordsDays } = useSettings();
  const { commit, failedStep, machines, startedAt, sizeBytes, isKept } = record;
  const names = machines.map(({ name }) => name).join(', ');
  return (
    <Facts
      entries={[
        ['Failed step', failedStep],
        ['Commit', commit?.slice(0, COMMIT_LENGTH)],
        [machines.length > 1 ? 'Machines' : 'Machine', names],
        ['Began', momentText(startedAt)],
        ['Lasted', lasted(record)],
        ['On disk', sizeText(sizeBytes)],
        [
          'Stays',
          isKept ? 'until you remove it' : `at least ${countOf(keepRecordsDays, 'day', 'days')} unless space runs out`,
        ],
      ]}
    />
  );
}

/** Everything that stays of a session. */
export function RecordDetail({ record, parts }: { record: SessionRecord; parts: HistoryParts }) {
  const { tone, label } = recordLook(record);
  const { title, problem } = record;
  const isOpen = isOpenRecord(record);
  return (
    <aside className={styles['detail']} aria-label="Session" data-region="detail">
      <div>
        <h2 className={styles['detailTitle']}>{title}</h2>
        <p className={styles['detailOrigin']}>
          <Dot tone={tone} />
          {`${label} · ${originText(record)}`}
        </p>
      </div>
      <RecordActions key={record.id} record={record} />
      {problem !== undefined && (
        <ProblemNotice problem={problem} role="note" onOpenLink={(url) => void openLink(url)} />
      )}
      <RecordFacts record={record} />
      <NotesEditor key={`${record.id} notes`} record={record} />
      <section className={styles['section']} aria-label="Saved work">
        <h3>Saved work</h3>
        <parts.Salvages record={record} />
      </section>
      <section className={styles['section']} aria-label="Recordings">
        <h3>{isOpen ? 'Recordings so far' : 'Recordings'}</h3>
        <parts.Recordings record={record} />
      </section>
    </aside>
  );
}
