import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { ConsoleText, type Match } from './ConsoleText.tsx';
import type { ConsoleLine } from './lines.ts';
import styles from './ConsoleView.module.css';

/** Height of a line, in CSS pixels; fixed unless lines wrap, so that a million lines need no measuring. */
const LINE_PX = 18;
const OVERSCAN = 20;
/** Nearer to the end than this, the view is taken to be at the end. */
const NEAR_END_PX = 24;

interface ConsoleViewProps {
  label: string;
  lines: readonly ConsoleLine[];
  /** Changes with every change of `lines`, which is written to in place. */
  version: number;
  /** Stays at the end while lines are added. */
  isFollowing: boolean;
  /** The person scrolled to the end, or away from it. */
  onFollow(isFollowing: boolean): void;
  /** What stands before each line, for example its time. */
  prefix?: (line: ConsoleLine) => string;
  matchesOf?: (index: number) => readonly Match[];
  /** Line to bring into sight. */
  focusLine?: number | undefined;
  /** Long lines go on below, instead of out of sight. */
  wraps?: boolean;
}

/** Lines of output, as many as there are; only those in sight exist. */
export function ConsoleView(props: ConsoleViewProps) {
  const { label, lines, version, isFollowing, onFollow, prefix, matchesOf, focusLine, wraps = false } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_PX,
    overscan: OVERSCAN,
  });

  useEffect(() => {
    const element = scroller.current;
    if (isFollowing && element !== null) element.scrollTop = element.scrollHeight;
  }, [isFollowing, version]);

  useEffect(() => {
    if (focusLine !== undefined) virtualizer.scrollToIndex(focusLine, { align: 'center' });
  }, [focusLine, virtualizer]);

  return (
    <div
      ref={scroller}
      role="region"
      aria-label={label}
      // A region that scrolls has to be reachable by keyboard.
      tabIndex={0}
      className={styles['view']}
      onScroll={({ currentTarget: element }) => {
        const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX;
        if (isAtEnd !== isFollowing) onFollow(isAtEnd);
      }}
    >
      <div className={styles['body']} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const line = lines[index];
          if (line === undefined) return null;
          return (
            <div
              key={index}
              {...(wraps ? { ref: virtualizer.measureElement, 'data-index': index, 'data-wraps': true } : {})}
              className={styles['line']}
              data-remark={line.isRemark}
              style={{ transform: `translateY(${start}px)` }}
            >
              {prefix !== undefined && <span className={styles['prefix']}>{line.isRemark ? '' : prefix(line)}</span>}
              <ConsoleText line={line} {...(matchesOf === undefined ? {} : { matches: matchesOf(index) })} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
