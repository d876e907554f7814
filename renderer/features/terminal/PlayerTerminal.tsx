import '@xterm/xterm/css/xterm.css';
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react';
import { PlayerController } from './player-controller.ts';
import styles from './Terminal.module.css';

/** What a player does with the screen it plays on. */
export interface PlayerTerminalHandle {
  /** An empty screen of this size. */
  reset(columns: number, rows: number): void;
  resize(columns: number, rows: number): void;
  /** Calls `done` when it is on the screen. */
  write(text: string, done: () => void): void;
  /** Much is written at once, and only its end is of interest. */
  rush(isRushing: boolean): void;
  /** Marks a text where it stands last. */
  mark(text: string): void;
  selection(): string;
  focus(): void;
}

interface PlayerTerminalProps {
  ref?: Ref<PlayerTerminalHandle>;
  /** For a screen reader. */
  label: string;
  /** Largest size of the text, in CSS pixels. */
  fontSize: number;
  scrollback: number;
  screenReader?: boolean;
  copyText(text: string): void;
}

/** The screen that recordings are played on. Made once: a player that changes its mind makes another. */
export function PlayerTerminal(props: PlayerTerminalProps) {
  const { ref, label } = props;
  const host = useRef<HTMLDivElement>(null);
  const controller = useRef<PlayerController>(undefined);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  // Handles are given out after effects of children and before those of parents, who play at once.
  useImperativeHandle(ref, () => {
    const element = host.current;
    if (element !== null && controller.current === undefined) {
      const { fontSize, scrollback, screenReader = false } = latest.current;
      const copyText = (text: string): void => latest.current.copyText(text);
      controller.current = new PlayerController(element, { fontSize, scrollback, screenReader, copyText });
    }
    return {
      reset: (columns, rows) => controller.current?.reset(columns, rows),
      resize: (columns, rows) => controller.current?.resize(columns, rows),
      write: (text, done) => (controller.current === undefined ? done() : controller.current.write(text, done)),
      rush: (isRushing) => controller.current?.rush(isRushing),
      mark: (text) => controller.current?.mark(text),
      selection: () => controller.current?.selection() ?? '',
      focus: () => host.current?.focus(),
    };
  }, []);
  useEffect(
    () => () => {
      controller.current?.[Symbol.dispose]();
      controller.current = undefined;
    },
    [],
  );
  return (
    <div className={styles['view']}>
      <div ref={host} className={styles['host']} role="region" aria-label={label} tabIndex={0} data-plays="" />
    </div>
  );
}
