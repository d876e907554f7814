import { useAccounts } from '../../state/areas.ts';
import { shortcutLabel } from '../../state/shortcuts.ts';
import { useTruth } from '../../state/truth.ts';
import { useView } from '../../state/view.ts';
import { Dot } from '../../ui/Dot.tsx';
import { TimeAgo } from '../../ui/time/Times.tsx';
import { Button } from 'react-aria-components';
import { openPalette } from './palette-state.ts';
import styles from './StatusBar.module.css';

function Accounts() {
  const accounts = useAccounts();
  const ready = accounts.filter(({ state }) => state === 'ready');
  const failed = accounts.filter(({ state }) => state === 'failed').length;
  return (
    <span className={styles['item']}>
      {failed > 0 && <Dot tone="bad" />}
      {ready.length === 1 ? `${ready[0]?.label} is ready` : `${ready.length} accounts ready`}
      {failed > 0 && `, ${failed} not`}
    </span>
  );
}

/** The line at the bottom: how things stand, and the key to everything else. */
export function StatusBar() {
  const updatedAt = useTruth((state) => state.updatedAt);
  // In a terminal, Ctrl+K is the shell's.
  const isInSession = useView((view) => view.page.kind === 'session');
  return (
    <footer className={styles['bar']} aria-label="Status">
      <Accounts />
      {updatedAt > 0 && (
        <span>
          Updated <TimeAgo at={updatedAt} />
        </span>
      )}
      <Button className={styles['palette'] ?? ''} onPress={openPalette}>
        {shortcutLabel(isInSession ? 'Mod+Shift+P' : 'Mod+K')} Command palette
      </Button>
    </footer>
  );
}
