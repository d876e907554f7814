import { Grid2x2, PanelBottom, Plus, X } from 'lucide-react';
import { useEffect, useEffectEvent, useRef } from 'react';
import { Tab as AriaTab, TabList } from 'react-aria-components';
import type { Session } from '../../main/contract/session.ts';
import { RecordingMark } from '../features/recording/RecordingMark.tsx';
import { LastMinutes } from '../features/session/TimeLeft.tsx';
import { TabProgress } from '../features/transfers/TabProgress.tsx';
import { useSession } from '../state/areas.ts';
import { setFilePaneOpen, useFilePane } from '../state/file-view.ts';
import { useIsGrid } from '../state/grid-view.ts';
import { addScreenSearch } from '../state/screen-view.ts';
import { shortcutLabel } from '../state/shortcuts.ts';
import { isOver } from '../state/session-states.ts';
import { useView } from '../state/view.ts';
import { Dot } from '../ui/Dot.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { MenuButton } from '../ui/Menu.tsx';
import { openScreenChoice, screenChoices, screenSearchChoices } from './screen-choices.ts';
import { activateTab, closeTab, openFilesTab, openTerminalTab, showGrid } from './tab-actions.ts';
import { activeTab, type Tab } from './tab.ts';
import { screenTones, terminalTones } from './tab-tones.ts';
import { filesChoices, terminalChoices } from './terminal-choices.ts';
import styles from './TabBar.module.css';

function NewTab({ session }: { session: Session }) {
  const terminals = terminalChoices(session);
  const files = filesChoices(session);
  const screens = screenChoices(session);
  const searches = screenSearchChoices(session);
  if (terminals.length + screens.length === 0) return null;
  const isOne = terminals.length === 1;
  // The key is for the machine that is looked at.
  const hasOneMachine = session.machines.length === 1;
  return (
    <MenuButton
      label="New tab"
      isQuiet
      entries={[
        ...terminals.map(({ machine, shell, title }) => ({
          id: `terminal ${machine} ${shell ?? ''}`,
          label: title,
          ...(isOne ? { shortcut: shortcutLabel('Mod+Shift+T') } : {}),
          run: () => void openTerminalTab(session.id, machine, shell),
        })),
        ...files.map(({ machine, title }, index) => ({
          id: `files ${machine}`,
          label: title,
          ...(files.length === 1 ? { shortcut: shortcutLabel('Mod+Shift+O') } : {}),
          startsGroup: index === 0 && !isOne,
          run: () => openFilesTab(session.id, machine),
        })),
        ...screens.map((choice, index) => ({
          id: `screen ${choice.title}`,
          label: choice.title,
          ...(hasOneMachine && index === 0 ? { shortcut: shortcutLabel('Mod+Shift+S') } : {}),
          startsGroup: index === 0 && terminals.length > 1,
          run: () => void openScreenChoice(session, choice),
        })),
        ...searches.map(({ machine, title }, index) => ({
          id: `screen-search ${machine}`,
          label: title,
          ...(hasOneMachine && screens.length === 0 ? { shortcut: shortcutLabel('Mod+Shift+S') } : {}),
          startsGroup: index === 0 && screens.length === 0 && terminals.length > 1,
          run: () => addScreenSearch(session.id, machine),
        })),
      ]}
    >
      <Plus size={15} />
    </MenuButton>
  );
}

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
      <NewTab session={session} />
      <span className={styles['space']} />
      <GridSwitch session={session} tabs={tabs} />
      <RecordingMark session={session} tabs={tabs} />
      <PaneSwitch session={session} />
    </div>
  );
}
