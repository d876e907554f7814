import { useMemo, type DragEvent, type KeyboardEvent, type ReactNode } from 'react';
import type { FileEntry } from '../../../main/contract/files.ts';
import { sizeText } from '../../ui/size/size-text.ts';
import { SelectionTable } from '../../ui/table/SelectionTable.tsx';
import type { Selection } from '../../ui/table/selection.ts';
import type { TableColumn } from '../../ui/table/TableRow.tsx';
import {
  isFolder,
  isHidden,
  kindText,
  modeText,
  modifiedText,
  octalText,
  shownName,
  wholeTimeText,
} from './entry-text.ts';
import { shownText } from '../../ui/text/shown-text.ts';
import { NameField } from './NameField.tsx';
import type { Sort, SortColumn } from './sort-entries.ts';
import styles from './FileTable.module.css';

/** In CSS pixels; as the rows of session.png. */
export const ROW_PX = 30;

/** A name that is being typed: of something that is there, or of a folder that is to be. */
export type Naming = { kind: 'rename'; name: string } | { kind: 'new-folder' };

interface FileTableProps {
  label: string;
  folder: string;
  entries: readonly FileEntry[];
  selection: Selection;
  sort: Sort;
  naming: Naming | undefined;
  isBusy: boolean;
  os: 'posix' | 'windows';
  /** Names that were cut and wait to be pasted elsewhere. */
  cutNames: ReadonlySet<string>;
  /** The folder over which something is dragged. */
  dropName: string | undefined;
  tableRef(element: HTMLDivElement | null): void;
  drag: Partial<Record<'onDragStart' | 'onDragEnd', (event: DragEvent) => void>>;
  onSelect(selection: Selection): void;
  onOpen(name: string): void;
  onSort(column: SortColumn): void;
  onKeyDown(event: KeyboardEvent): void;
  onMenu(point: { x: number; y: number }): void;
  /** Gives the name; a sentence when it cannot be given. */
  onName(name: string): Promise<string | undefined>;
  onStopNaming(): void;
}

function Name({ entry }: { entry: FileEntry }) {
  const name = shownName(entry);
  const { link } = entry;
  const isBroken = link?.kind === 'missing';
  return (
    <span className={styles['name']} title={name} data-hidden={isHidden(entry)} data-broken={isBroken}>
      <bdi className={styles['text']}>{isFolder(entry) ? `${name}/` : name}</bdi>
      {link !== undefined && (
        <bdi className={styles['inline-link']} aria-hidden>
          → {shownText(link.target)}
        </bdi>
      )}
      {isBroken && <span className={styles['broken']}>broken</span>}
    </span>
  );
}

type Cells = Pick<FileTableProps, 'naming' | 'os' | 'onName' | 'onStopNaming'>;

function fileColumns({ naming, os, onName, onStopNaming }: Cells): readonly TableColumn<FileEntry>[] {
  // One clock for all rows, or they would disagree about what today is.
  const now = new Date();
  return [
    {
      id: 'name',
      title: 'Name',
      cell: (entry) =>
        naming?.kind === 'rename' && naming.name === entry.name ? (
          <NameField
            label={`New name of ${shownName(entry)}`}
            start={entry.name}
            isFolder={entry.kind === 'folder'}
            os={os}
            onName={onName}
            onClose={onStopNaming}
          />
        ) : (
          <Name entry={entry} />
        ),
    },
    {
      id: 'size',
      title: 'Size',
      cell: (entry) => (
        <span className={styles['number']} {...(entry.kind === 'file' ? { title: `${entry.sizeBytes} bytes` } : {})}>
          {entry.kind === 'file' ? sizeText(entry.sizeBytes) : '—'}
        </span>
      ),
    },
    {
      id: 'modified',
      title: 'Modified',
      cell: ({ modifiedAt }) => (
        <span className={styles['number']} title={wholeTimeText(modifiedAt)}>
          {modifiedText(modifiedAt, now)}
        </span>
      ),
    },
    {
      id: 'mode',
      title: 'Mode',
      cell: (entry) => (
        <span
          className={styles['mode']}
          title={entry.mode === undefined ? kindText(entry) : `${kindText(entry)}, ${octalText(entry.mode)}`}
        >
          {modeText(entry)}
        </span>
      ),
    },
    {
      id: 'owner',
      title: 'Owner',
      cell: ({ owner, group }) => (
        <span className={styles['dim']}>
          {shownText([owner, group].filter((part) => part !== undefined).join(':'))}
        </span>
      ),
    },
    {
      id: 'link',
      title: 'Link target',
      cell: ({ link }) => link !== undefined && <bdi className={styles['mode']}>{shownText(link.target)}</bdi>,
    },
  ];
}

/** The entries of a folder. */
export function FileTable(props: FileTableProps): ReactNode {
  const { label, folder, entries, selection, sort, naming, isBusy, os, cutNames, dropName, tableRef, drag } = props;
  const { onSelect, onOpen, onSort, onKeyDown, onMenu, onName, onStopNaming } = props;
  const columns = useMemo(() => fileColumns({ naming, os, onName, onStopNaming }), [naming, os, onName, onStopNaming]);
  return (
    <SelectionTable
      label={label}
      columns={columns}
      items={entries}
      keyOf={({ name }) => name}
      rowHeightPx={ROW_PX}
      rowClassName={styles['columns'] ?? ''}
      selection={selection}
      onSelect={onSelect}
      onOpen={onOpen}
      sort={{ columnId: sort.column, isDescending: sort.isDescending }}
      onSort={(id) => onSort(id as SortColumn)}
      onKeyDown={onKeyDown}
      onMenu={onMenu}
      stateOf={({ name }) => (name === dropName ? 'target' : cutNames.has(name) ? 'cut' : undefined)}
      drag={drag}
      tableRef={tableRef}
      listKey={folder}
      isBusy={isBusy}
      firstRow={
        naming?.kind === 'new-folder' && (
          <NameField
            label="Name of the new folder"
            start="new folder"
            isFolder
            os={os}
            onName={onName}
            onClose={onStopNaming}
          />
        )
      }
    />
  );
}
