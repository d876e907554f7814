import { Button } from 'react-aria-components';
import { useForwardCount, useForwardSession } from '../../state/port-hooks.ts';
import { openToolTab } from '../../state/tool-view.ts';
import { useTruth } from '../../state/truth.ts';
import { showPage } from '../../state/view.ts';
import { countOf } from '../../ui/size/size-text.ts';
import styles from './Aside.module.css';

/** That there are ways in or out beside the terminals, in the status bar. Nothing when there is none. */
export function PortStatus() {
  const count = useForwardCount();
  const sessionId = useForwardSession();
  if (sessionId === undefined) return null;
  return (
    <Button
      className={styles['status'] ?? ''}
      onPress={() => {
        const machine = useTruth.getState().truth.ports[sessionId]?.forwards[0]?.machine ?? 0;
        showPage({ kind: 'session', sessionId });
        openToolTab(sessionId, 'ports', machine);
      }}
    >
      <span title="Show ports and forwards">{countOf(count, 'forward', 'forwards')}</span>
    </Button>
  );
}
