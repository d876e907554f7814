import { useState } from 'react';
import type { Session } from '../../../main/contract/session.ts';
import { setFilePaneHeight, useFilePane } from '../../state/file-view.ts';
import { useView } from '../../state/view.ts';
import { FilesPane } from '../../tabs/FilesPanel.tsx';
import type { Tab } from '../../tabs/tab.ts';
import { Splitter } from '../../ui/Splitter.tsx';
import styles from './Workspace.module.css';

/** Less than this shows no file, in CSS pixels. */
const MIN_PX = 140;
/** The terminal above keeps this much of the height of the window. */
const TERMINAL_PX = 320;

interface FilesBelowProps {
  session: Session;
  active: Tab | undefined;
  machine: number;
  isShown: boolean;
}

/** The files below the terminals, as high as the person made them. They stay as they are while they are not seen. */
export function FilesBelow({ session, active, machine, isShown }: FilesBelowProps) {
  const { isOpen } = useFilePane(session.id);
  const heightPx = useView(({ filePaneHeightPx }) => filePaneHeightPx);
  const hasPlace = isOpen && (active === undefined || active.kind === 'terminal');
  const isVisible = isShown && hasPlace;
  const [wasOpen, setWasOpen] = useState(false);
  if (isOpen && !wasOpen) setWasOpen(true);
  if (!wasOpen) return null;
  const maxPx = Math.max(MIN_PX, window.innerHeight - TERMINAL_PX);
  return (
    <div className={styles['below']} hidden={!hasPlace}>
      <Splitter
        label="Height of the files"
        heightPx={heightPx}
        minPx={MIN_PX}
        maxPx={maxPx}
        onChange={setFilePaneHeight}
      />
      <div className={styles['pane']} style={{ height: Math.min(heightPx, maxPx) }}>
        <FilesPane
          session={session}
          machine={active?.machine ?? machine}
          terminalId={active?.kind === 'terminal' ? active.terminalId : undefined}
          isVisible={isVisible}
        />
      </div>
    </div>
  );
}
