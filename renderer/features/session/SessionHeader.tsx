import { useState } from 'react';
import type { Session } from '../../../main/contract/session.ts';
import { useAccount } from '../../state/areas.ts';
import { useSalvages } from '../../state/record-hooks.ts';
import { endSession } from '../../state/session-actions.ts';
import { addressOf, isOver, sessionPhase } from '../../state/session-states.ts';
import { useCommands } from '../../state/use-commands.ts';
import { goToBuild } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Dot } from '../../ui/Dot.tsx';
import { usePending } from '../../ui/use-pending.ts';
import { EndQuestion, endWords } from './EndQuestion.tsx';
import { HoldButton } from './HoldButton.tsx';
import { LeftNotice } from './LeftNotice.tsx';
import { SaveButton } from './SaveButton.tsx';
import { DeadlineView } from './TimeLeft.tsx';
import { sessionLook } from './session-look.ts';
import styles from './SessionHeader.module.css';

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
  const { buildId, state, leftSince } = session;
  const isSaving = useSalvages(session.id).some((salvage) => salvage.state === 'running');
  const isReady = state === 'ready';
  const ask = (): void => setAsking(true);
  useCommands(
    () => [
      ...(canEnd ? [{ id: 'session.end', title: `${end.label}…`, group: `Session ${session.title}`, run: ask }] : []),
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
        {state === 'closing' && isSaving ? (
          <span className={styles['phase']} role="status">
            Saving your work, then it ends
          </span>
        ) : address === undefined || over ? (
          <span className={styles['phase']}>{label}</span>
        ) : (
          <code className={styles['address']}>{address}</code>
        )}
        <div className={styles['tools']}>
          {!over && <DeadlineView deadline={session.deadline} />}
          {isReady && <HoldButton session={session} isShown={isShown} />}
          {isReady && <SaveButton session={session} isSaving={isSaving} isShown={isShown} />}
          {canEnd && (
            <Button variant="danger" isPending={isEnding} isDisabled={isAsking} onPress={ask}>
              {end.label}
            </Button>
          )}
        </div>
      </header>
      {leftSince !== undefined && isReady && !isAsking && (
        <LeftNotice session={session} leftSince={leftSince} endLabel={end.label} onEnd={canEnd ? ask : undefined} />
      )}
      {isAsking && canEnd && (
        <div className={styles['ask']}>
          <EndQuestion
            session={session}
            words={end}
            onEnd={(withoutSalvage) => {
              setAsking(false);
              run(() => endSession(session.id, withoutSalvage));
            }}
            onCancel={() => setAsking(false)}
          />
        </div>
      )}
    </>
  );
}
