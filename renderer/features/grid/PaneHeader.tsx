import { Keyboard, KeyboardOff, Maximize2 } from 'lucide-react';
import type { LastCommand } from '../../state/command-states.ts';
import { Dot, type Tone } from '../../ui/Dot.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { exitText, exitWords, tookText } from './grid-text.ts';
import styles from './Grid.module.css';

/** What took less says nothing: echo and network are in it. */
const SHORTEST_MS = 100;

interface PaneHeaderProps {
  name: string;
  tone: Tone;
  /** What the dot says. */
  state: string;
  /** The build failed on this machine. */
  hasFailed: boolean;
  command: LastCommand | undefined;
  /** `undefined` while typing goes to one terminal only. */
  receives: boolean | undefined;
  isLeftOut: boolean;
  onLeaveOut(isOut: boolean): void;
  onEnlarge(): void;
}

function Status({ command }: { command: LastCommand }) {
  const { line, isRunning, exitCode, tookMs } = command;
  const tone = isRunning ? 'run' : exitCode === 0 ? 'ok' : exitCode === undefined ? 'off' : 'bad';
  return (
    <span className={styles['status']} data-tone={tone} title={line}>
      {line !== undefined && <code className={styles['line']}>{line}</code>}
      <span className={styles['exit']} aria-label={exitWords(command)}>
        {isRunning ? 'running' : exitText(exitCode)}
      </span>
      {tookMs !== undefined && tookMs >= SHORTEST_MS && <span className={styles['took']}>{tookText(tookMs)}</span>}
    </span>
  );
}

/** The line above a terminal in the grid: whose it is, how its last command ended, and whether it gets what is typed. */
export function PaneHeader(props: PaneHeaderProps) {
  const { name, tone, state, hasFailed, command, receives, isLeftOut, onLeaveOut, onEnlarge } = props;
  return (
    <header className={styles['header']} data-receives={receives}>
      <Dot tone={tone} label={state} />
      <b className={styles['name']}>{name}</b>
      {receives === false && <small className={styles['out']}>not typed to</small>}
      {hasFailed && <small className={styles['failed']}>failed here</small>}
      {command !== undefined && <Status command={command} />}
      <span className={styles['space']} />
      <IconButton
        label={isLeftOut ? `Take ${name} in when typing in all` : `Leave ${name} out when typing in all`}
        size="small"
        isOn={isLeftOut}
        onPress={() => onLeaveOut(!isLeftOut)}
      >
        {isLeftOut ? <KeyboardOff size={13} /> : <Keyboard size={13} />}
      </IconButton>
      <IconButton label={`Only ${name}`} size="small" onPress={onEnlarge}>
        <Maximize2 size={12} />
      </IconButton>
    </header>
  );
}
