import type { Session } from '../../../main/contract/session.ts';
import { useForwards, useListening } from '../../state/port-hooks.ts';
import { isOver } from '../../state/session-states.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { ToolPage } from '../../ui/ToolPage.tsx';
import { ForwardRow } from './ForwardRow.tsx';
import { ListeningTable } from './ListeningTable.tsx';
import { NewForward } from './NewForward.tsx';
import { portRows } from './port-rows.ts';
import styles from './Ports.module.css';

interface PortsViewProps {
  session: Session;
  machine: number;
  isVisible: boolean;
}

function Listening({ session, machine, isVisible }: PortsViewProps) {
  const shown = session.machines.find(({ index }) => index === machine);
  const isReady = shown?.link === 'connected';
  const listening = useListening(session.id, machine, isVisible && !isOver(session.state));
  const forwards = useForwards(session.id);
  if (shown === undefined) return null;
  if (listening === undefined) {
    return isReady ? (
      <Skeleton label="Looking at what listens" lines={3} />
    ) : (
      <p className={styles['remark']}>What listens is shown once the machine is connected.</p>
    );
  }
  const rows = portRows(listening.ports, shown, forwards);
  return (
    <>
      {listening.problem !== undefined && (
        <Notice
          tone="warn"
          message={listening.problem.message}
          hint={listening.problem.hint}
          detail={listening.problem.detail}
        />
      )}
      {rows.length > 0 && <ListeningTable rows={rows} sessionId={session.id} machine={machine} isReady={isReady} />}
      {rows.length === 0 && listening.problem === undefined && (
        <p className={styles['remark']}>Nothing listens. A server that you start shows up here within seconds.</p>
      )}
    </>
  );
}

function Forwards({ session, machine }: { session: Session; machine: number }) {
  const forwards = useForwards(session.id).filter((forward) => forward.machine === machine);
  const name = session.machines.find(({ index }) => index === machine)?.name ?? 'the machine';
  if (forwards.length === 0) {
    return <p className={styles['remark']}>None yet. A forward stays until you close it or the session ends.</p>;
  }
  return (
    <ul className={styles['forwards']}>
      {forwards.map((forward) => (
        <ForwardRow key={forward.id} sessionId={session.id} forward={forward} machineName={name} />
      ))}
    </ul>
  );
}

/** What listens on a machine, and what of it is reached from here, or the other way round. */
export function PortsView({ session, machine, isVisible }: PortsViewProps) {
  const shown = session.machines.find(({ index }) => index === machine);
  return (
    <ToolPage label="Ports and forwards" region="ports" isVisible={isVisible}>
      <div className={styles['parts']}>
        <div className={styles['part']}>
          <h2>Listens on {session.machines.length > 1 && shown !== undefined ? shown.name : 'the machine'}</h2>
          <Listening session={session} machine={machine} isVisible={isVisible} />
        </div>
        <div className={styles['part']}>
          <h2>Forwards</h2>
          <Forwards session={session} machine={machine} />
        </div>
        <div className={styles['part']}>
          <h2>New forward</h2>
          <NewForward
            key={machine}
            sessionId={session.id}
            machine={machine}
            isReady={shown?.link === 'connected' || shown?.link === 'lost'}
          />
        </div>
      </div>
    </ToolPage>
  );
}
