import type { Session, SessionMachine } from '../../../main/contract/session.ts';
import { reconnect } from '../../state/session-actions.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { usePending } from '../../ui/use-pending.ts';
import styles from './Workspace.module.css';

function LinkNotice({ session, machine }: { session: Session; machine: SessionMachine }) {
  const [isPending, run] = usePending();
  const name = session.machines.length > 1 ? machine.name : 'the machine';
  const usual = machine.link === 'lost' ? `The connection to ${name} was lost.` : `There is no connection to ${name}.`;
  return (
    <Notice
      tone="bad"
      role="alert"
      message={machine.problem?.message ?? usual}
      hint={machine.problem?.hint}
      detail={machine.problem?.detail}
    >
      <Button size="small" isPending={isPending} onPress={() => run(() => reconnect(session.id, machine.index))}>
        Reconnect
      </Button>
    </Notice>
  );
}

/** Says which machines are out of reach, why, and offers the way back. */
export function LinkNotices({ session }: { session: Session }) {
  const broken = session.machines.filter(({ link }) => link === 'lost' || link === 'failed');
  if (broken.length === 0) return null;
  return (
    <div className={styles['notices']}>
      {broken.map((machine) => (
        <LinkNotice key={machine.index} session={session} machine={machine} />
      ))}
    </div>
  );
}
