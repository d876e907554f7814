import { useMemo, useState, type KeyboardEvent } from 'react';
import type { SyncItem } from '../../../main/contract/sync.ts';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Dot } from '../../ui/Dot.tsx';
import { sizeText } from '../../ui/size/size-text.ts';
import type { TableColumn } from '../../ui/table/TableRow.tsx';
import { VirtualTable } from '../../ui/table/VirtualTable.tsx';
import { actionTones, actionWords } from './sync-text.ts';
import styles from './SyncPanel.module.css';

/** Height of a row, in CSS pixels. */
const ROW_PX = 34;

interface SyncItemsProps {
  items: readonly SyncItem[];
  leftOut: ReadonlySet<string>;
  onLeaveOut(path: string, isOut: boolean): void;
}

function Path({ item }: { item: SyncItem }) {
  const shown = item.shownPath ?? item.path;
  return (
    <div className={styles['path']}>
      <code title={shown}>{shown}</code>
      {item.isConflict && <small>changed on both sides</small>}
    </div>
  );
}

/** What would change, with a box for each to leave it out. */
export function SyncItems({ items, leftOut, onLeaveOut }: SyncItemsProps) {
  const [selectedKey, setSelectedKey] = useState<string>();
  const columns = useMemo(
    (): TableColumn<SyncItem>[] => [
      {
        id: 'use',
        title: 'Do',
        cell: ({ path, shownPath }) => (
          <Checkbox
            isOn={!leftOut.has(path)}
            label={`Do ${shownPath ?? path}`}
            onChange={(isOn) => onLeaveOut(path, !isOn)}
          />
        ),
      },
      {
        id: 'action',
        title: 'What',
        cell: ({ action, isConflict }) => (
          <span className={styles['action']} title={isConflict ? 'Changed on both sides' : undefined}>
            <Dot tone={isConflict ? 'warn' : actionTones[action]} />
            {actionWords[action]}
          </span>
        ),
      },
      { id: 'path', title: 'File', cell: (item) => <Path item={item} /> },
      {
        id: 'size',
        title: 'Size',
        cell: ({ sizeBytes }) => (
          <span className={styles['size']}>{sizeBytes === undefined ? '' : sizeText(sizeBytes)}</span>
        ),
      },
    ],
    [leftOut, onLeaveOut],
  );
  function toggle(path: string): void {
    onLeaveOut(path, !leftOut.has(path));
  }
  function onKeyDown(event: KeyboardEvent): void {
    const isOnTable = event.target instanceof Element && event.target.getAttribute('role') === 'grid';
    if (event.key !== ' ' || !isOnTable || selectedKey === undefined) return;
    event.preventDefault();
    toggle(selectedKey);
  }
  return (
    <div className={styles['items']} onKeyDown={onKeyDown} role="presentation">
      <VirtualTable
        label="What would change"
        columns={columns}
        items={items}
        keyOf={({ path }) => path}
        rowHeightPx={ROW_PX}
        selectedKey={selectedKey}
        onSelect={setSelectedKey}
        onOpen={toggle}
        rowClassName={styles['row'] ?? ''}
      />
    </div>
  );
}
