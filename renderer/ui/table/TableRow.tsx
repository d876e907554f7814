import { memo, type ReactNode } from 'react';
import styles from './VirtualTable.module.css';

export interface TableColumn<Item> {
  id: string;
  title: string;
  cell(item: Item): ReactNode;
}

interface TableRowProps<Item> {
  id: string;
  item: Item;
  index: number;
  top: number;
  height: number;
  isSelected: boolean;
  columns: readonly TableColumn<Item>[];
  className: string;
  /** The keys are on it. */
  isCursor?: boolean;
  isDraggable?: boolean;
  /** For the style sheet, for example of a row that is being moved. */
  state?: string | undefined;
}

function TableRowView<Item>(props: TableRowProps<Item>) {
  const { id, item, index, top, height, isSelected, columns, className, isCursor, isDraggable, state } = props;
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      data-index={index}
      data-cursor={isCursor}
      data-state={state}
      draggable={isDraggable}
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

/** One row of a table of which only the rows in sight exist. */
export const TableRow = memo(TableRowView) as typeof TableRowView;
