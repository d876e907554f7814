import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, type RefObject } from 'react';

/** Height of the row of titles, in CSS pixels; also in VirtualTable.module.css. */
export const HEAD_PX = 33;
/** Rows rendered beyond what is seen, so that scrolling does not show gaps. */
const OVERSCAN = 8;

interface Options<Item> {
  scroller: RefObject<HTMLDivElement | null>;
  items: readonly Item[];
  keyOf(item: Item): string;
  rowHeightPx: number;
  /** What stands above the first row. */
  headPx: number;
  /** The row the keys are on. */
  cursor: string | undefined;
}

interface Rows {
  rows: readonly VirtualItem[];
  cursorIndex: number;
  isCursorRendered: boolean;
}

/** The rows of a table that are in sight. Only a cursor that moved scrolls: rows that come in must not move what is read. */
export function useRows<Item>({ scroller, items, keyOf, rowHeightPx, headPx, cursor }: Options<Item>): Rows {
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: OVERSCAN,
    scrollMargin: headPx,
    scrollPaddingStart: HEAD_PX,
    getItemKey: (index) => {
      const item = items[index];
      return item === undefined ? index : keyOf(item);
    },
  });
  const cursorIndex = cursor === undefined ? -1 : items.findIndex((item) => keyOf(item) === cursor);
  const rows = virtualizer.getVirtualItems();
  const reveal = useEffectEvent((_cursor: string | undefined) => {
    if (cursorIndex >= 0) virtualizer.scrollToIndex(cursorIndex, { align: 'auto' });
  });
  useEffect(() => reveal(cursor), [cursor]);
  return { rows, cursorIndex, isCursorRendered: rows.some(({ index }) => index === cursorIndex) };
}
