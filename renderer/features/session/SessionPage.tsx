import { useEffect, useRef, useState } from 'react';
import type { Session } from '../../../main/contract/session.ts';
import { useSession } from '../../state/areas.ts';
import { useFileTabs } from '../../state/file-view.ts';
import { useScreenSearches } from '../../state/screen-view.ts';
import { isOver, sessionPhase } from '../../state/session-states.ts';
import { useToolTabs } from '../../state/tool-view.ts';
import { showBuilds, useView } from '../../state/view.ts';
import { activeTab, tabsOf } from '../../tabs/tab.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { SessionEnd } from './SessionEnd.tsx';
import { SessionHeader } from './SessionHeader.tsx';
import type { SessionParts } from './session-parts.ts';
import { SessionProgress } from './SessionProgress.tsx';
import { useSessionCommands } from './use-session-commands.ts';
import { Workspace } from './Workspace.tsx';
import styles from './SessionPage.module.css';

function Content({ session, isShown, parts }: { session: Session; isShown: boolean; parts: SessionParts }) {
  const chosenId = useView(({ activeTabs }) => activeTabs[session.id]);
  const tabs = tabsOf(session, {
    files: useFileTabs(session.id),
    screenSearches: useScreenSearches(session.id),
    tools: useToolTabs(session.id),
  });
  const active = activeTab(tabs, chosenId);
  const chosenMachine = useView(({ chosenMachines }) => chosenMachines[session.id]);
  const machine =
    session.machines.find(({ index }) => index === chosenMachine)?.index ??
    active?.machine ??
    session.failedStep?.machine ??
    session.machines[0]?.index ??
    0;
  const phase = sessionPhase(session);
  const hasWorkspace =
    phase === 'connected' || phase === 'lost' || phase === 'unreachable' || phase === 'screen' || tabs.length > 0;
  // What was on the screen stays readable after the end; it cannot be fetched again.
  const [wasLive, setWasLive] = useState(false);
  const [isReading, setReading] = useState(false);
  const over = isOver(session.state);
  if (!over && hasWorkspace && !wasLive) setWasLive(true);
  useSessionCommands(session, { tab: active, machine, isShown: isShown && !over });

  const { state } = session;
  const isEndShown = (state === 'closed' || state === 'expired' || state === 'failed') && !isReading;
  const isWorkspaceKept = over ? wasLive && tabs.length > 0 : hasWorkspace;
  return (
    <>
      <SessionHeader session={session} machine={machine} isShown={isShown} />
      {isEndShown && (
        <SessionEnd
          session={session}
          state={state}
          onRead={isWorkspaceKept && tabs.some(({ kind }) => kind === 'terminal') ? () => setReading(true) : undefined}
          isShown={isShown}
        >
          <parts.End session={session} machine={machine} isShown={isShown} />
        </SessionEnd>
      )}
      {!over && !hasWorkspace && <SessionProgress session={session} phase={phase} isShown={isShown} />}
      {isWorkspaceKept && (
        <div className={styles['live']} hidden={isEndShown}>
          {over && (
            <div className={styles['back']}>
              <Button size="small" onPress={() => setReading(false)}>
                Back to the end of the session
              </Button>
            </div>
          )}
          <Workspace
            session={session}
            tabs={tabs}
            active={active}
            machine={machine}
            isShown={isShown && !isEndShown}
            parts={parts}
          />
        </div>
      )}
    </>
  );
}

interface SessionPageProps {
  sessionId: string;
  isShown: boolean;
  parts: SessionParts;
}

/** One session, from the request to its end. Stays mounted while others are shown, so that its terminals stay. */
export function SessionPage({ sessionId, isShown, parts }: SessionPageProps) {
  const session = useSession(sessionId);
  const root = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isShown && document.activeElement === document.body) root.current?.focus();
  }, [isShown]);
  return (
    <main
      ref={root}
      className={styles['page']}
      hidden={!isShown}
      tabIndex={-1}
      aria-label={session === undefined ? 'Session' : `Session ${session.title}`}
    >
      {session === undefined ? (
        <EmptyState
          title="This session is not in the list any more"
          actions={<Button onPress={() => showBuilds({ kind: 'all' })}>All builds</Button>}
        />
      ) : (
        <Content session={session} isShown={isShown} parts={parts} />
      )}
    </main>
  );
}
