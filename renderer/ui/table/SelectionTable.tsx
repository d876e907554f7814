import { ArrowDown, ArrowUp } from 'lucide-react';
import {
  useCallback,
  useEffectEvent,
  useId,
  useLayoutEffect,
  useRef,
  type DragEvent,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
} from 'react';
import { moveIn } from './move-in.ts';
import { rowAt } from './row-at.ts';
import { emptySelection, onlyOne, select, type Selection, type SelectMode } from './selection.ts';
import { TableRow, type TableColumn } from './TableRow.tsx';
import { HEAD_PX, useRows } from './use-rows.ts';
import styles from './VirtualTable.module.css';

interface SelectionTableProps<Item> {
  /** What the rows are; read out. */
  label: string;
  columns: readonly TableColumn<Item>[];
  items: readonly Item[];
  /** Unique among the items. */
  keyOf(item: Item): string;
  rowHeightPx: number;
  /** Sets the grid's columns (`grid-template-columns` on its rows). */
  rowClassName: string;
  selection: Selection;
  onSelect(selection: Selection): void;
  /** Enter, or a double click. */
  onOpen(key: string): void;
  sort: { columnId: string; isDescending: boolean };
  onSort(columnId: string): void;
  /** Keys before the table's own; what is prevented is not for the table. */
  onKeyDown(event: KeyboardEvent): void;
  /** The menu of a row, or of the empty space, was asked for at this point of the window. */
  onMenu(point: { x: number; y: number }): void;
  /** Marks a row for the style sheet, for example as one that is being moved. */
  stateOf?: (item: Item) => string | undefined;
  /** Rows can be dragged; the handlers get their events. */
  drag?: Partial<
    Record<'onDragStart' | 'onDragOver' | 'onDragLeave' | 'onDrop' | 'onDragEnd', (event: DragEvent) => void>
  >;
  /** Gets the element that takes the keys; must stay the same function. */
  tableRef?: (element: HTMLDivElement | null) => void;
  /** Stands before the first row, as high as a row. */
  firstRow?: ReactNode;
  /** More rows are on their way. */
  isBusy: boolean;
  /** Names what is listed; another one starts at its top. */
  listKey: string;
}

function modeOf({ shiftKey, ctrlKey, metaKey }: KeyboardEvent | MouseEvent): SelectMode {
  if (shiftKey) return 'range';
  return ctrlKey || metaKey ? 'toggle' : 'only';
}

/**
 * A table of any length in which several rows can be chosen, with titles that sort:
 * https://www.w3.org/WAI/ARIA/apg/patterns/grid/. As in VirtualTable only rows in sight exist, and the focus stays on
 * the table, which names the row the keys are on.
 */
