import { Meter } from 'react-aria-components';
import styles from './Bar.module.css';

/** How much is left of a whole, from 0 to 1. */
export function Bar({ label, share, tone }: { label: string; share: number; tone: 'calm' | 'warn' | 'bad' }) {
  return (
    <Meter aria-label={label} value={share} minValue={0} maxValue={1} className={styles['bar'] ?? ''} data-tone={tone}>
      {({ percentage }) => <span className={styles['fill']} style={{ width: `${percentage}%` }} />}
    </Meter>
  );
}
