import { useState } from 'react';
import type { Salvage } from '../../../main/contract/salvage.ts';
import type { Session } from '../../../main/contract/session.ts';
import { useSalvages } from '../../state/record-hooks.ts';
import { latestByMachine } from '../../state/record-states.ts';
import { showHistory } from '../../state/record-view.ts';
import { startSalvage } from '../../state/salvage-actions.ts';
import { isOver } from '../../state/session-states.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { usePending } from '../../ui/use-pending.ts';
import { contentText } from './salvage-text.ts';
import styles from './Salvage.module.css';

function beginning(session: Session, { machineName }: Salvage): string {
  return session.machines.length > 1 ? `Your work on ${machineName}` : 'Your work';
}

function Trouble({ session, salvage, onDismiss }: { session: Session; salvage: Salvage; onDismiss(): void }) {
  const [isPending, run] = usePending();
  const what = salvage.state === 'failed' ? 'could not be saved' : 'was saved only in part';
  const canRetry = session.machines.some(({ index, link }) => index === salvage.machine && link === 'connected');
  return (
    <Notice
      tone={salvage.state === 'failed' ? 'bad' : 'warn'}
      role="alert"
      message={`${beginning(session, salvage)} ${what}.`}
      hint={salvage.problem === undefined ? undefined : `${salvage.problem.message} ${salvage.problem.hint ?? ''}`}
      onDismiss={onDismiss}
    >
      <Button size="small" onPress={() => showHistory(session.id)}>
        What is missing
      </Button>
      {canRetry && (
        <Button size="small" isPending={isPending} onPress={() => run(() => startSalvage(session.id, salvage.machine))}>
          Try again
        </Button>
      )}
    </Notice>
  );
}

/** Says that the work is being saved by itself, and when that did not go well. */
export function SalvageNotices({ session }: { session: Session }) {
  const salvages = useSalvages(session.id);
  const [dismissed, setDismissed] = useState<readonly string[]>([]);
  if (isOver(session.state)) return null;
  const latest = latestByMachine(salvages);
  const running = latest.filter(({ state, trigger }) => state === 'running' && trigger !== 'asked');
  const troubled = latest.filter(
    ({ id, state }) => (state === 'failed' || state === 'partial') && !dismissed.includes(id),
  );
  if (running.length + troubled.length === 0) return null;
  return (
    <div className={styles['notices']}>
      {running.map((salvage) => (
        <Notice
          key={salvage.id}
          tone="run"
          role="status"
          message={`${beginning(session, salvage)} is being saved before the machine goes.`}
          hint={`${contentText(salvage)}. You can go on working.`}
        />
      ))}
      {troubled.map((salvage) => (
        <Trouble
          key={salvage.id}
          session={session}
          salvage={salvage}
          onDismiss={() => setDismissed([...dismissed, salvage.id])}
        />
      ))}
    </div>
  );
}