export function SelectionTable<Item>(props: SelectionTableProps<Item>) {
  const { label, columns, items, keyOf, rowHeightPx, rowClassName, selection, onSelect, onOpen, sort, onSort } = props;
  const { onKeyDown, onMenu, stateOf, drag, tableRef, firstRow, isBusy, listKey } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const takeElement = useCallback(
    (element: HTMLDivElement | null) => {
      scroller.current = element;
      tableRef?.(element);
    },
    [tableRef],
  );
  const pressedKey = useRef<string>(undefined);
  const ids = useId();
  const hasFirstRow = firstRow !== undefined && firstRow !== null && firstRow !== false;
  const headPx = HEAD_PX + (hasFirstRow ? rowHeightPx : 0);
  const { cursor } = selection;
  const { rows, cursorIndex, isCursorRendered } = useRows({ scroller, items, keyOf, rowHeightPx, headPx, cursor });

  // Rows that come in above what is read would push it down; the place in the table follows it.
  const topKey = useRef<string>(undefined);
  const keepPlace = useEffectEvent((_items: readonly Item[]) => {
    const element = scroller.current;
    const key = topKey.current;
    if (element === null || key === undefined || element.scrollTop < rowHeightPx) return;
    const index = items.findIndex((item) => keyOf(item) === key);
    if (index >= 0) element.scrollTop = index * rowHeightPx + (element.scrollTop % rowHeightPx);
  });
  useLayoutEffect(() => keepPlace(items), [items]);
  useLayoutEffect(() => {
    topKey.current = undefined;
    if (listKey !== undefined && scroller.current !== null) scroller.current.scrollTop = 0;
  }, [listKey]);

  function selectAt(index: number, mode: SelectMode): void {
    const item = items[index];
    if (item !== undefined) onSelect(select(selection, keyOf(item), mode, () => items.map(keyOf)));
  }

  function onTableKeyDown(event: KeyboardEvent): void {
    // Keys in a field or on a title are for that.
    if (event.target !== event.currentTarget) return;
    onKeyDown(event);
    if (event.defaultPrevented || event.altKey) return;
    const isCommand = event.ctrlKey || event.metaKey;
    const pageRows = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - HEAD_PX) / rowHeightPx) - 1);
    const next = moveIn(items.length, cursorIndex, event.key, pageRows);
    if (next !== undefined) {
      event.preventDefault();
      selectAt(next, event.shiftKey ? 'range' : isCommand ? 'move' : 'only');
    } else if (isCommand && event.key === ' ' && cursorIndex >= 0) {
      event.preventDefault();
      selectAt(cursorIndex, 'toggle');
    } else if (isCommand && event.key.toLowerCase() === 'a' && !event.shiftKey) {
      event.preventDefault();
      onSelect({ ...selection, keys: new Set(items.map(keyOf)) });
    } else if (event.key === 'Enter' && !isCommand && !event.shiftKey && cursor !== undefined && cursorIndex >= 0) {
      event.preventDefault();
      onOpen(cursor);
    }
  }

  function onMouseDown(event: MouseEvent): void {
    pressedKey.current = undefined;
    const index = rowAt(event.target);
    const item = items[index ?? -1];
    if (index === undefined || item === undefined) {
      if (event.target instanceof Element && event.target.closest('[role="row"], button, input') === null) {
        onSelect(emptySelection);
      }
      return;
    }
    if (event.target instanceof Element && event.target.closest('button, input') !== null) return;
    const key = keyOf(item);
    const mode = modeOf(event);
    // What is chosen already may be the beginning of a drag of all of it; only a click without one chooses it alone.
    if (mode === 'only' && selection.keys.has(key)) pressedKey.current = key;
    else if (event.button === 0 || !selection.keys.has(key)) selectAt(index, mode);
  }

  return (
    <div
      ref={takeElement}
      role="grid"
      aria-label={label}
      aria-multiselectable
      aria-busy={isBusy}
      aria-rowcount={items.length + 1}
      aria-colcount={columns.length}
      {...(isCursorRendered ? { 'aria-activedescendant': `${ids}-${cursorIndex}` } : {})}
      tabIndex={0}
      className={styles['table']}
      onKeyDown={onTableKeyDown}
      onScroll={({ currentTarget }) => {
        const top = items[Math.floor(currentTarget.scrollTop / rowHeightPx)];
        topKey.current = top === undefined ? undefined : keyOf(top);
      }}
      onMouseDown={onMouseDown}
      onClick={(event) => {
        if (pressedKey.current !== undefined && event.button === 0) onSelect(onlyOne(pressedKey.current));
        pressedKey.current = undefined;
      }}
      onDoubleClick={(event) => {
        const item = items[rowAt(event.target) ?? -1];
        const isOnControl = event.target instanceof Element && event.target.closest('button, input') !== null;
        if (item !== undefined && !isOnControl) onOpen(keyOf(item));
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu(menuPoint(event));
      }}
      {...drag}
    >
      <div role="row" aria-rowindex={1} className={`${styles['head']} ${rowClassName}`}>
        {columns.map(({ id, title }) => {
          const isSorted = sort.columnId === id;
          const order = sort.isDescending ? 'descending' : 'ascending';
          return (
            <div
              key={id}
              role="columnheader"
              data-column={id}
              aria-sort={isSorted ? order : 'none'}
              className={styles['cell']}
            >
              <button type="button" tabIndex={-1} className={styles['title']} onClick={() => onSort(id)}>
                {title}
                {isSorted &&
                  (sort.isDescending ? <ArrowDown size={12} aria-hidden /> : <ArrowUp size={12} aria-hidden />)}
              </button>
            </div>
          );
        })}
      </div>
      {hasFirstRow && (
        <div role="rowgroup" className={styles['first']} style={{ height: rowHeightPx }}>
          <div role="row" className={styles['only']}>
            <div role="gridcell" aria-colspan={columns.length} className={styles['cell']}>
              {firstRow}
            </div>
          </div>
        </div>
      )}
      <div role="rowgroup" className={styles['body']} style={{ height: items.length * rowHeightPx }}>
        {rows.map(({ index, key, start }) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
            <TableRow
              key={key}
              id={`${ids}-${index}`}
              item={item}
              index={index}
              top={start - headPx}
              height={rowHeightPx}
              isSelected={selection.keys.has(keyOf(item))}
              isCursor={index === cursorIndex}
              isDraggable={drag !== undefined}
              state={stateOf?.(item)}
              columns={columns}
              className={rowClassName}
            />
          );
        })}
      </div>
    </div>
  );

  /** With the keyboard, the menu opens at the row the keys are on. */
  function menuPoint(event: MouseEvent): { x: number; y: number } {
    const isPointer = event.button === 2 || event.ctrlKey;
    if (isPointer) return { x: event.clientX, y: event.clientY };
    const row = scroller.current?.querySelector('[data-cursor="true"]') ?? scroller.current;
    const area = row?.getBoundingClientRect();
    return { x: (area?.left ?? 0) + 40, y: Math.min((area?.top ?? 0) + rowHeightPx, area?.bottom ?? 0) };
  }
}
