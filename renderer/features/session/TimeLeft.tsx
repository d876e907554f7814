import type { Deadline } from '../../../main/contract/session.ts';
import { Bar } from '../../ui/Bar.tsx';
import { Hint } from '../../ui/Hint.tsx';
import { timeLeft } from '../../ui/time/time-text.ts';
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

function DeadlineBar({ at, from }: { at: number; from: number }) {
  const { share, level } = useTimed((now) => {
    const left = timeLeft(at, now);
    return { ...left, share: Math.min(1, Math.max(0, (at - now) / Math.max(1, at - from))) };
  });
  return <Bar label="Time left" share={share} tone={level} />;
}

/** Bar and time in the header; why the machine goes away stands in the hint. */
export function DeadlineView({ deadline }: { deadline: Deadline }) {
  const { at, from, reason } = deadline;
  if (at === undefined) {
    const text = `Goes away ${reason}`;
    return (
      <span className={styles['reason']} title={text}>
        {text}
      </span>
    );
  }
  return (
    <Hint text={`The machine goes away ${reason}.`}>
      <Button className={styles['deadline'] ?? ''} aria-description={`The machine goes away ${reason}.`}>
        {from !== undefined && <DeadlineBar at={at} from={from} />}
        <TimeLeft deadline={deadline} />
      </Button>
    </Hint>
  );
}
