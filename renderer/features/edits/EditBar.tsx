import { useEffect, useRef } from 'react';
import { useEdits } from '../../state/edit-hooks.ts';
import { registerSight } from '../../state/transfer-view.ts';
import { useView } from '../../state/view.ts';
import { EditList } from './EditList.tsx';
import styles from './EditBar.module.css';

interface EditBarProps {
  sessionId: string;
  machine: number;
  /** Files of one machine may be open in several tabs; this is for the one in front. */
  isVisible?: boolean;
}

/** Files of this machine that are open in programs of this computer, and what becomes of their saves. */
export function EditBar({ sessionId, machine, isVisible = true }: EditBarProps) {
  const edits = useEdits(sessionId, machine);
  const isShown = useView(({ page }) => page.kind === 'session' && page.sessionId === sessionId);
  const root = useRef<HTMLElement>(null);
  const isThere = edits.length > 0 && isVisible;
  useEffect(() => {
    if (!isThere) return undefined;
    return registerSight(
      sessionId,
      machine,
      () => root.current?.checkVisibility?.({ visibilityProperty: true }) ?? true,
    );
  }, [sessionId, machine, isThere]);
  if (!isThere) return null;
  return (
    <section ref={root} className={styles['bar']} aria-label="Files open in an editor">
      <EditList edits={edits} isActive={isShown} />
    </section>
  );
}
