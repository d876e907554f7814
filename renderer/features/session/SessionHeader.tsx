import { useState } from 'react';
import type { Account } from '../../../main/contract/account.ts';
import type { Session } from '../../../main/contract/session.ts';
import { useAccount } from '../../state/areas.ts';
import { endSession } from '../../state/session-actions.ts';
import { addressOf, isOver, isVisit, sessionPhase } from '../../state/session-states.ts';
import { useCommands } from '../../state/use-commands.ts';
import { goToBuild } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { Dot } from '../../ui/Dot.tsx';
import { usePending } from '../../ui/use-pending.ts';
import { DeadlineView } from './TimeLeft.tsx';
import { sessionLook } from './session-look.ts';
import styles from './SessionHeader.module.css';

interface EndWords {
  label: string;
  question: string;
}

/** What the end of this session means: the machine goes, or only the connection to it. */
function endWords(session: Session, account: Account | undefined): EndWords {
  if (account?.provider === 'pasted')
    return { label: 'Disconnect', question: 'Disconnect? The machine itself goes on.' };
  if (isVisit(session)) return { label: 'Disconnect', question: 'Disconnect? The build goes on.' };
  return {
    label: 'End session',
    question: 'End this session? The machine goes away, with everything on it that you have not copied.',
  };
}

/** Which session, where, how long still, and its end. */
export function SessionHeader({ session, machine, isShown }: { session: Session; machine: number; isShown: boolean }) {
  const [isAsking, setAsking] = useState(false);
  const [isEnding, run] = usePending();
  const { tone, label } = sessionLook(sessionPhase(session));
  const over = isOver(session.state);
  const account = useAccount(session.accountId);
  const capabilities = account?.capabilities;
  const canEnd = capabilities?.endSession === true && !over && session.state !== 'closing';
  const address = addressOf(session.machines.find(({ index }) => index === machine));

  const end = endWords(session, account);
  const { buildId } = session;
  useCommands(
    () => [
      ...(canEnd
        ? [{ id: 'session.end', title: `${end.label}…`, group: `Session ${session.title}`, run: () => setAsking(true) }]
        : []),
      ...(buildId === undefined
        ? []
        : [
            {
              id: 'session.build',
              title: 'Go to its build',
              group: `Session ${session.title}`,
              run: () => goToBuild(buildId),
            },
          ]),
    ],
    isShown,
  );

  return (
    <>
      <header className={styles['header']}>
        <Dot tone={tone} label={label} isBusy={tone === 'run'} />
        <h1 className={styles['title']}>{session.title}</h1>
        {address === undefined || over ? (
          <span className={styles['phase']}>{label}</span>
        ) : (
          <code className={styles['address']}>{address}</code>
        )}
        <div className={styles['tools']}>
          {!over && <DeadlineView deadline={session.deadline} />}
          {canEnd && (
            <Button variant="danger" isPending={isEnding} isDisabled={isAsking} onPress={() => setAsking(true)}>
              {end.label}
            </Button>
          )}
        </div>
      </header>
      {isAsking && canEnd && (
        <div className={styles['ask']}>
          <Confirm
            question={end.question}
            confirmLabel={end.label}
            onConfirm={() => {
              setAsking(false);
              run(() => endSession(session.id));
            }}
            onCancel={() => setAsking(false)}
          />
        </div>
      )}
    </>
  );
}
