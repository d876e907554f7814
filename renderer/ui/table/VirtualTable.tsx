import { useId, useRef, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { moveIn } from './move-in.ts';
import { rowAt } from './row-at.ts';
import { TableRow, type TableColumn } from './TableRow.tsx';
import { HEAD_PX, useRows } from './use-rows.ts';
import styles from './VirtualTable.module.css';

interface VirtualTableProps<Item> {
  /** What the rows are; read out. */
  label: string;
  columns: readonly TableColumn<Item>[];
  items: readonly Item[];
  keyOf(item: Item): string;
  rowHeightPx: number;
  selectedKey: string | undefined;
  onSelect(key: string): void;
  /** Enter, or a double click. */
  onOpen(key: string): void;
  /** Sets the grid's columns (`grid-template-columns` on its rows). */
  rowClassName: string;
  tableRef?: RefObject<HTMLDivElement | null>;
  /** Stands below the last row: a way to more of them. */
  footer?: ReactNode;
}

/**
 * A table of any length with one row selected: https://www.w3.org/WAI/ARIA/apg/patterns/grid/. Only rows in sight exist;
 * the focus stays on the table, which names the selected row. (react-aria's table builds every row and cell of its
 * collection, which takes 1.2 s and 300 MB for 10,000 rows.)
 */
export function VirtualTable<Item>(props: VirtualTableProps<Item>) {
  const { label, columns, items, keyOf, rowHeightPx, selectedKey, onSelect, onOpen, rowClassName, tableRef, footer } =
    props;
  const scroller = useRef<HTMLDivElement>(null);
  const ids = useId();
  const {
    rows,
    cursorIndex: selectedIndex,
    isCursorRendered: isSelectedRendered,
  } = useRows({ scroller, items, keyOf, rowHeightPx, headPx: HEAD_PX, cursor: selectedKey });
  const hasFooter = footer !== undefined && footer !== false && footer !== null;

  function selectAt(index: number): void {
    const item = items[index];
    if (item !== undefined) onSelect(keyOf(item));
  }

  function onKeyDown(event: KeyboardEvent): void {
    // Keys on a button below the rows are for that button.
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeightPx) - 1);
    const next = moveIn(items.length, selectedIndex, event.key, pageRows);
    if (next !== undefined) {
      event.preventDefault();
      selectAt(next);
    } else if (event.key === 'Enter' && selectedKey !== undefined && selectedIndex >= 0) {
      event.preventDefault();
      onOpen(selectedKey);
    }
  }

  return (
    <div
      ref={(element) => {
        scroller.current = element;
        if (tableRef !== undefined) tableRef.current = element;
      }}
      role="grid"
      aria-label={label}
      aria-rowcount={items.length + (hasFooter ? 2 : 1)}
      aria-colcount={columns.length}
      {...(isSelectedRendered ? { 'aria-activedescendant': `${ids}-${selectedKey}` } : {})}
      tabIndex={0}
      className={styles['table']}
      onKeyDown={onKeyDown}
      onMouseDown={(event) => {
        const index = rowAt(event.target);
        if (index !== undefined) selectAt(index);
      }}
      onDoubleClick={(event) => {
        const item = items[rowAt(event.target) ?? -1];
        if (item !== undefined) onOpen(keyOf(item));
      }}
    >
      <div role="row" aria-rowindex={1} className={`${styles['head']} ${rowClassName}`}>
        {columns.map((column) => (
          <div key={column.id} role="columnheader" data-column={column.id} className={styles['cell']}>
            {column.title}
          </div>
        ))}
      </div>
      <div role="rowgroup" className={styles['body']} style={{ height: items.length * rowHeightPx }}>
        {rows.map(({ index, key, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            <TableRow
              key={key}
              id={`${ids}-${keyOf(item)}`}
              item={item}
              index={index}
              top={start - HEAD_PX}
              height={rowHeightPx}
              isSelected={index === selectedIndex}
              columns={columns}
              className={rowClassName}
            />
          );
        })}
      </div>
      {hasFooter && (
        <div role="rowgroup">
          <div role="row" aria-rowindex={items.length + 2} className={styles['footer']}>
            <div role="gridcell" aria-colspan={columns.length}>
              {footer}
            </div>
          </div>
        </div>
      )}
    </div>
  );
}
