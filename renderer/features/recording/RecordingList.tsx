import { useState } from 'react';
import type { Recording, SessionRecord } from '../../../main/contract/record.ts';
import { removeRecording } from '../../state/recording-actions.ts';
import { showRecording } from '../../state/record-view.ts';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { Dot } from '../../ui/Dot.tsx';
import { MenuButton } from '../../ui/Menu.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { momentText } from '../../ui/time/span-text.ts';
import { openLink } from '../../state/app-actions.ts';
import { exportEntries } from './export-entries.ts';
import { factsText, recordingTones, stateWords } from './recording-text.ts';
import styles from './Recording.module.css';

interface RowProps {
  sessionId: string;
  recording: Recording;
  /** Of which machine it is, where there is more than one. */
  showsMachine: boolean;
}

function RecordingRow({ sessionId, recording, showsMachine }: RowProps) {
  const [isAsking, setAsking] = useState(false);
  const { id, title, machineName, state, startedAt, problem } = recording;
  const name = showsMachine ? `${title} · ${machineName}` : title;
  const isOver = state !== 'on' && state !== 'paused';
  return (
    <li className={styles['item']}>
      <div className={styles['line']}>
        <Dot tone={recordingTones[state]} label={stateWords(recording).short} />
        <div className={styles['words']}>
          <div title={name}>{name}</div>
          <small title={momentText(startedAt)}>{`${momentText(startedAt)} · ${factsText(recording)}`}</small>
        </div>
        <Button size="small" aria-label={`Play ${name}`} onPress={() => showRecording(sessionId, id)}>
          Play
        </Button>
        <MenuButton
          label={`More about ${name}`}
          isQuiet
          entries={[
            ...exportEntries(sessionId, id),
            {
              id: 'remove',
              label: 'Remove…',
              isDanger: true,
              isDisabled: !isOver,
              startsGroup: true,
              run: () => setAsking(true),
            },
          ]}
        />
      </div>
      {problem !== undefined && (
        <ProblemNotice problem={problem} role="note" onOpenLink={(url) => void openLink(url)} />
      )}
      {isAsking && (
        <div className={styles['ask']}>
          <Confirm
            question={`Remove the recording of ${name}? It cannot be had back.`}
            confirmLabel="Remove"
            onConfirm={() => void removeRecording(sessionId, id)}
            onCancel={() => setAsking(false)}
          />
        </div>
      )}
    </li>
  );
}

/** The recordings of a session, with what can be done with each. */
export function RecordingList({ record }: { record: SessionRecord }) {
  const { id, recordings, machines, endedAt, state } = record;
  if (recordings.length === 0) {
    const isOpen = endedAt === undefined && state === 'ready';
    return (
      <p className={styles['remark']}>
        {isOpen ? 'No terminal of this session is recorded yet.' : 'No terminal of this session was recorded.'}
      </p>
    );
  }
  return (
    <ul className={styles['list']} aria-label="Recordings">
      {recordings.map((recording) => (
        <RecordingRow key={recording.id} sessionId={id} recording={recording} showsMachine={machines.length > 1} />
      ))}
    </ul>
  );
}
