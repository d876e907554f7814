import { useAccounts } from '../../state/areas.ts';
import { shortcutLabel } from '../../state/shortcuts.ts';
import { useTruth } from '../../state/truth.ts';
import { Dot } from '../../ui/Dot.tsx';
import { TimeAgo } from '../../ui/time/Times.tsx';
import { Button } from 'react-aria-components';
import { openPalette } from './palette-state.ts';
import styles from './StatusBar.module.css';

function Accounts() {
  const accounts = useAccounts();
  const ready = accounts.filter(({ state }) => state === 'ready').length;
  const failed = accounts.filter(({ state }) => state === 'failed').length;
  return (
    <span className={styles['item']}>
      {failed > 0 && <Dot tone="bad" />}
      {ready === 1 ? '1 account connected' : `${ready} accounts connected`}
      {failed > 0 && `, ${failed} not`}
    </span>
  );
}

/** The line at the bottom: how things stand, and the key to everything else. */
export function StatusBar() {
  const updatedAt = useTruth((state) => state.updatedAt);
  return (
    <footer className={styles['bar']} aria-label="Status">
      <Accounts />
      {updatedAt > 0 && (
        <span>
          Updated <TimeAgo at={updatedAt} />
        </span>
      )}
      <Button className={styles['palette'] ?? ''} onPress={openPalette}>
        {shortcutLabel('Mod+K')} Command palette
      </Button>
    </footer>
  );
}
