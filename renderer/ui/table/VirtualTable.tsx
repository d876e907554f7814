import { useVirtualizer } from '@tanstack/react-virtual';
import {
  memo,
  useEffect,
  useEffectEvent,
  useId,
  useRef,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import { moveIn } from './move-in.ts';
import styles from './VirtualTable.module.css';

/** Height of the row of titles, in CSS pixels; also in VirtualTable.module.css. */
const HEAD_PX = 33;
/** Rows rendered beyond what is seen, so that scrolling does not show gaps. */
const OVERSCAN = 8;

export interface TableColumn<Item> {
  id: string;
  title: string;
  cell(item: Item): ReactNode;
}

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

interface RowProps<Item> {
  id: string;
  item: Item;
  index: number;
  top: number;
  height: number;
  isSelected: boolean;
  columns: readonly TableColumn<Item>[];
  className: string;
}

function RowView<Item>({ id, item, index, top, height, isSelected, columns, className }: RowProps<Item>) {
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      data-index={index}
      className={`${styles['row']} ${className}`}
      style={{ transform: `translateY(${top}px)`, height }}
    >
      {columns.map((column) => (
        <div key={column.id} role="gridcell" data-column={column.id} className={styles['cell']}>
          {column.cell(item)}
        </div>
      ))}
    </div>
  );
}

const Row = memo(RowView) as typeof RowView;

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
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: OVERSCAN,
    scrollMargin: HEAD_PX,
    scrollPaddingStart: HEAD_PX,
    getItemKey: (index) => {
      const item = items[index];
      return item === undefined ? index : keyOf(item);
    },
  });
  const selectedIndex = selectedKey === undefined ? -1 : items.findIndex((item) => keyOf(item) === selectedKey);
  const rows = virtualizer.getVirtualItems();
  const hasFooter = footer !== undefined && footer !== false && footer !== null;
  const isSelectedRendered = rows.some(({ index }) => index === selectedIndex);

  // Only a new selection scrolls; rows that come in above must not move what is being read.
  const reveal = useEffectEvent((_selected: string | undefined) => {
    if (selectedIndex >= 0) virtualizer.scrollToIndex(selectedIndex, { align: 'auto' });
  });
  useEffect(() => reveal(selectedKey), [selectedKey]);

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

  function indexOf(target: EventTarget): number | undefined {
    const row = target instanceof Element ? target.closest('[data-index]') : null;
    return row === null ? undefined : Number(row.getAttribute('data-index'));
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
        const index = indexOf(event.target);
        if (index !== undefined) selectAt(index);
      }}
      onDoubleClick={(event) => {
        const item = items[indexOf(event.target) ?? -1];
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
      <div role="rowgroup" className={styles['body']} style={{ height: virtualizer.getTotalSize() }}>
        {rows.map(({ index, key, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            <Row
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
