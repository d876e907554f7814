import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { CallOutput } from '../../../main/contract/calls.ts';
import type { Result } from '../../../main/contract/problem.ts';
import { openLink } from '../../state/app-actions.ts';
import { searchRecordings } from '../../state/recording-actions.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { countOf } from '../../ui/size/size-text.ts';
import { shownText } from '../../ui/text/shown-text.ts';
import { positionText } from './recording-text.ts';
import styles from './Player.module.css';

interface PlayerFindProps {
  sessionId: string;
  recordingId: string;
  /** Goes to a moment and marks the text there. */
  onGo(atSeconds: number, text: string): void;
  onClose(): void;
}

interface Found {
  text: string;
  result: Result<CallOutput<'recordings.search'>>;
}

function Places({ found, recordingId, onGo }: { found: Found; recordingId: string; onGo: PlayerFindProps['onGo'] }) {
  const { text, result } = found;
  if (!result.ok) return <ProblemNotice problem={result.problem} onOpenLink={(url) => void openLink(url)} />;
  const places = result.value.places.filter((place) => place.recordingId === recordingId);
  const count = places.length === 0 ? 'Nothing found' : countOf(places.length, 'place', 'places');
  return (
    <>
      <p className={styles['remark']} role="status">
        {result.value.isCut ? `${count}; there are more` : count}
      </p>
      <ol className={styles['places']} aria-label="Places">
        {places.map(({ atSeconds, line }, index) => (
          <li key={index}>
            <button type="button" className={styles['place']} onClick={() => onGo(atSeconds, text)}>
              <span className={styles['at']}>{positionText(atSeconds)}</span>
              <code>{shownText(line)}</code>
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}

/** Looks for a text in a recording; each place leads to its moment. */
export function PlayerFind({ sessionId, recordingId, onGo, onClose }: PlayerFindProps) {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [found, setFound] = useState<Found>();
  useEffect(() => input.current?.focus(), []);

  async function find(): Promise<void> {
    if (text.trim() === '') return setFound(undefined);
    setFound({ text, result: await searchRecordings(text, sessionId) });
  }

  return (
    <aside className={styles['find']} aria-label="Places in the recording" data-region="find">
      <div className={styles['field']}>
        <SearchField
          label="Text to find"
          placeholder="Find, then Enter"
          value={text}
          onChange={setText}
          inputRef={input}
          onSubmit={() => void find()}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || text !== '') return;
            event.stopPropagation();
            onClose();
          }}
        />
        <IconButton label="Close the search" size="small" onPress={onClose}>
          <X size={14} />
        </IconButton>
      </div>
      {found !== undefined && <Places found={found} recordingId={recordingId} onGo={onGo} />}
    </aside>
  );
}
