import type { Deadline } from '../../../main/contract/session.ts';
import { Bar } from '../../ui/Bar.tsx';
import { Hint } from '../../ui/Hint.tsx';
import { timeLeft, WARN_MS } from '../../ui/time/time-text.ts';
import { useTimed } from '../../ui/time/use-timed.ts';
import { Button } from 'react-aria-components';
import styles from './TimeLeft.module.css';

const certainties = { known: '', estimated: 'About ', unknown: '' } as const;

/** Time until the machine goes away, counted here from the moment main named. Empty while nobody knows. */
export function TimeLeft({ deadline, isShort = false }: { deadline: Deadline; isShort?: boolean }) {
  if (deadline.at === undefined) return null;
  return <Counting at={deadline.at} certainty={deadline.certainty} isShort={isShort} />;
}

function Counting({ at, certainty, isShort }: { at: number; certainty: Deadline['certainty']; isShort: boolean }) {
  const { text, level } = useTimed((now) => timeLeft(at, now));
  return (
    <span className={styles['left']} data-level={level}>
      {isShort ? text : `${certainties[certainty]}${text} left`}
    </span>
  );
}

/** Nothing before the last minutes, of which a warning is made; then the time as {@link TimeLeft} shows it in short. */
export function LastMinutes({ at }: { at: number }) {
  const { text, level } = useTimed((now) => {
    const left = timeLeft(at, now);
    return left.level === 'calm' ? { ...left, text: '', nextChangeAt: at - WARN_MS } : left;
  });
  if (text === '') return null;
  return (
    <span className={styles['left']} data-level={level}>
      {text}
    </span>
  );
}

function DeadlineBar({ at, from }: { at: number; from: number }) {
  const { share, level } = useTimed((now) => {
    const left = timeLeft(at, now);
    return { ...left, share: Math.min(1, Math.max(0, (at - now) / Math.max(1, at - from))) };
  });
  return <Bar label="Time left" share={share} tone={level} />;
}

/** Why the machine goes away, how sure that is, and what would move it. */
function explained({ reason, certainty, moves = [] }: Deadline): string {
  const doubt = certainty === 'estimated' ? ['This is an estimate; the service does not say it.'] : [];
  return [`The machine goes away ${reason}.`, ...doubt, ...moves].join(' ');
}

/** Bar and time in the header; why the machine goes away stands in the hint. */
export function DeadlineView({ deadline }: { deadline: Deadline }) {
  const { at, from, reason, moves = [] } = deadline;
  if (at === undefined) {
    const text = [`Goes away ${reason}`, ...moves].join('. ');
    return (
      <span className={styles['reason']} title={text}>
        Goes away {reason}
      </span>
    );
  }
  const text = explained(deadline);
  return (
    <Hint text={text}>
      <Button className={styles['deadline'] ?? ''}>
        {from !== undefined && <DeadlineBar at={at} from={from} />}
        <TimeLeft deadline={deadline} />
      </Button>
    </Hint>
  );
}
