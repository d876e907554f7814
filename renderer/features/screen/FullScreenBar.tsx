import { useEffect, useState } from 'react';
import { shortcutLabel } from '../../state/shortcuts.ts';
import { Button } from '../../ui/Button.tsx';
import { sentKeyNames } from './screen-text.ts';
import type { ScreenActs } from './screen-acts.ts';
import { FULL_SCREEN_KEYS } from './use-screen-commands.ts';
import styles from './FullScreen.module.css';

/** Long enough to be read, on entering. */
const GREETING_MS = 5_000;

/**
 * The way back to the window while a screen fills the display. It comes when the pointer touches the upper edge, or when
 * the keys are taken back from the machine.
 */
export function FullScreenBar({ acts, isReady, label }: { acts: ScreenActs; isReady: boolean; label: string }) {
  const [isGreeting, setGreeting] = useState(true);
  const [isPointed, setPointed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setGreeting(false), GREETING_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <>
      <div className={styles['edge']} onPointerEnter={() => setPointed(true)} />
      {isGreeting && (
        <p className={styles['greeting']} role="status">
          Press {shortcutLabel(FULL_SCREEN_KEYS)} to leave, or touch the upper edge.
        </p>
      )}
      <div
        className={styles['bar']}
        data-open={isPointed}
        data-screen-tools=""
        role="toolbar"
        aria-label="Full screen"
        onPointerLeave={() => setPointed(false)}
      >
        <Button size="small" onPress={acts.toggleFull}>
          Leave full screen
        </Button>
        <span className={styles['name']}>{label}</span>
        <Button size="small" isDisabled={!isReady} onPress={() => acts.sendKeys('ctrl-alt-delete')}>
          {sentKeyNames['ctrl-alt-delete']}
        </Button>
      </div>
    </>
  );
}
