import { Pin } from 'lucide-react';
import type { RefObject } from 'react';
import type { SessionRecord } from '../../../main/contract/record.ts';
import { Dot } from '../../ui/Dot.tsx';
import type { TableColumn } from '../../ui/table/TableRow.tsx';
import { VirtualTable } from '../../ui/table/VirtualTable.tsx';
import { RelativeTime } from '../../ui/time/Times.tsx';
import { contentsText, originText, recordLook } from './history-text.ts';
import styles from './History.module.css';

/** Two lines of text and their air, in CSS pixels. */
const ROW_PX = 53;

function State({ record }: { record: SessionRecord }) {
  const { tone, label } = recordLook(record);
  return <Dot tone={tone} label={label} />;
}

function Title({ record }: { record: SessionRecord }) {
  return (
    <>
      <div className={styles['title']} title={record.title}>
        {record.title}
        {record.isKept && <Pin size={12} aria-label="kept" className={styles['pin']} />}
      </div>
      <small className={styles['origin']} title={originText(record)}>
        {originText(record)}
      </small>
    </>
  );
}

const columns: readonly TableColumn<SessionRecord>[] = [
  { id: 'state', title: 'State', cell: (record) => <State record={record} /> },
  { id: 'session', title: 'Session', cell: (record) => <Title record={record} /> },
  {
    id: 'contents',
    title: 'What stays',
    cell: (record) => <span className={styles['contents']}>{contentsText(record)}</span>,
  },
  { id: 'when', title: 'When', cell: ({ startedAt }) => <RelativeTime at={startedAt} /> },
];

interface RecordTableProps {
  records: readonly SessionRecord[];
  selectedId: string | undefined;
  onSelect(sessionId: string): void;
  tableRef: RefObject<HTMLDivElement | null>;
}

/** Past sessions, and those that are open, the newest first. */
export function RecordTable({ records, selectedId, onSelect, tableRef }: RecordTableProps) {
  return (
    <VirtualTable
      label="Sessions"
      columns={columns}
      items={records}
      keyOf={({ id }) => id}
      rowHeightPx={ROW_PX}
      selectedKey={selectedId}
      onSelect={onSelect}
      onOpen={onSelect}
      rowClassName={styles['row'] ?? ''}
      tableRef={tableRef}
    />
  );
}
