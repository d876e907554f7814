import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useCallback,
  useEffect,
  useEffectEvent,
  useId,
  useRef,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
} from 'react';
import { moveIn } from './move-in.ts';
import { emptySelection, onlyOne, select, type SelectMode, type Selection } from './selection.ts';
import styles from './VirtualList.module.css';

/** Rows rendered beyond what is seen, so that scrolling does not show gaps. */
const OVERSCAN = 6;

interface VirtualListProps {
  /** What the rows are; read out. */
  label: string;
  keys: readonly string[];
  selection: Selection;
  onSelection(selection: Selection): void;
  /** The content of a row. It should be memoised: the list renders it on each scroll. */
  row(key: string): ReactNode;
  /** Height of a row nobody has seen yet, in CSS pixels; each is measured when it is. */
  estimatedPx: number;
  /** A key that does not move; true when it was used. */
  onKey?(event: KeyboardEvent): boolean;
  /** Scrolled to, and made the active row, whenever it changes. */
  revealedKey?: string | undefined;
  onRevealed?(): void;
}

/** Presses on these are theirs alone. */
function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest('button, input, a, [role="menu"], [role="textbox"]') !== null;
}

/**
 * Rows of any height and number with one column: https://www.w3.org/WAI/ARIA/apg/patterns/grid/. Only rows in sight
 * exist; the focus stays on the list, which names the active row. Several can be selected.
 */
export function VirtualList(props: VirtualListProps) {
  const { label, keys, selection, onSelection, row, estimatedPx, onKey, revealedKey, onRevealed } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const ids = useId();
  const virtualizer = useVirtualizer({
    count: keys.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => estimatedPx,
    overscan: OVERSCAN,
    getItemKey: useCallback((index: number) => keys[index] ?? index, [keys]),
  });
  const { cursor } = selection;
  const activeIndex = cursor === undefined ? -1 : keys.indexOf(cursor);
  const rows = virtualizer.getVirtualItems();

  const reveal = useEffectEvent((key: string) => {
    const index = keys.indexOf(key);
    if (index < 0) return;
    onSelection(onlyOne(key));
    virtualizer.scrollToIndex(index, { align: 'auto' });
    onRevealed?.();
  });
  const isRevealable = revealedKey !== undefined && keys.includes(revealedKey);
  useEffect(() => {
    if (isRevealable) reveal(revealedKey);
  }, [isRevealable, revealedKey]);

  function choose(key: string, mode: SelectMode): void {
    onSelection(select(selection, key, mode, () => keys));
  }

  function onKeyDown(event: KeyboardEvent): void {
    // Keys on a button inside a row are for that button.
    if (event.target !== event.currentTarget || event.altKey) return;
    const isMod = event.ctrlKey || event.metaKey;
    if (isMod && event.key.toLowerCase() === 'a') onSelection({ ...selection, keys: new Set(keys) });
    else if (isMod) return;
    else {
      const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / estimatedPx) - 1);
      const next = moveIn(keys.length, activeIndex, event.key, pageRows);
      const key = next === undefined ? undefined : keys[next];
      if (next !== undefined && key !== undefined) {
        choose(key, event.shiftKey ? 'range' : 'only');
        virtualizer.scrollToIndex(next, { align: 'auto' });
      } else if (event.key === 'Escape' && selection.keys.size > 0) onSelection({ ...emptySelection, cursor });
      else if (onKey?.(event) !== true) return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  function onClick(event: MouseEvent): void {
    if (isControl(event.target)) return;
    const index =
      event.target instanceof Element ? event.target.closest('[data-index]')?.getAttribute('data-index') : null;
    const key = keys[Number(index ?? -1)];
    if (key !== undefined) choose(key, event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'only');
  }

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-multiselectable
      aria-rowcount={keys.length}
      aria-colcount={1}
      {...(rows.some(({ index }) => index === activeIndex) ? { 'aria-activedescendant': `${ids}-${activeIndex}` } : {})}
      tabIndex={0}
      className={styles['list']}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <div role="rowgroup" className={styles['body']} style={{ height: virtualizer.getTotalSize() }}>
        {rows.map(({ index, key, start }) => (
          <div
            key={key}
            ref={virtualizer.measureElement}
            id={`${ids}-${index}`}
            role="row"
            aria-rowindex={index + 1}
            aria-selected={selection.keys.has(String(key))}
            data-index={index}
            data-active={index === activeIndex}
            className={styles['row']}
            style={{ transform: `translateY(${start}px)` }}
          >
            <div role="gridcell">{row(String(key))}</div>
          </div>
        ))}
      </div>
    </div>
  );
}
