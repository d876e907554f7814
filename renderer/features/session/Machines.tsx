import { Button } from 'react-aria-components';
import type { Session, SessionMachine } from '../../../main/contract/session.ts';
import { chooseMachine } from '../../state/view.ts';
import { AsideSection } from '../../ui/AsideSection.tsx';
import { Dot, type Tone } from '../../ui/Dot.tsx';
import styles from './WorkspaceAside.module.css';

const tones: Record<SessionMachine['link'], Tone> = {
  idle: 'off',
  connecting: 'run',
  connected: 'ok',
  lost: 'bad',
  failed: 'bad',
};

/** The machines of a parallel build: which one is looked at, and how each stands. */
export function Machines({ session, machine }: { session: Session; machine: number }) {
  if (session.machines.length < 2) return null;
  return (
    <AsideSection title="Machines" label="Machines">
      <ul className={styles['machines']}>
        {session.machines.map(({ index, name, link }) => (
          <li key={index}>
            <Button
              className={styles['machine'] ?? ''}
              {...(index === machine ? { 'aria-current': 'true' as const } : {})}
              onPress={() => chooseMachine(session.id, index)}
            >
              <Dot tone={tones[link]} label={link} isBusy={link === 'connecting'} />
              <span className={styles['name']}>{name}</span>
              {session.failedStep?.machine === index && <small>failed here</small>}
            </Button>
          </li>
        ))}
      </ul>
    </AsideSection>
  );
}
