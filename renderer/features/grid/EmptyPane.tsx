import type { SessionMachine } from '../../../main/contract/session.ts';
import { Button } from '../../ui/Button.tsx';
import { Dot, type Tone } from '../../ui/Dot.tsx';
import styles from './Grid.module.css';

const tones: Record<SessionMachine['link'], Tone> = {
  idle: 'off',
  connecting: 'run',
  connected: 'ok',
  lost: 'bad',
  failed: 'bad',
};

const texts: Record<SessionMachine['link'], string> = {
  idle: 'This machine is not connected yet.',
  connecting: 'Connecting…',
  connected: 'No terminal is open on this machine.',
  lost: 'The connection is lost.',
  failed: 'The connection could not be made.',
};

interface EmptyPaneProps {
  machine: SessionMachine;
  onOpen(): void;
  onReconnect(): void;
}

/** A machine in the grid that has no terminal. */
export function EmptyPane({ machine: { name, link, problem }, onOpen, onReconnect }: EmptyPaneProps) {
  return (
    <>
      <header className={styles['header']}>
        <Dot tone={tones[link]} label={link} isBusy={link === 'connecting'} />
        <b className={styles['name']}>{name}</b>
      </header>
      <div className={styles['empty']}>
        <p>{problem?.message ?? texts[link]}</p>
        {link === 'connected' && (
          <Button size="small" onPress={onOpen}>
            New terminal
          </Button>
        )}
        {(link === 'lost' || link === 'failed') && (
          <Button size="small" onPress={onReconnect}>
            Reconnect
          </Button>
        )}
      </div>
    </>
  );
}
