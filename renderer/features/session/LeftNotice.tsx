import type { Session } from '../../../main/contract/session.ts';
import { staySession } from '../../state/session-actions.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { RelativeTime } from '../../ui/time/Times.tsx';
import { usePending } from '../../ui/use-pending.ts';
import styles from './SessionHeader.module.css';

interface LeftNoticeProps {
  session: Session;
  leftSince: number;
  endLabel: string;
  /** Asks whether to end it; missing where that cannot be done. */
  onEnd: (() => void) | undefined;
}

/** Nobody seems to use the machine, which goes on and may cost. */
export function LeftNotice({ session, leftSince, endLabel, onEnd }: LeftNoticeProps) {
  const [isPending, run] = usePending();
  return (
    <div className={styles['notice']}>
      <Notice
        tone="warn"
        role="status"
        message={
          <>
            You left this running: nobody has typed or moved a file for <RelativeTime at={leftSince} />.
          </>
        }
        hint="The machine goes on until its time is up, or until you end the session."
      >
        <Button size="small" isPending={isPending} onPress={() => run(() => staySession(session.id))}>
          I am still here
        </Button>
        {onEnd !== undefined && (
          <Button size="small" onPress={onEnd}>
            {endLabel}…
          </Button>
        )}
      </Notice>
    </div>
  );
}
