import { Check } from 'lucide-react';
import type { Session } from '../../../main/contract/session.ts';
import { useDetail } from '../../state/areas.ts';
import type { SessionPhase } from '../../state/session-states.ts';
import { stepEntry, stepsByMachine } from '../../state/steps.ts';
import { Notice } from '../../ui/Notice.tsx';
import { StatusList } from '../../ui/StatusList.tsx';
import { Elapsed } from '../../ui/time/Times.tsx';
import { Guide } from './Guide.tsx';
import { SessionProblem } from './SessionProblem.tsx';
import styles from './SessionProgress.module.css';

const stations = [
  { phase: 'requested', title: 'Request', text: 'Asking for a rebuild with remote access.' },
  { phase: 'queued', title: 'Queue', text: 'Waiting for a machine to be free.' },
  { phase: 'preparing', title: 'Machine', text: 'The machine is being prepared.' },
  { phase: 'connecting', title: 'Connection', text: 'Signing in over SSH.' },
] as const satisfies { phase: SessionPhase; title: string; text: string }[];

function Steps({ rebuildId }: { rebuildId: string }) {
  const detail = useDetail(rebuildId);
  if (detail === undefined) return null;
  const machines = stepsByMachine(detail.steps);
  return (
    <>
      {detail.message !== undefined && <Notice tone="warn" message={detail.message} />}
      {machines.map(({ machine, steps }) => (
        <StatusList
          key={machine}
          label={machines.length > 1 ? `Rebuild on machine ${machine + 1}` : 'Rebuild'}
          entries={steps.map(stepEntry)}
        />
      ))}
    </>
  );
}

interface SessionProgressProps {
  session: Session;
  phase: SessionPhase;
  isShown: boolean;
}

/** The way to the machine, as it happens. */
export function SessionProgress({ session, phase, isShown }: SessionProgressProps) {
  const current = stations.findIndex((station) => station.phase === phase);
  const { guide, problem } = session;
  return (
    <div className={styles['progress']} data-guided={guide !== undefined}>
      {problem !== undefined && (
        <div className={styles['problem']}>
          <SessionProblem problem={problem} />
        </div>
      )}
      {guide !== undefined && <Guide session={session} guide={guide} isShown={isShown} />}
      <ol className={styles['stations']} aria-label="On the way to the machine">
        {stations.map(({ phase: own, title, text }, index) => {
          const state = index < current ? 'done' : index === current ? 'now' : 'later';
          return (
            <li
              key={own}
              className={styles['station']}
              data-state={state}
              aria-current={state === 'now' ? 'step' : undefined}
            >
              <span className={styles['mark']}>
                {state === 'done' && <Check size={12} strokeWidth={3} aria-hidden />}
              </span>
              <div className={styles['body']}>
                <h2 className={styles['title']}>
                  {title}
                  {state === 'now' && (
                    <span className={styles['time']}>
                      <Elapsed from={session.stateSince} to={undefined} />
                    </span>
                  )}
                </h2>
                {state === 'now' && (
                  <p className={styles['text']}>
                    {own === 'requested' && guide !== undefined ? 'The build is started on the service’s page.' : text}
                  </p>
                )}
              </div>
            </li>
          );
        })}
      </ol>
      {session.rebuildId !== undefined && (
        <div className={styles['steps']}>
          <Steps rebuildId={session.rebuildId} />
        </div>
      )}
    </div>
  );
}
