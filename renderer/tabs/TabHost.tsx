import { memo, useEffect, useRef, type FocusEvent } from 'react';
import { TabPanel } from 'react-aria-components';
import type { Session } from '../../main/contract/session.ts';
import { EmptyPane } from '../features/grid/EmptyPane.tsx';
import { useSettings } from '../state/areas.ts';
import { reconnect } from '../state/session-actions.ts';
import { OWNS_KEYS } from '../state/shortcuts.ts';
import { setActiveTab } from '../state/view.ts';
import { FilesPanel } from './FilesPanel.tsx';
import { GridPaneHeader } from './GridPaneHeader.tsx';
import type { GridPane } from './grid-panes.ts';
import { ScreenPanel, ScreenSearchPanel } from './ScreenPanel.tsx';
import { openTerminalTab } from './tab-actions.ts';
import type { Tab } from './tab.ts';
import { showGroup } from './terminal-group.ts';
import { ToolPanel } from './ToolPanel.tsx';
import { TerminalPanel } from './TerminalPanel.tsx';
import { useGridStyle } from './use-grid-style.ts';
import styles from './TabHost.module.css';

/** A page has 16 graphics contexts, and screens want some. */
const MOST_CONTEXTS = 8;

interface TabHostProps {
  session: Session;
  tabs: readonly Tab[];
  activeId: string | undefined;
  isShown: boolean;
  /** The machines side by side, in place of the one tab in front. */
  panes: readonly GridPane[] | undefined;
}

interface TabContentProps {
  session: Session;
  tab: Tab;
  isVisible: boolean;
  isActive: boolean;
  isOneOfMany: boolean;
  fontSize: number;
}

function TabContent({ session, tab, isVisible, isActive, isOneOfMany, fontSize }: TabContentProps) {
  switch (tab.kind) {
    case 'terminal':
      return (
        <TerminalPanel
          session={session}
          tab={tab}
          isVisible={isVisible}
          isActive={isActive}
          isOneOfMany={isOneOfMany}
          fontSize={fontSize}
        />
      );
    case 'files':
      return <FilesPanel session={session} tab={tab} isVisible={isVisible} />;
    case 'screen':
      return <ScreenPanel session={session} tab={tab} isVisible={isVisible} />;
    case 'screen-search':
      return <ScreenSearchPanel session={session} tab={tab} isVisible={isVisible} />;
    case 'tool':
      return <ToolPanel session={session} tab={tab} isVisible={isVisible} />;
  }
}

/**
 * The content of every tab. Those behind stay as they are, so that nothing is lost by looking at another; the grid shows
 * the same terminals side by side.
 */
export const TabHost = memo(function TabHost({ session, tabs, activeId, isShown, panes }: TabHostProps) {
  const host = useRef<HTMLDivElement>(null);
  const { terminalFontSize } = useSettings();
  const grid = useGridStyle(host, panes?.length ?? 0, terminalFontSize);
  useEffect(
    () => (isShown && panes !== undefined ? showGroup(session.id, panes) : undefined),
    [session.id, isShown, panes],
  );
  const position = (tab: Tab) => panes?.findIndex((pane) => pane.tab?.id === tab.id) ?? -1;
  return (
    <div ref={host} className={styles['host']} data-layout={panes === undefined ? 'one' : 'grid'} style={grid?.style}>
      {tabs.map((tab) => {
        const isActive = tab.id === activeId;
        const at = position(tab);
        const pane = at === -1 ? undefined : panes?.[at];
        const isVisible = panes === undefined ? isActive : pane !== undefined;
        return (
          <TabPanel
            key={tab.id}
            id={tab.id}
            shouldForceMount
            className={styles['panel'] ?? ''}
            data-active={isVisible}
            data-kind={tab.kind}
            {...(pane === undefined
              ? {}
              : {
                  style: { order: at },
                  'data-focused-pane': isActive,
                  // The panel of a tab behind would take no keys.
                  render: (panel) => (
                    <div
                      {...panel}
                      role="group"
                      aria-label={tab.title}
                      aria-labelledby={undefined}
                      tabIndex={undefined}
                      inert={false}
                    />
                  ),
                  onFocus: ({ target }: FocusEvent) => {
                    const isTerminal = target instanceof Element && target.closest(`[${OWNS_KEYS}]`) !== null;
                    if (!isActive && isTerminal) setActiveTab(session.id, tab.id);
                  },
                })}
          >
            {pane !== undefined && tab.kind === 'terminal' && (
              <GridPaneHeader session={session} pane={pane} tab={tab} />
            )}
            <TabContent
              session={session}
              tab={tab}
              isVisible={isShown && isVisible}
              isActive={isActive}
              isOneOfMany={panes !== undefined && panes.length > MOST_CONTEXTS}
              fontSize={pane === undefined ? terminalFontSize : (grid?.fontSize ?? terminalFontSize)}
            />
          </TabPanel>
        );
      })}
      {panes?.map(({ machine, tab }, at) => {
        const shown = session.machines.find(({ index }) => index === machine);
        if (tab !== undefined || shown === undefined) return null;
        return (
          <div key={machine} className={styles['panel']} style={{ order: at }} role="group" aria-label={shown.name}>
            <EmptyPane
              machine={shown}
              onOpen={() => void openTerminalTab(session.id, machine)}
              onReconnect={() => void reconnect(session.id, machine)}
            />
          </div>
        );
      })}
    </div>
  );
});
