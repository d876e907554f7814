import { ProgressBar as AriaProgressBar } from 'react-aria-components';
import styles from './Bar.module.css';

interface ProgressBarProps {
  /** What goes on; read out. */
  label: string;
  /** From 0 to 1. */
  share: number;
  /** How far it is, in words; the share in percent when left out. */
  valueText?: string;
  /** `rest`: it does not move now. */
  tone?: 'calm' | 'warn' | 'bad' | 'rest' | 'ok';
  /** As wide as what it stands in. */
  isWide?: boolean;
}

/** How much is done of a whole. Rounded to what can be seen, so that little is drawn. */
export function ProgressBar({ label, share, valueText, tone = 'calm', isWide = false }: ProgressBarProps) {
  return (
    <AriaProgressBar
      aria-label={label}
      value={Math.round(share * 1_000)}
      minValue={0}
      maxValue={1_000}
      {...(valueText === undefined ? {} : { valueLabel: valueText })}
      className={styles['bar'] ?? ''}
      data-tone={tone}
      data-wide={isWide}
    >
      {({ percentage = 0 }) => <span className={styles['fill']} style={{ width: `${percentage}%` }} />}
    </AriaProgressBar>
  );
}
