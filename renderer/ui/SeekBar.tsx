import { useEffect, useRef, useState, type CSSProperties } from 'react';
import styles from './SeekBar.module.css';

/** While it is being moved, the place is told after this long without a move, in milliseconds. */
const SETTLE_MS = 120;
/** More marks than this cannot be told apart. */
const MAX_MARKS = 240;

interface SeekBarProps {
  label: string;
  /** From 0 to `max`. */
  value: number;
  max: number;
  /** One press of an arrow key. */
  step: number;
  /** The place in words, read out. */
  textOf(value: number): string;
  /** Places worth noticing. */
  marks?: readonly number[];
  onSeek(value: number): void;
}

interface BarStyle extends CSSProperties {
  '--share': string;
}

function shareOf(value: number, max: number): number {
  return max === 0 ? 0 : Math.min(100, (value / max) * 100);
}

/** Where one is in something that takes time, and the way to another moment of it. */
export function SeekBar({ label, value, max, step, textOf, marks = [], onSeek }: SeekBarProps) {
  const [wanted, setWanted] = useState<number>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const shown = wanted ?? Math.min(value, max);
  const every = Math.ceil(marks.length / MAX_MARKS);

  function seek(next: number): void {
    setWanted(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setWanted(undefined);
      onSeek(next);
    }, SETTLE_MS);
  }

  const style: BarStyle = { '--share': `${shareOf(shown, max)}%` };
  return (
    <div className={styles['bar']}>
      <div className={styles['marks']} aria-hidden>
        {marks
          .filter((_, index) => index % every === 0)
          .map((mark) => (
            <span key={mark} className={styles['mark']} style={{ left: `${shareOf(mark, max)}%` }} />
          ))}
      </div>
      <input
        type="range"
        className={styles['input']}
        aria-label={label}
        aria-valuetext={textOf(shown)}
        min={0}
        max={max}
        step={step}
        value={shown}
        style={style}
        onChange={({ currentTarget }) => seek(Number(currentTarget.value))}
      />
    </div>
  );
}
