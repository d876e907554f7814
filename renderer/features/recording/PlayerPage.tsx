import { Copy } from 'lucide-react';
import { Suspense, useEffect, useRef, useState } from 'react';
import type { Recording, SessionRecord } from '../../../main/contract/record.ts';
import { copyText, openLink } from '../../state/app-actions.ts';
import { useSettings } from '../../state/areas.ts';
import { useRecord } from '../../state/record-hooks.ts';
import { showHistory } from '../../state/record-view.ts';
import { reportDone } from '../../state/notices.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { MenuButton } from '../../ui/Menu.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { PageTitle } from '../../ui/PageTitle.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { sizeText } from '../../ui/size/size-text.ts';
import { momentText } from '../../ui/time/span-text.ts';
import { exportEntries } from './export-entries.ts';
import { PlayerControls } from './PlayerControls.tsx';
import { PlayerFind } from './PlayerFind.tsx';
import type { ScreenComponent, ScreenHandle } from './player-parts.ts';
import { usePlayer } from './use-player.ts';
import { usePlayerCommands } from './use-player-commands.ts';
import styles from './Player.module.css';

interface PlayerPageProps {
  sessionId: string;
  recordingId: string;
  atSeconds: number | undefined;
  Screen: ScreenComponent;
}

interface LoadedProps extends Omit<PlayerPageProps, 'recordingId'> {
  record: SessionRecord;
  recording: Recording;
}

function Loaded({ sessionId, record, recording, atSeconds, Screen }: LoadedProps) {
  const [screen, setScreen] = useState<ScreenHandle | null>(null);
  const [isFinding, setFinding] = useState(false);
  const { terminalFontSize, terminalScrollback, screenReader } = useSettings();
  const { id, title, machineName, startedAt, sizeBytes, state: recordingState } = recording;
  const playing = usePlayer({ sessionId, recordingId: id, atSeconds, screen });
  const { player, state, problem, bytes, isWhole } = playing;
  const name = record.machines.length > 1 ? `${title} · ${machineName}` : title;

  async function play(): Promise<void> {
    if (player === undefined || state === undefined) return;
    const isAtEnd = state.positionSeconds >= state.durationSeconds;
    if (isAtEnd && recordingState !== 'ended') await playing.grow();
    await player.play();
  }
  function copySelection(): void {
    const text = screen?.selection() ?? '';
    if (text === '') reportDone('Select text in the recording first.');
    else void copyText(text, 'The selected text');
  }
  function closeFind(): void {
    setFinding(false);
    screen?.focus();
  }
  usePlayerCommands({
    player,
    state,
    sessionId,
    recordingId: id,
    onPlay: () => void play(),
    onFind: () => setFinding(true),
    onCopy: copySelection,
    onLeave: () => (isFinding ? closeFind() : showHistory(sessionId)),
  });

  return (
    <>
      <PageHeader back={{ label: 'Back to the session', onPress: () => showHistory(sessionId) }}>
        <div className={styles['name']}>
          <PageTitle>{`${record.title} · ${name}`}</PageTitle>
          <small>{`Recorded ${momentText(startedAt)} · ${sizeText(sizeBytes)}`}</small>
        </div>
        <IconButton label="Copy the selected text" onPress={copySelection}>
          <Copy size={15} />
        </IconButton>
        <MenuButton label="Copy or save the recording" entries={exportEntries(sessionId, id)} />
      </PageHeader>
      {problem !== undefined && (
        <div className={styles['problem']}>
          <ProblemNotice problem={problem} onOpenLink={(url) => void openLink(url)} />
        </div>
      )}
      <div className={styles['body']} data-finding={isFinding}>
        <div className={styles['screen']} data-busy={state?.isSeeking ?? true}>
          <Suspense fallback={null}>
            <Screen
              ref={setScreen}
              label={`Recording of ${name}`}
              fontSize={terminalFontSize}
              scrollback={terminalScrollback}
              screenReader={screenReader}
              copyText={(text) => void copyText(text, 'The selected text')}
            />
          </Suspense>
        </div>
        {isFinding && (
          <PlayerFind
            sessionId={sessionId}
            recordingId={id}
            onClose={closeFind}
            onGo={(seconds, text) => void player?.seek(seconds).then(() => screen?.mark(text))}
          />
        )}
      </div>
      {player !== undefined && state !== undefined && (
        <PlayerControls
          player={player}
          state={state}
          isFinding={isFinding}
          onPlay={() => void play()}
          onFind={() => (isFinding ? closeFind() : setFinding(true))}
        />
      )}
      {!isWhole && problem === undefined && (
        <p className={styles['loading']} role="status">
          {`Reading the recording: ${sizeText(bytes)} of ${sizeText(Math.max(bytes, sizeBytes))}`}
        </p>
      )}
    </>
  );
}

/** Plays a recording. Nothing that is in it does anything: it is only shown. */
export function PlayerPage({ sessionId, recordingId, atSeconds, Screen }: PlayerPageProps) {
  const record = useRecord(sessionId);
  const recording = record?.recordings.find(({ id }) => id === recordingId);
  const root = useRef<HTMLElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) root.current?.focus();
  }, []);
  return (
    <main ref={root} className={styles['page']} tabIndex={-1} aria-label="Recording" data-region="recording">
      {record === undefined || recording === undefined ? (
        <>
          <PageHeader>
            <PageTitle>Recording</PageTitle>
          </PageHeader>
          <EmptyState
            title="This recording is not there any more"
            actions={<Button onPress={() => showHistory(record?.id)}>Back to the history</Button>}
          >
            It was removed, or it was older than what is kept.
          </EmptyState>
        </>
      ) : (
        <Loaded
          key={recordingId}
          sessionId={sessionId}
          record={record}
          recording={recording}
          atSeconds={atSeconds}
          Screen={Screen}
        />
      )}
    </main>
  );
}
