import { Monitor, TerminalSquare } from 'lucide-react';
import { Tabs } from 'react-aria-components';
import type { Session } from '../../../main/contract/session.ts';
import { addressOf } from '../../state/session-states.ts';
import { setActiveTab } from '../../state/view.ts';
import { GridBar } from '../../tabs/GridBar.tsx';
import { openScreenChoice, screenChoices } from '../../tabs/screen-choices.ts';
import type { Tab } from '../../tabs/tab.ts';
import { openTerminalTab } from '../../tabs/tab-actions.ts';
import { TabBar } from '../../tabs/TabBar.tsx';
import { TabHost } from '../../tabs/TabHost.tsx';
import { useCalm } from '../../tabs/use-calm.ts';
import { useGrid } from '../../tabs/use-grid.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FilesBelow } from './FilesBelow.tsx';
import { LinkNotices } from './LinkNotices.tsx';
import type { SessionParts } from './session-parts.ts';
import { WorkspaceAside } from './WorkspaceAside.tsx';
import styles from './Workspace.module.css';

interface WorkspaceProps {
  session: Session;
  tabs: readonly Tab[];
  active: Tab | undefined;
  machine: number;
  isShown: boolean;
  parts: SessionParts;
}

function NoTab({ session, machine }: { session: Session; machine: number }) {
  const shown = session.machines.find(({ index }) => index === machine);
  const screens = screenChoices(session).filter((choice) => choice.machine === machine);
  const isScreenOnly = shown !== undefined && shown.endpoints.length > 0 && addressOf(shown) === undefined;
  const canOpen = session.machines.some(({ index, link }) => index === machine && link === 'connected');
  const Icon = isScreenOnly ? Monitor : TerminalSquare;
  return (
    <EmptyState
      icon={<Icon size={28} strokeWidth={1.5} />}
      title={isScreenOnly ? 'This machine has a screen and no terminal' : 'No terminal is open'}
      actions={
        <>
          {canOpen && !isScreenOnly && (
            <Button variant="primary" onPress={() => void openTerminalTab(session.id, machine)}>
              New terminal
            </Button>
          )}
          {screens.map((choice) => (
            <Button
              key={choice.title}
              variant={isScreenOnly && choice === screens[0] ? 'primary' : 'plain'}
              onPress={() => void openScreenChoice(session, choice)}
            >
              Open {choice.title.startsWith('Screen') ? choice.title.toLowerCase() : choice.title}
            </Button>
          ))}
        </>
      }
    />
  );
}

/**
 * Tabs on the machines of a session, and what helps with the work below and beside them. That stands outside the tabs,
 * whose children react-aria renders a second time to find out which tabs there are.
 */
export function Workspace({ session, tabs, active, machine, isShown, parts }: WorkspaceProps) {
  // What other tabs show is a part of the window by itself.
  const isTerminal = active === undefined || active.kind === 'terminal';
  const panes = useGrid(session, tabs, active, isShown);
  // Latencies change all the time, and 20 terminals need not be looked at again for each.
  const calmSession = useCalm(session, 'latencyMs');
  const calmTabs = useCalm(tabs);
  const calmPanes = useCalm(panes);
  return (
    <div className={styles['workspace']}>
      <LinkNotices session={session} />
      <parts.Notices session={session} machine={machine} isShown={isShown} />
      <div className={styles['split']} data-layout={panes === undefined ? 'one' : 'grid'}>
        <Tabs
          className={styles['tabs'] ?? ''}
          selectedKey={active?.id ?? ''}
          onSelectionChange={(key) => setActiveTab(session.id, String(key))}
        >
          <TabBar session={session} tabs={tabs} />
          <div className={styles['tab']} {...(isTerminal ? { 'data-region': 'terminal' } : {})}>
            {tabs.length === 0 && panes === undefined ? (
              <NoTab session={session} machine={machine} />
            ) : (
              <TabHost
                session={calmSession}
                tabs={calmTabs}
                activeId={active?.id}
                isShown={isShown}
                panes={calmPanes}
              />
            )}
          </div>
        </Tabs>
        {panes !== undefined && (
          <div className={styles['strip']}>
            <GridBar session={session} panes={panes} activeId={active?.id} isShown={isShown} />
          </div>
        )}
        <FilesBelow session={session} active={active} machine={machine} isShown={isShown} />
        <WorkspaceAside session={session} machine={machine} isShown={isShown} parts={parts} />
      </div>
    </div>
  );
}
