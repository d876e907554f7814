import { Grid2x2, PanelBottom, X } from 'lucide-react';
import { useEffect, useEffectEvent, useRef } from 'react';
import { Tab as AriaTab, TabList } from 'react-aria-components';
import type { Session } from '../../main/contract/session.ts';
import { RecordingMark } from '../features/recording/RecordingMark.tsx';
import { LastMinutes } from '../features/session/TimeLeft.tsx';
import { TabProgress } from '../features/transfers/TabProgress.tsx';
import { useSession } from '../state/areas.ts';
import { setFilePaneOpen, useFilePane } from '../state/file-view.ts';
import { useIsGrid } from '../state/grid-view.ts';
import { shortcutLabel } from '../state/shortcuts.ts';
import { isOver } from '../state/session-states.ts';
import { useView } from '../state/view.ts';
import { Dot } from '../ui/Dot.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { NewTab } from './NewTab.tsx';
import { screenChoices } from './screen-choices.ts';
import { activateTab, closeTab, showGrid } from './tab-actions.ts';
import { activeTab, type Tab } from './tab.ts';
import { screenTones, terminalTones } from './tab-tones.ts';
import { filesChoices, terminalChoices } from './terminal-choices.ts';
import styles from './TabBar.module.css';

/**
 * What the machine has left, once that is little. It asks for the session itself, because a tab is drawn again only when
 * it changes; for a screen reader the header says the same.
 */
function TabTime({ sessionId }: { sessionId: string }) {
  const session = useSession(sessionId);
  const at = session?.deadline.at;
  if (session === undefined || at === undefined || isOver(session.state)) return null;
  return (
    <small className={styles['time']} aria-hidden>
      <LastMinutes at={at} />
    </small>
  );
}

/** Shows and hides the files below the terminals. */
function PaneSwitch({ session }: { session: Session }) {
  const { isOpen } = useFilePane(session.id);
  if (filesChoices(session).length === 0 && !isOpen) return null;
  return (
    <IconButton
      label="Files below the terminal"
      isOn={isOpen}
      shortcut={shortcutLabel('Mod+Shift+E')}
      onPress={() => setFilePaneOpen(session.id, !isOpen)}
    >
      <PanelBottom size={15} />
    </IconButton>
  );
}

/** Shows the terminals of all machines side by side. */
function GridSwitch({ session, tabs }: { session: Session; tabs: readonly Tab[] }) {
  const chosenId = useView(({ activeTabs }) => activeTabs[session.id]);
  const isOn = useIsGrid(session.id) && (activeTab(tabs, chosenId)?.kind ?? 'terminal') === 'terminal';
  if (session.machines.length < 2) return null;
  return (
    <IconButton
      label="All machines side by side"
      isOn={isOn}
      shortcut={shortcutLabel('Mod+Shift+M')}
      onPress={() => showGrid(session, !isOn)}
    >
      <Grid2x2 size={15} />
    </IconButton>
  );
}

/** The tabs of a session. Delete closes the focused one; the cross is for the pointer. */
export function TabBar({ session, tabs }: { session: Session; tabs: readonly Tab[] }) {
  const bar = useRef<HTMLDivElement>(null);
  const chosenId = useView(({ activeTabs }) => activeTabs[session.id]);
  const closeFocused = useEffectEvent((focused: Element | null) => {
    const tab = tabs.find(({ id }) => id === focused?.getAttribute('data-key'));
    if (tab !== undefined) void closeTab(session, tab);
  });
  useEffect(() => {
    const element = bar.current;
    function onKeyDown({ key, target }: KeyboardEvent): void {
      if (key === 'Delete' && target instanceof Element) closeFocused(target.closest('[role="tab"]'));
    }
    element?.addEventListener('keydown', onKeyDown);
    return () => element?.removeEventListener('keydown', onKeyDown);
  }, []);
  // A bar of nothing would only be a strip.
  const isEmpty = tabs.length === 0 && terminalChoices(session).length + screenChoices(session).length === 0;
  return (
    <div ref={bar} className={styles['bar']} data-region="tabs" hidden={isEmpty}>
      <TabList aria-label="Tabs" className={styles['list'] ?? ''} items={tabs}>
        {(tab) => (
          <AriaTab
            id={tab.id}
            className={styles['tab'] ?? ''}
            onPress={({ pointerType }) => {
              if (pointerType === 'mouse') activateTab(session, tab);
            }}
          >
            {tab.kind === 'terminal' && <Dot tone={terminalTones[tab.state]} label={tab.state} />}
            {tab.kind === 'screen' && <Dot tone={screenTones[tab.state]} label={tab.state} />}
            {tab.title}
            {tab.kind === 'files' && <TabProgress sessionId={session.id} machine={tab.machine} />}
            <TabTime sessionId={session.id} />
            <span
              aria-hidden
              className={styles['close']}
              title="Close"
              onPointerDown={(event) => event.stopPropagation()}
              onMouseDown={(event) => event.stopPropagation()}
              onClick={(event) => {
                event.stopPropagation();
                void closeTab(session, tab);
              }}
            >
              <X size={12} />
            </span>
          </AriaTab>
        )}
      </TabList>
      <NewTab session={session} machine={activeTab(tabs, chosenId)?.machine ?? session.machines[0]?.index} />
      <span className={styles['space']} />
      <GridSwitch session={session} tabs={tabs} />
      <RecordingMark session={session} tabs={tabs} />
      <PaneSwitch session={session} />
    </div>
  );
}
