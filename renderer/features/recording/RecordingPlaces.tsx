import { useEffect, useMemo, useState } from 'react';
import type { CallOutput } from '../../../main/contract/calls.ts';
import type { Result } from '../../../main/contract/problem.ts';
import type { SessionRecord } from '../../../main/contract/record.ts';
import { openLink } from '../../state/app-actions.ts';
import { searchRecordings } from '../../state/recording-actions.ts';
import { showRecording } from '../../state/record-view.ts';
import { useTruth } from '../../state/truth.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { countText } from '../../ui/size/size-text.ts';
import type { TableColumn } from '../../ui/table/TableRow.tsx';
import { VirtualTable } from '../../ui/table/VirtualTable.tsx';
import { shownText } from '../../ui/text/shown-text.ts';
import { positionText } from './recording-text.ts';
import styles from './Places.module.css';

type Found = Result<CallOutput<'recordings.search'>>;

interface Place {
  key: string;
  sessionId: string;
  recordingId: string;
  atSeconds: number;
  line: string;
  /** "storefront #412 · Terminal 2". */
  where: string;
}

/** Height of a row, in CSS pixels. */
const ROW_PX = 53;

const columns: readonly TableColumn<Place>[] = [
  {
    id: 'line',
    title: 'Line',
    cell: ({ line, where }) => (
      <>
        <code className={styles['line']} title={shownText(line)}>
          {shownText(line)}
        </code>
        <small className={styles['where']}>{where}</small>
      </>
    ),
  },
  { id: 'at', title: 'At', cell: ({ atSeconds }) => positionText(atSeconds) },
];

function whereText(record: SessionRecord | undefined, recordingId: string): string {
  const recording = record?.recordings.find(({ id }) => id === recordingId);
  const machine = record !== undefined && record.machines.length > 1 ? recording?.machineName : undefined;
  return [record?.title, recording?.title, machine].filter((part) => part !== undefined).join(' · ');
}

function useFound(text: string): Found | undefined {
  const [found, setFound] = useState<{ text: string; result: Found }>();
  useEffect(() => {
    let isGone = false;
    void searchRecordings(text).then((result) => {
      if (!isGone) setFound({ text, result });
    });
    return () => {
      isGone = true;
    };
  }, [text]);
  return found?.text === text ? found.result : undefined;
}

function PlaceTable({ found }: { found: CallOutput<'recordings.search'> }) {
  const records = useTruth(({ truth }) => truth.records);
  const [selectedKey, setSelectedKey] = useState<string>();
  const places = useMemo(
    (): Place[] =>
      found.places.map((place, index) => ({
        ...place,
        key: String(index),
        where: whereText(records[place.sessionId], place.recordingId),
      })),
    [found, records],
  );
  function open(key: string): void {
    const place = places[Number(key)];
    if (place !== undefined) showRecording(place.sessionId, place.recordingId, place.atSeconds);
  }
  return (
    <VirtualTable
      label="Places in recordings"
      columns={columns}
      items={places}
      keyOf={({ key }) => key}
      rowHeightPx={ROW_PX}
      selectedKey={selectedKey}
      onSelect={setSelectedKey}
      onOpen={open}
      rowClassName={styles['row'] ?? ''}
    />
  );
}

/** Where a text occurs in the recordings of all sessions; Enter or a double click plays it from there. */
export function RecordingPlaces({ text }: { text: string }) {
  const found = useFound(text);
  if (found === undefined) {
    return (
      <div className={styles['state']}>
        <Skeleton label="Looking through the recordings" lines={6} />
      </div>
    );
  }
  if (!found.ok) {
    return (
      <div className={styles['state']}>
        <ProblemNotice problem={found.problem} onOpenLink={(url) => void openLink(url)} />
      </div>
    );
  }
  if (found.value.places.length === 0) return <EmptyState title="No recording has this text" />;
  return (
    <div className={styles['places']} data-region="places">
      {found.value.isCut && (
        <Notice
          tone="warn"
          message={`There are more places than these first ${countText(found.value.places.length)}.`}
          hint="A longer text finds fewer."
        />
      )}
      <PlaceTable found={found.value} />
    </div>
  );
}
