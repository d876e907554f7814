import { Button } from 'react-aria-components';
import { useOverallOf, useTransferFact } from '../../state/transfer-hooks.ts';
import { shortcutLabel } from '../../state/shortcuts.ts';
import { showTransfers } from '../../state/transfer-view.ts';
import { Described } from '../../ui/Described.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { compactText, summaryTone } from './summary-text.ts';
import { TRANSFERS_KEYS } from './transfer-commands.ts';
import styles from './TransferStatus.module.css';

const everywhere = {};

/** How all transfers go, in a few words, in the status bar. Nothing when none is open. */
export function TransferStatus() {
  const overall = useOverallOf(everywhere);
  const text = useTransferFact(everywhere, compactText);
  const tone = useTransferFact(everywhere, summaryTone);
  if (overall === undefined) return null;
  return (
    <Described text={`${shortcutLabel(TRANSFERS_KEYS[0])} shows all of them`}>
      {(described) => (
        <Button
          className={styles['status'] ?? ''}
          data-tone={tone}
          aria-label={`Transfers: ${text}`}
          {...described}
          onPress={() => showTransfers()}
        >
          <span className={styles['bar']} aria-hidden>
            <ProgressBar
              label="Transfers"
              share={overall.share}
              tone={tone === 'run' ? 'calm' : tone === 'off' ? 'rest' : tone}
            />
          </span>
          {text}
        </Button>
      )}
    </Described>
  );
}
