import { TabPanel } from 'react-aria-components';
import type { Session } from '../../main/contract/session.ts';
import { FilesPanel } from './FilesPanel.tsx';
import { ScreenPanel, ScreenSearchPanel } from './ScreenPanel.tsx';
import type { Tab } from './tab.ts';
import { ToolPanel } from './ToolPanel.tsx';
import { TerminalPanel } from './TerminalPanel.tsx';
import styles from './TabHost.module.css';

interface TabHostProps {
  session: Session;
  tabs: readonly Tab[];
  activeId: string | undefined;
  isShown: boolean;
}

function TabContent({ session, tab, isVisible }: { session: Session; tab: Tab; isVisible: boolean }) {
  switch (tab.kind) {
    case 'terminal':
      return <TerminalPanel session={session} tab={tab} isVisible={isVisible} />;
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

/** The content of every tab. Those behind stay as they are, so that nothing is lost by looking at another. */
export function TabHost({ session, tabs, activeId, isShown }: TabHostProps) {
  return tabs.map((tab) => (
    <TabPanel
      key={tab.id}
      id={tab.id}
      shouldForceMount
      className={styles['panel'] ?? ''}
      data-active={tab.id === activeId}
      data-kind={tab.kind}
    >
      <TabContent session={session} tab={tab} isVisible={isShown && tab.id === activeId} />
    </TabPanel>
  ));
}
