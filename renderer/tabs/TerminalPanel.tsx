import { lazy, Suspense, useCallback } from 'react';
import type { Session } from '../../main/contract/session.ts';
import type { TerminalHandle } from '../features/terminal/TerminalView.tsx';
import { reportCommand } from '../state/command-states.ts';
import { useSettings } from '../state/areas.ts';
import { copyQuietly, openLink } from '../state/app-actions.ts';
import { attachTerminal } from '../state/ports.ts';
import { reportFolder } from '../state/terminal-folders.ts';
import { allowClipboard, useView } from '../state/view.ts';
import { closeTab, openTerminalTab } from './tab-actions.ts';
import type { TerminalTab } from './tab.ts';
import { receiversOf, shareInput } from './terminal-group.ts';
import { registerTerminal } from './terminal-handles.ts';
import { useTerminalCommands } from './use-terminal-commands.ts';

// Half of the window's code is the terminal; the list of builds does not wait for it.
const TerminalView = lazy(async () => ({
  default: (await import('../features/terminal/TerminalView.tsx')).TerminalView,
}));

interface TerminalPanelProps {
  session: Session;
  tab: TerminalTab;
  isVisible: boolean;
  /** The keys are for this one of those in sight. */
  isActive: boolean;
  /** Others are in sight as well, more than there are graphics contexts for. */
  isOneOfMany: boolean;
  fontSize: number;
}

/** Joins a terminal on the screen to its session. */
export function TerminalPanel({ session, tab, isVisible, isActive, isOneOfMany, fontSize }: TerminalPanelProps) {
  const { terminalScrollback, screenReader } = useSettings();
  const mayCopy = useView(({ clipboardConsents }) => clipboardConsents[session.id]);
  const { terminalId } = tab;
  const register = useCallback(
    (view: TerminalHandle | null) => (view === null ? undefined : registerTerminal(terminalId, view)),
    [terminalId],
  );

  useTerminalCommands(session, tab, isVisible && isActive);

  async function reopen(): Promise<void> {
    const opened = await openTerminalTab(session.id, tab.machine, tab.shell);
    if (opened !== undefined) await closeTab(session, tab);
  }

  return (
    <Suspense fallback={null}>
      <TerminalView
        ref={register}
        label={tab.title}
        attach={(size) => attachTerminal(session.id, tab.terminalId, size)}
        visible={isVisible}
        takesKeys={isActive}
        webgl={!isOneOfMany}
        fontSize={fontSize}
        scrollback={terminalScrollback}
        screenReader={screenReader}
        // The tab shows what main knows about the terminal, which is the same and outlives the window.
        onState={() => {}}
        onFolder={(folder) => reportFolder(terminalId, folder)}
        onCommand={(command) => reportCommand(terminalId, command)}
        onTyped={(input) => shareInput(session.id, terminalId, input)}
        receivers={() => receiversOf(session.id, terminalId).length}
        copyText={(text) => void copyQuietly(text)}
        openLink={(url) => void openLink(url)}
        mayCopy={mayCopy}
        onMayCopy={(isAllowed) => allowClipboard(session.id, isAllowed)}
        onReopen={() => void reopen()}
        onClose={() => void closeTab(session, tab)}
      />
    </Suspense>
  );
}
