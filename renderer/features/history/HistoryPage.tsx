import { History } from 'lucide-react';
import { useDeferredValue, useEffect, useMemo, useRef } from 'react';
import { useSettings } from '../../state/areas.ts';
import { useRecords } from '../../state/record-hooks.ts';
import { findRecords } from '../../state/record-states.ts';
import { searchInRecordings, setRecordProject, setRecordSearch, useRecordView } from '../../state/record-view.ts';
import { useCommands } from '../../state/use-commands.ts';
import { useView } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { HistoryHeader } from './HistoryHeader.tsx';
import type { HistoryParts } from './history-parts.ts';
import { RecordDetail } from './RecordDetail.tsx';
import { RecordTable } from './RecordTable.tsx';
import styles from './History.module.css';

/** Searches of one letter would find everything. */
const MIN_SEARCH_LENGTH = 2;

/** Selects without taking the search off. */
function showRecord(sessionId: string): void {
  useView.setState({ page: { kind: 'history', sessionId } });
}

function NoRecords() {
  const { recordTerminals } = useSettings();
  return (
    <EmptyState icon={<History size={28} strokeWidth={1.5} />} title="No session yet">
      What you do on machines stays here: your notes, the work that you saved
      {recordTerminals
        ? ', and recordings of the terminals.'
        : '. Recording terminals is switched off in the settings.'}
    </EmptyState>
  );
}

function NothingFound() {
  return (
    <EmptyState
      title="No session fits the search"
      actions={
        <Button
          onPress={() => {
            setRecordSearch('');
            setRecordProject(undefined);
          }}
        >
          Show all
        </Button>
      }
    />
  );
}

function SessionList({ parts }: { parts: HistoryParts }) {
  const records = useRecords();
  const projectId = useRecordView((view) => view.projectId);
  const search = useDeferredValue(useRecordView((view) => view.search));
  const searchedText = useRecordView((view) => view.searchedText);
  const chosenId = useView(({ page }) => (page.kind === 'history' ? page.sessionId : undefined));
  const searchInput = useRef<HTMLInputElement>(null);
  const table = useRef<HTMLDivElement>(null);
  const root = useRef<HTMLElement>(null);
  const shown = useMemo(() => findRecords(records, { search, projectId }), [records, search, projectId]);
  const selected = shown.find(({ id }) => id === chosenId) ?? shown[0];
  const canSearch = search.trim().length >= MIN_SEARCH_LENGTH;
  useEffect(() => {
    if (document.activeElement === document.body) (table.current ?? root.current)?.focus();
  }, []);

  function searchRecordings(): void {
    if (canSearch) searchInRecordings(search.trim());
  }
  useCommands(() => {
    const group = 'History';
    return [
      {
        id: 'history.search',
        title: 'Search sessions',
        group,
        keys: ['Mod+F', '/'],
        run: () => {
          searchInput.current?.focus();
          searchInput.current?.select();
        },
      },
      ...(canSearch
        ? [
            {
              id: 'history.searchRecordings',
              title: `Look for “${search}” in all recordings`,
              group,
              run: searchRecordings,
            },
          ]
        : []),
      { id: 'history.list', title: 'Go to the list', group, keys: ['ArrowDown'], run: () => table.current?.focus() },
      ...(searchedText === undefined
        ? []
        : [
            {
              id: 'history.back',
              title: 'Back to the list of sessions',
              group,
              keys: ['Escape'],
              run: () => searchInRecordings(undefined),
            },
          ]),
    ];
  });

  return (
    <main ref={root} className={styles['page']} tabIndex={-1} aria-label="History">
      <HistoryHeader
        searchInput={searchInput}
        onSearch={searchRecordings}
        onLeaveSearch={() => table.current?.focus()}
      />
      {records.length === 0 ? (
        <NoRecords />
      ) : searchedText === undefined ? (
        <div className={styles['split']} data-alone={selected === undefined}>
          <div className={styles['main']} data-region="list">
            {selected === undefined ? (
              <NothingFound />
            ) : (
              <RecordTable records={shown} selectedId={selected.id} onSelect={showRecord} tableRef={table} />
            )}
            {canSearch && (
              <div className={styles['more']}>
                <Button size="small" onPress={searchRecordings}>
                  {`Look for “${search.trim()}” in all recordings`}
                </Button>
              </div>
            )}
          </div>
          {selected !== undefined && <RecordDetail record={selected} parts={parts} />}
        </div>
      ) : (
        <div className={styles['found']}>
          <div className={styles['foundHead']}>
            <h2>{`“${searchedText}” in all recordings`}</h2>
            <Button size="small" onPress={() => searchInRecordings(undefined)}>
              Back to the list
            </Button>
          </div>
          <parts.Places text={searchedText} />
        </div>
      )}
    </main>
  );
}

/** What stays of sessions: the list with one in detail, a recording in the player, or saved work on its way to a clone. */
export function HistoryPage({ parts }: { parts: HistoryParts }) {
  const page = useView((view) => view.page);
  if (page.kind === 'history' && page.sessionId !== undefined) {
    const { sessionId, recordingId, atSeconds, salvageId } = page;
    if (recordingId !== undefined) {
      return <parts.Player sessionId={sessionId} recordingId={recordingId} atSeconds={atSeconds} />;
    }
    if (salvageId !== undefined) return <parts.Apply sessionId={sessionId} salvageId={salvageId} />;
  }
  return <SessionList parts={parts} />;
}
