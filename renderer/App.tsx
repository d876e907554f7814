import { useState } from 'react';
import { AccountPage } from './features/accounts/AccountPage.tsx';
import { AccountsCard } from './features/accounts/AccountsCard.tsx';
import { AddAccountPage } from './features/accounts/AddAccountPage.tsx';
import { BuildsPage } from './features/builds/BuildsPage.tsx';
import { BuildsSection } from './features/builds/BuildsSection.tsx';
import { ProjectsPage } from './features/builds/projects/ProjectsPage.tsx';
import { CommandPalette } from './features/frame/CommandPalette.tsx';
import { frameCommands } from './features/frame/frame-commands.ts';
import { NoticeArea } from './features/frame/NoticeArea.tsx';
import { Sidebar } from './features/frame/Sidebar.tsx';
import { StatusBar } from './features/frame/StatusBar.tsx';
import { WindowTitle } from './features/frame/WindowTitle.tsx';
import { AllEdits } from './features/edits/AllEdits.tsx';
import { EditWatch } from './features/edits/EditWatch.tsx';
import { BuildRecords } from './features/history/BuildRecords.tsx';
import { historyCommands } from './features/history/history-commands.ts';
import { HistoryPage } from './features/history/HistoryPage.tsx';
import { KeysPage } from './features/keys/KeysPage.tsx';
import { PortStatus } from './features/ports/PortStatus.tsx';
import { ConnectPage } from './features/session/paste/ConnectPage.tsx';
import { SessionPage } from './features/session/SessionPage.tsx';
import { SessionsSection } from './features/session/SessionsSection.tsx';
import { SettingsPage } from './features/settings/SettingsPage.tsx';
import { TransfersPage } from './features/transfers/TransfersPage.tsx';
import { TransferStatus } from './features/transfers/TransferStatus.tsx';
import { TransferWatch } from './features/transfers/TransferWatch.tsx';
import { historyParts } from './history-parts.tsx';
import { sessionParts } from './session-parts.tsx';
import { fetchSnapshot, useTruth } from './state/truth.ts';
import { useCommands } from './state/use-commands.ts';
import { useView } from './state/view.ts';
import { Button } from './ui/Button.tsx';
import { EmptyState } from './ui/EmptyState.tsx';
import { Skeleton } from './ui/Skeleton.tsx';
import styles from './App.module.css';

/** The session on screen, and behind it those that were shown before: their terminals keep what is on them. */
function SessionPages() {
  const page = useView((view) => view.page);
  const sessions = useTruth(({ truth }) => truth.sessions);
  const [visited, setVisited] = useState<readonly string[]>([]);
  const shownId = page.kind === 'session' ? page.sessionId : undefined;
  if (shownId !== undefined && !visited.includes(shownId)) setVisited([...visited, shownId]);
  return visited
    .filter((id) => id === shownId || id in sessions)
    .map((id) => <SessionPage key={id} sessionId={id} isShown={id === shownId} parts={sessionParts} />);
}

function Page() {
  const kind = useView((view) => view.page.kind);
  switch (kind) {
    case 'builds':
      return <BuildsPage Sessions={BuildRecords} />;
    case 'projects':
      return <ProjectsPage />;
    case 'add-account':
      return <AddAccountPage />;
    case 'account':
      return <AccountPage />;
    case 'connect':
      return <ConnectPage />;
    case 'transfers':
      return (
        <TransfersPage>
          <AllEdits />
        </TransfersPage>
      );
    case 'history':
      return <HistoryPage parts={historyParts} />;
    case 'keys':
      return <KeysPage />;
    case 'settings':
      return (
        <SettingsPage>
          <AccountsCard />
        </SettingsPage>
      );
    case 'session':
      return null;
  }
}

function Start() {
  const status = useTruth((state) => state.status);
  const problem = useTruth((state) => state.problem);
  if (status === 'failed') {
    return (
      <main className={styles['start']} aria-label="Jumpseat">
        <EmptyState
          title={problem?.message ?? 'Jumpseat did not start'}
          actions={<Button onPress={() => void fetchSnapshot()}>Try again</Button>}
        >
          {problem?.hint}
        </EmptyState>
      </main>
    );
  }
  return (
    <main className={styles['start']} aria-label="Jumpseat">
      <div className={styles['loading']}>
        <Skeleton label="Starting" lines={9} />
      </div>
    </main>
  );
}

/** The whole window. */
export function App() {
  const isReady = useTruth((state) => state.status === 'ready');
  useCommands(frameCommands);
  useCommands(historyCommands);
  return (
    <div className={styles['app']}>
      <Sidebar>
        {isReady && (
          <>
            <SessionsSection />
            <BuildsSection />
          </>
        )}
      </Sidebar>
      {isReady ? (
        <>
          <Page />
          <SessionPages />
        </>
      ) : (
        <Start />
      )}
      <StatusBar>
        <PortStatus />
        <TransferStatus />
      </StatusBar>
      <TransferWatch />
      <EditWatch />
      <NoticeArea />
      <CommandPalette />
      <WindowTitle />
    </div>
  );
}
