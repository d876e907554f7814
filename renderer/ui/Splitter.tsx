import { useRef, type PointerEvent } from 'react';
import styles from './Splitter.module.css';

/** One press of an arrow key, and one with Shift, in CSS pixels. */
const STEP_PX = 16;
const LARGE_STEP_PX = 80;

interface SplitterProps {
  /** What it changes the height of; read out. */
  label: string;
  /** Height of what lies below it, in CSS pixels. */
  heightPx: number;
  minPx: number;
  maxPx: number;
  onChange(heightPx: number): void;
}

/** A line that can be moved, by pointer and by keys: https://www.w3.org/WAI/ARIA/apg/patterns/windowsplitter/ */
export function Splitter({ label, heightPx, minPx, maxPx, onChange }: SplitterProps) {
  const start = useRef<{ y: number; heightPx: number }>(undefined);
  const value = Math.round(Math.min(maxPx, Math.max(minPx, heightPx)));

  function change(next: number): void {
    onChange(Math.round(Math.min(maxPx, Math.max(minPx, next))));
  }

  function onPointerMove({ clientY }: PointerEvent): void {
    if (start.current !== undefined) change(start.current.heightPx + start.current.y - clientY);
  }

  return (
    <div
      role="separator"
      aria-orientation="horizontal"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={minPx}
      aria-valuemax={maxPx}
      tabIndex={0}
      className={styles['splitter']}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        event.currentTarget.focus();
        start.current = { y: event.clientY, heightPx: value };
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => (start.current = undefined)}
      onLostPointerCapture={() => (start.current = undefined)}
      onKeyDown={(event) => {
        const step = event.shiftKey ? LARGE_STEP_PX : STEP_PX;
        const next = { ArrowUp: value + step, ArrowDown: value - step, Home: minPx, End: maxPx }[event.key];
        if (next === undefined) return;
        event.preventDefault();
        change(next);
      }}
    />
  );
}
