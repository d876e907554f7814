import { useEffect, useRef } from 'react';
import type { Session } from '../../main/contract/session.ts';
import { TerminalView, type TerminalHandle } from '../features/terminal/TerminalView.tsx';
import { useSettings } from '../state/areas.ts';
import { copyQuietly, openLink } from '../state/app-actions.ts';
import { attachTerminal } from '../state/ports.ts';
import { allowClipboard, useView } from '../state/view.ts';
import { closeTab, openTerminalTab } from './tab-actions.ts';
import type { TerminalTab } from './tab.ts';
import { registerTerminal } from './terminal-handles.ts';

interface TerminalPanelProps {
  session: Session;
  tab: TerminalTab;
  isVisible: boolean;
}

/** Joins a terminal on the screen to its session. */
export function TerminalPanel({ session, tab, isVisible }: TerminalPanelProps) {
  const { terminalFontSize, terminalScrollback, screenReader } = useSettings();
  const mayCopy = useView(({ clipboardConsents }) => clipboardConsents[session.id]);
  const handle = useRef<TerminalHandle>(null);

  useEffect(
    () =>
      registerTerminal(tab.terminalId, {
        type: (text) => handle.current?.type(text),
        focus: () => handle.current?.focus(),
        find: () => handle.current?.find(),
      }),
    [tab.terminalId],
  );

  async function reopen(): Promise<void> {
    const opened = await openTerminalTab(session.id, tab.machine);
    if (opened !== undefined) await closeTab(session, tab);
  }

  return (
    <TerminalView
      ref={handle}
      label={tab.title}
      attach={(size) => attachTerminal(session.id, tab.terminalId, size)}
      visible={isVisible}
      fontSize={terminalFontSize}
      scrollback={terminalScrollback}
      screenReader={screenReader}
      // The tab shows what main knows about the terminal, which is the same and outlives the window.
      onState={() => {}}
      copyText={(text) => void copyQuietly(text)}
      openLink={(url) => void openLink(url)}
      mayCopy={mayCopy}
      onMayCopy={(isAllowed) => allowClipboard(session.id, isAllowed)}
      onReopen={() => void reopen()}
      onClose={() => void closeTab(session, tab)}
    />
  );
}
