import { useMemo, useState, type KeyboardEvent } from 'react';
import type { SyncItem, SyncPlan } from '../../../main/contract/sync.ts';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Dot } from '../../ui/Dot.tsx';
import { sizeText } from '../../ui/size/size-text.ts';
import { VirtualTable, type TableColumn } from '../../ui/table/VirtualTable.tsx';
import { actionTones, actionWords, conflictText } from './sync-text.ts';
import styles from './SyncPanel.module.css';

/** Height of a row, in CSS pixels; it has two lines where there is a conflict. */
const ROW_PX = 34;
const CONFLICT_ROW_PX = 48;

interface SyncItemsProps {
  direction: SyncPlan['direction'];
  items: readonly SyncItem[];
  leftOut: ReadonlySet<string>;
  onLeaveOut(path: string, isOut: boolean): void;
}

function Path({ item, direction }: { item: SyncItem; direction: SyncPlan['direction'] }) {
  const shown = item.shownPath ?? item.path;
  return (
    <div className={styles['path']}>
      <code title={shown}>{shown}</code>
      {item.isConflict && <small>{conflictText(direction)}</small>}
    </div>
  );
}

/** What would change, with a box for each to leave it out. */
export function SyncItems({ direction, items, leftOut, onLeaveOut }: SyncItemsProps) {
  const [selectedKey, setSelectedKey] = useState<string>();
  const hasConflicts = items.some(({ isConflict }) => isConflict);
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
        cell: ({ action }) => (
          <span className={styles['action']}>
            <Dot tone={actionTones[action]} />
            {actionWords[action]}
          </span>
        ),
      },
      { id: 'path', title: 'File', cell: (item) => <Path item={item} direction={direction} /> },
      {
        id: 'size',
        title: 'Size',
        cell: ({ sizeBytes }) => (
          <span className={styles['size']}>{sizeBytes === undefined ? '' : sizeText(sizeBytes)}</span>
        ),
      },
    ],
    [direction, leftOut, onLeaveOut],
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
        rowHeightPx={hasConflicts ? CONFLICT_ROW_PX : ROW_PX}
        selectedKey={selectedKey}
        onSelect={setSelectedKey}
        onOpen={toggle}
        rowClassName={styles['row'] ?? ''}
      />
    </div>
  );
}
